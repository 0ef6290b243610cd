import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { makeConfigTree } from '../support/config-tree.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();

/** What Debian's 1.0.2 says otherwise than today's Fail2Ban (spec config §9). */
const changedSince: readonly (readonly [RegExp, string])[] = [
  // A parameter did not go before [Init?family=inet6] yet.
  [/\['blocktype\?family=inet6', '[^']*'\]/g, "['blocktype?family=inet6', '…']"],
];

function asOfToday(stream: string): string {
  return changedSince.reduce((text, [from, to]) => text.replaceAll(from, to), stream);
}

function jailsOf(config: string): string[] {
  const names = [...readFileSync(join(config, 'jail.conf'), 'utf8').matchAll(/^\[(.+)\]$/gm)].map(
    ([, name = '']) => name,
  );
  return names.filter((name) => name !== 'INCLUDES' && name !== 'DEFAULT');
}

/** Debian's tree with these jails enabled, and none else. */
function enable(config: string, all: readonly string[], enabled: readonly string[]): string {
  const sections = all.map((jail) => `[${jail}]\nenabled = ${String(enabled.includes(jail))}\n`);
  return makeConfigTree(config, { 'jail.local': sections.join('') });
}

describe("Debian's own configuration", () => {
  it('comes out the same for each jail alone, and for all together', (context) => {
    if (typeof real === 'string') return context.skip(real);
    const jails = jailsOf(real.config);
    const choices = [...jails.map((jail) => [jail]), jails];
    const trees = choices.map((enabled) => enable(real.config, jails, enabled));
    const theirs = real.dump(trees).map(({ stdout }) => asOfToday(stdout));
    const same = trees.filter((tree, at) => asOfToday(printStream(tree, 'lines').stdout) === theirs[at]);
    console.info(`${same.length} of ${trees.length}: ${jails.length} jails alone, and all together`);
    expect(jails.length).toBeGreaterThan(80);
    expect(choices.filter((_, at) => !same.includes(trees[at] ?? ''))).toEqual([]);
    expect(theirs.every((stream) => stream.includes("['start', "))).toBe(true);
  });
});
