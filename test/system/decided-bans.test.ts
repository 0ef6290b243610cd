import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const reason = missing('iptables');
const [attacker, other] = ['203.0.113.7', '203.0.113.8'];

describe.skipIf(reason !== undefined)(`what was decided when the daemon was killed (${reason ?? 'iptables'})`, () => {
  let ns: Namespace;
  let state: string;
  let config: string;
  let daemon: RunningDaemon;
  /** Kills the daemon once, from within an action's command, and goes no further in that command. */
  const die = (moment: string) => `! rm ${state}/${moment} 2>/dev/null || { kill -9 $(cat ${state}/pid); exit 1; }`;
  const willDie = (moment: string) => writeFileSync(join(state, moment), '');
  const died = async (moment: string) => {
    await until(() => !existsSync(join(state, moment)));
    expect(await daemon.end('SIGTERM')).toBeNull();
  };

  beforeEach(() => {
    ns = makeNamespace();
    state = mkdtempSync(join(tmpdir(), 'tsban-decided-'));
    config = makeConfigTree(stockConfig, {
      'jail.local': `[app]\nenabled = true\nbackend = auto\nlogpath = ${state}/app.log\naction = mortal[name=app]\n[DEFAULT]\nmaxretry = 3\nfindtime = 1h\n`,
      'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST>$\n',
      'action.d/mortal.conf': `[INCLUDES]
before = iptables.conf
[Definition]
actionban = ${die('before-ban')}
            <iptables> -C f2b-<name> -s "<ip>" -j <blocktype> 2>/dev/null || <iptables> -I f2b-<name> 1 -s "<ip>" -j <blocktype>
            ${die('after-ban')}
actionunban = ${die('before-unban')}
              <iptables> -D f2b-<name> -s "<ip>" -j <blocktype>
`,
    });
    writeFileSync(join(state, 'app.log'), '');
  });
  afterEach(async () => {
    await daemon.end('SIGKILL');
    ns.remove();
    rmSync(state, { recursive: true });
  });

  const start = async () => {
    daemon = await startDaemon({ shell: ns.shell, config, state });
  };
  const fail = (times: number, ip: string) => {
    const line = `${new Date().toISOString()} fail from ${ip}\n`;
    writeFileSync(join(state, 'app.log'), line.repeat(times), { flag: 'a' });
  };
  /** How many rules shut an address out. */
  const rulesFor = (ip: string) =>
    ns
      .exec('iptables -S')
      .split('\n')
      .filter((rule) => rule.includes(` ${ip}/32 `)).length;
  const status = async () => (await daemon.client('status', 'app')).stdout;

  it('a ban that had not begun is put in force by the next start, and none of its lines counts again', async () => {
    willDie('before-ban');
    await start();
    fail(4, attacker);
    await died('before-ban');
    expect(rulesFor(attacker)).toBe(0);
    await start();
    await until(() => rulesFor(attacker) === 1);
    expect(daemon.log()).toContain(`Restore Ban ${attacker}`);
    expect(await status()).toMatch(/Currently failed:\t1\n[^]*Total failed:\t0\n[^]*Currently banned:\t1\n/);
    fail(2, attacker);
    await until(async () => (await status()).includes('Total failed:\t2\n'));
    expect(await status()).toContain('Currently failed:\t0\n');
    expect(rulesFor(attacker)).toBe(1);
  });

  it('a ban that was in force is there once', async () => {
    willDie('after-ban');
    await start();
    fail(3, attacker);
    await died('after-ban');
    expect(rulesFor(attacker)).toBe(1);
    await start();
    await daemon.logged(`Restore Ban ${attacker}`);
    // It answers when its actions have run for the bans by hand, which wait behind those restored.
    await daemon.client('set', 'app', 'banip', other);
    expect([rulesFor(attacker), rulesFor(other)]).toEqual([1, 1]);
  });

  it('an unban that had not begun is carried out with the start of the action', async () => {
    await start();
    await daemon.client('set', 'app', 'banip', attacker, other);
    expect([rulesFor(attacker), rulesFor(other)]).toEqual([1, 1]);
    willDie('before-unban');
    await daemon.client('set', 'app', 'unbanip', attacker);
    await died('before-unban');
    expect(rulesFor(attacker)).toBe(1);
    await start();
    await until(() => rulesFor(attacker) === 0 && rulesFor(other) === 1);
    expect(await status()).toContain(`Banned IP list:\t${other}`);
  });

  it('a ban that ended while nobody looked is not put back, and goes with the start of the action', async () => {
    mkdirSync(join(config, 'jail.d'), { recursive: true });
    writeFileSync(join(config, 'jail.d/brief.local'), '[app]\nbantime = 4\n');
    willDie('after-ban');
    await start();
    fail(3, attacker);
    const end = Date.now() + 4000;
    await died('after-ban');
    await until(() => Date.now() > end);
    await start();
    expect(await status()).toContain('Currently banned:\t0\n');
    await daemon.client('set', 'app', 'banip', other);
    expect([rulesFor(attacker), rulesFor(other)]).toEqual([0, 1]);
    await daemon.logged(`Unban ${other}`);
    await until(() => rulesFor(other) === 0);
    expect(daemon.log()).not.toContain(`Restore Ban ${attacker}`);
  });
});
