import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { realFail2ban } from '../support/real-fail2ban.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';

const real = realFail2ban();
const jails = ['plain', 'multiplied', 'shrunk', 'overall'];

let state: string;
let daemon: RunningDaemon | undefined;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-offender-'));
  mkdirSync(join(state, 'filter.d'));
  const files: Readonly<Record<string, string>> = {
    'filter.d/t.conf': '[Definition]\nfailregex = fail from <HOST>$\ndatepattern = ^{EPOCH}\n',
    'fail2ban.conf': `[Definition]\nloglevel = INFO\ndbfile = ${state}/real.sqlite3\ndbpurgeage = 1d\n`,
    'tsban.conf': '[Definition]\nloglevel = INFO\n',
    'jail.conf': `[DEFAULT]
backend = polling
enabled = true
filter = t
action =
logpath = ${state}/%(__name__)s.log
maxretry = 2
bantime = 4
bantime.increment = true
[plain]
[multiplied]
bantime.multipliers = 1 2 5
bantime.maxtime = 15
[shrunk]
bantime.formula = ban.Time * (1.25 if ban.Count < 2 else 5.25) * banFactor
bantime.factor = 0.5
[overall]
bantime.overalljails = true
`,
  };
  for (const [name, text] of Object.entries(files)) writeFileSync(join(state, name), text);
  for (const jail of jails) writeFileSync(join(state, `${jail}.log`), '');
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(state, { recursive: true });
});

/** What a log says of a jail's known offender, whoever says it. */
function told(log: string, jail: string): readonly string[] {
  return Array.from(log.matchAll(/\.observer +\[\d+\]: (.+)/g), ([, text = '']) => text).filter((text) =>
    text.includes(`[${jail}] `),
  );
}

describe.skipIf(typeof real === 'string')('a known offender', () => {
  it('is found bad and banned for longer in the very lines of the real Fail2Ban', { timeout: 240_000 }, async () => {
    if (typeof real === 'string') throw new Error(real);
    daemon = await startDaemon({ shell: ['/bin/sh'], config: state, state });
    const theirs = real.run('real-known-offender.py', state);
    await daemon.logged('[overall] Increase Ban');
    const ours = daemon.log();
    for (const jail of jails) expect(told(ours, jail)).toEqual(told(theirs, jail));
    const increases = ours.match(/Increase Ban \S+ \(\d+ # [^>]+->/g);
    expect(increases?.map((text) => text.slice('Increase Ban 203.0.113.7 '.length, -3)).sort()).toEqual([
      '(10 # 34m 8s',
      '(2 # 8s',
      '(2 # 8s',
      '(3 # 10.5s',
      '(3 # 15s',
      '(3 # 16s',
    ]);
  });
});
