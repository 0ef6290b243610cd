import {
  appendFileSync,
  chmodSync,
  existsSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

let state: string;
let daemon: RunningDaemon | undefined;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-slow-'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  daemon = undefined;
  // Whatever was left hanging has written down its process group.
  for (const pid of lines('groups')) killGroup(Number(pid));
  rmSync(state, { recursive: true });
});

const path = (name: string) => join(state, name);
const lines = (name: string): readonly string[] =>
  existsSync(path(name)) ? readFileSync(path(name), 'utf8').split('\n').slice(0, -1) : [];

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // Nobody is left in it.
  }
}

/** Makes a program that comes first in the daemon's PATH. */
function program(name: string, script: string): void {
  writeFileSync(path(name), `#!/bin/sh\n${script}\n`);
  chmodSync(path(name), 0o755);
}

/** A jail that bans whoever fails once in its log. */
const jail = (name: string, ...actions: readonly string[]) =>
  [`[${name}]`, 'enabled = true', 'backend = auto', 'filter = app', `logpath = ${path(`${name}.log`)}`, 'maxretry = 1']
    .concat(`action = ${actions.join('\n  ')}`, '')
    .join('\n');

const fail = (name: string, ...ids: readonly string[]) =>
  appendFileSync(path(`${name}.log`), ids.map((id) => `${new Date().toISOString()} fail ${id}\n`).join(''));

/** Starts the daemon with these jails and an action for each script. */
async function start(jails: string, actions: Readonly<Record<string, string>>): Promise<RunningDaemon> {
  for (const name of ['app', 'other']) writeFileSync(path(`${name}.log`), '');
  const files = Object.entries(actions).map(([name, script]): [string, string] => [
    `action.d/${name}.conf`,
    `[Definition]\n${script}\n`,
  ]);
  const config = makeConfigTree(stockConfig, Object.fromEntries(files), {
    'filter.d/app.conf': '[Definition]\nfailregex = ^ fail <HOST>$\n',
    'jail.local': `[DEFAULT]\nignoreself = false\n${jails}`,
  });
  const environment = { PATH: `${state}:${process.env.PATH ?? ''}` };
  daemon = await startDaemon({ shell: ['/bin/sh'], config, state, environment });
  return daemon;
}

const addresses = (count: number) => Array.from({ length: count }, (_, n) => `198.51.100.${n + 1}`);
/** Largest memory the daemon ever held, in MiB. */
const peakMemory = () => {
  const [, kilobytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${lines('pid')[0]}/status`, 'utf8')) ?? [];
  return Number(kilobytes) / 1024;
};

const bad = () => ({
  hangs: `actionban = echo $$ >> ${path('groups')}; exec sleep 600`,
  hears_nothing: `actionban = trap '' TERM; echo $$ >> ${path('groups')}; while :; do sleep 600; done`,
  fails: `actionban = echo <ip> >> ${path('fails')}; test $(($(wc -l < ${path('fails')}) %% 2)) = 0`,
  shouts: 'actionban = yes | head -c 1000000000',
  shouts_and_fails: 'actionban = yes "$(head -c 1000 /dev/zero | tr "\\0" x)" | head -c 1000000000; exit 1',
  leaves_a_child: `actionban = echo $$ >> ${path('groups')}; sleep 600 & exit 0`,
});
const good = () => ({ good: `actionban = echo <ip> >> ${path('good')}\nactionunban = echo -<ip> >> ${path('good')}` });

describe('an action that', () => {
  it.each([
    ['hangs', 'timeout=600'],
    ['hears_nothing', 'timeout=600'],
    ['fails', ''],
    ['shouts', ''],
    ['shouts_and_fails', ''],
    ['leaves_a_child', ''],
  ] as const)('%s holds up nobody', async (name, parameters) => {
    const jails = jail('app', 'good', `${name}[${parameters}]`) + jail('other', 'good[actname=too]');
    const { client, end } = await start(jails, { ...bad(), ...good() });
    const ids = addresses(50);
    fail('app', ...ids.slice(0, 25));
    await until(() => lines('good').length === 25, 30);
    fail('other', '203.0.113.1');
    fail('app', ...ids.slice(25));
    await until(() => lines('good').length === ids.length + 1, 30);
    expect(new Set(lines('good'))).toEqual(new Set([...ids, '203.0.113.1']));
    expect((await client('status', 'app')).stdout).toContain('Currently banned:\t50');
    // The first command of the bad one is all that has been: it still hangs.
    if (parameters !== '') expect(lines('groups')).toHaveLength(1);
    expect((await client('set', 'app', 'banip', '203.0.113.2')).stdout).toBe('1');
    expect((await client('set', 'app', 'unbanip', '198.51.100.7')).stdout).toBe('1');
    expect(lines('good').slice(-2)).toEqual(['203.0.113.2', '-198.51.100.7']);
    void end('SIGTERM');
    await until(() => ids.every((id) => lines('good').includes(`-${id}`)), 20);
  });

  // Three of them pass through pipes; a busy machine may well need both tries' timeouts of a minute each.
  it('prints a gigabyte takes no memory, and little room in the log', { timeout: 180_000 }, async () => {
    const { log } = await start(jail('app', 'shouts', 'shouts_and_fails', 'good'), { ...bad(), ...good() });
    fail('app', '203.0.113.1');
    await until(() => lines('good').length === 1);
    await until(() => log().includes("Failed to execute ban jail 'app' action 'shouts_and_fails'"), 150);
    expect(peakMemory()).toBeLessThan(300);
    expect(statSync(path('tsban.log')).size).toBeLessThan(1_000_000);
  });

  it('fails every second time is in force after its second try', async () => {
    const { log } = await start(jail('app', 'fails', 'good'), { ...bad(), ...good() });
    const ids = addresses(10);
    fail('app', ...ids);
    await until(() => lines('fails').length === 20);
    expect(lines('fails')).toEqual(ids.flatMap((id) => [id, id]));
    expect(log()).not.toContain('Failed to execute ban');
    expect(log().match(/returned 1$/gm)).toHaveLength(10);
  });

  it('hangs is ended after its timeout, tried again and told as a failure', async () => {
    const { logged } = await start(jail('app', 'hangs[timeout=1]', 'good'), { ...bad(), ...good() });
    fail('app', '203.0.113.1');
    await until(() => lines('good').length === 1);
    await logged("Failed to execute ban jail 'app' action 'hangs'");
    expect(lines('groups').length).toBeGreaterThanOrEqual(2);
    for (const pid of lines('groups').slice(0, 2)) expect(existsSync(`/proc/${pid}`)).toBe(false);
  });
});

describe('mail', () => {
  it('that is slow, and a whois that never answers, hold up no ban', async () => {
    program('whois', `echo $$ >> ${path('groups')}; exec sleep 600`);
    program('sendmail', `cat > /dev/null; echo $$ >> ${path('mails')}; exec sleep 600`);
    const mails = 'sendmail-whois[sender="me@example.org"]\n  sendmail[sender="me@example.org"]';
    const { client } = await start(jail('app', mails, 'good') + jail('other', mails, 'good'), good());
    fail('app', ...addresses(60).slice(0, 30));
    fail('other', ...addresses(60).slice(30));
    await until(() => lines('good').length === 60, 30);
    await until(() => lines('mails').length === 2 && lines('groups').length === 2);
    expect((await client('set', 'app', 'banip', '203.0.113.2')).stdout).toBe('1');
    expect((await client('set', 'app', 'unbanip', '198.51.100.7')).stdout).toBe('1');
    expect(lines('good').slice(-2)).toEqual(['203.0.113.2', '-198.51.100.7']);
    expect([lines('mails').length, lines('groups').length]).toEqual([2, 2]);
  });
});
