import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
const account = 'cfemail = me@example.org\ncfapikey = key\nblocklist_de_apikey = key\n';

/** tsban's own configuration with a jail that has these actions. */
function treeWith(action: string): string {
  const jail = `[sshd]\nenabled = true\nlogpath = /var/log/a.log\n  /var/log/b*.log\naction = ${action}\n`;
  return makeConfigTree(stockConfig, { 'jail.local': `[DEFAULT]\n${account}${jail}` });
}

/** Commands of the jail's actions, as Fail2Ban prints them. */
function actionLines(stream: string): readonly string[] {
  return stream.split('\n').filter((line) => /^\['(?:set|multi-set)', 'sshd', '(?:addaction|action)'/.test(line));
}

describe("tsban's own actions", () => {
  it('mean the same to Fail2Ban, by the shortcuts of jail.conf and by their names', (context) => {
    if (typeof real === 'string') return context.skip(real);
    const shortcuts = [
      'action_',
      'action_mw',
      'action_mwl',
      'action_xarf',
      'action_cf_mwl',
      'action_abuseipdb',
      'action_blocklist_de',
    ];
    const files = readdirSync(join(stockConfig, 'action.d')).map((file) => file.replace(/\.conf$/, ''));
    const names = files.filter((name) => !name.endsWith('-common'));
    const actions = [
      ...shortcuts.map((name) => `%(${name})s`),
      '%(action_abuseipdb)s[abuseipdb_apikey="my-api-key", abuseipdb_category="18,22"]',
      'sendmail-whois[name=%(__name__)s, dest="you@example.org", sendername="Box"]',
      'sendmail-whois-lines[name=ssh, grepmax=20, grepopts="-m <grepmax>"]',
      ...names,
    ];
    const trees = actions.map(treeWith);
    const theirs = real.dump(trees).map(({ stdout }) => actionLines(stdout));
    const ours = trees.map((tree) => actionLines(printStream(tree, 'lines').stdout));
    for (const [at, action] of actions.entries()) {
      expect(ours[at]?.length, action).toBeGreaterThan(1);
      expect(ours[at], action).toEqual(theirs[at]);
    }
  });
});
