import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, cpSync, mkdtempSync, readdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localStamp } from '../../src/time/local-stamp.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { RunningFail2ban } from '../support/running-fail2ban.js';
import { until } from '../support/until.js';

const real = realFail2ban();
const lacking = missing('python3') ?? (typeof real === 'string' ? real : undefined);

const program = resolve('dist/cli/tsban-client.js');
const tolerance = 4;

let directory: string;
let namespace: Namespace;
let fail2ban: RunningFail2ban;
let shadow: Shadow;

/** A line of `shadow --json`. */
type Told = Readonly<Record<string, unknown>>;

/** `tsban-client shadow` beside Fail2Ban. */
class Shadow {
  readonly socket = join(directory, 'shadow.sock');
  #child: ChildProcess | undefined;
  #said = '';

  async start(...words: readonly string[]): Promise<void> {
    const command = ['-s', this.socket, 'shadow', '--from', fail2ban.directory, '--tolerance', String(tolerance)];
    const [file, ...before] = namespace.shell;
    const args = [...before, '-c', 'exec "$0" "$@"', process.execPath, program, ...command, ...words];
    this.#child = spawn(file, args, { stdio: ['ignore', 'pipe', 'inherit'] });
    this.#child.stdout?.setEncoding('utf8').on('data', (text: string) => (this.#said += text));
    await until(() => this.#said.includes('\n'), 30);
  }

  said(): string {
    return this.#said;
  }

  told(): readonly Told[] {
    return this.#said
      .split('\n')
      .filter((line) => line.endsWith('}'))
      .map((line) => JSON.parse(line) as Told);
  }

  /** What its own status tells of a jail. */
  status(jail: string): string {
    return namespace.exec(`${process.execPath} ${program} -s ${this.socket} status ${jail}`);
  }

  async end(signal: NodeJS.Signals): Promise<number | null> {
    const child = this.#child;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return child?.exitCode ?? null;
    const ended = once(child, 'close');
    child.kill(signal);
    await ended;
    return child.exitCode;
  }
}

const now = () => Math.floor(Date.now() / 1000);
const line = (id: string, time = now()) => `${time} fail for root from ${id}\n`;
const write = (log: string, text: string) => appendFileSync(fail2ban.at(log), text);
const countOf = (pattern: RegExp) => fail2ban.log().match(pattern)?.length ?? 0;

const jails = `[DEFAULT]
backend = polling
enabled = true
filter = t
action = note
maxretry = 3
findtime = 20m
bantime = 1h
logpath = /DIR/%(__name__)s.log
[app]
[web]
maxretry = 5
[rate]
maxretry = 5
findtime = 4
[other]
`;
const filter = (word: string) => `[Definition]
failregex = ^\\s*${word} for <F-USER>\\S+</F-USER> from <HOST>$
datepattern = ^{EPOCH}
`;

describe.skipIf(lacking !== undefined)(`tsban-client shadow ${lacking ?? ''}`, () => {
  beforeEach(async () => {
    if (typeof real === 'string') throw new Error(real);
    directory = mkdtempSync(join(tmpdir(), 'tsban-shadow-'));
    namespace = makeNamespace();
    const place = join(directory, 'fail2ban');
    fail2ban = new RunningFail2ban(real, namespace, place, {
      'jail.conf': jails.replaceAll('/DIR', place),
      'filter.d/t.conf': filter('fail'),
      'action.d/note.conf': `[Definition]\nactionban = echo <ip> >> ${place}/banned-by-$PPID\n`,
      ...Object.fromEntries(['app', 'web', 'rate', 'other'].map((name) => [`${name}.log`, line('198.51.100.1')])),
    });
    await fail2ban.start();
    await until(() => countOf(/Found 198\.51\.100\.1 /g) === 4);
    shadow = new Shadow();
  });

  afterEach(async () => {
    await shadow.end('SIGKILL');
    await fail2ban.end('SIGKILL');
    namespace.remove();
    rmSync(directory, { recursive: true });
  });

  it('has nothing to tell where both agree: over hundreds of lines, rotations, a restart, and bans by hand', async () => {
    const ids = Array.from({ length: 50 }, (_, index) => `203.0.113.${index}`);
    await shadow.start('--json');
    const offend = async (rounds: number, found: number) => {
      for (let round = 0; round < rounds; round++)
        for (const log of ['app.log', 'web.log']) write(log, ids.map((id) => line(id)).join(''));
      await until(() => countOf(/Found 203/g) === found, 30);
    };
    await offend(2, 200);
    for (const log of ['app.log', 'web.log']) renameSync(fail2ban.at(log), fail2ban.at(`${log}.1`));
    await offend(1, 300);
    await until(() => countOf(/\[app\] Ban /g) === 50);

    renameSync(fail2ban.at('fail2ban.log'), fail2ban.at('fail2ban.log.1'));
    fail2ban.client('flushlogs');
    fail2ban.client('set', 'app', 'banip', '203.0.113.200');
    fail2ban.client('set', 'app', 'unbanip', '203.0.113.7');
    await offend(1, 100);
    await fail2ban.end('SIGTERM');
    await fail2ban.start();
    await until(() => countOf(/\[app\] Restore Ban /g) === 50, 30);
    await offend(2, 300);
    await until(() => shadow.status('app').includes('Total failed:\t301'));
    await until(() => shadow.status('web').includes('Total failed:\t301'));

    expect(await shadow.end('SIGINT')).toBe(0);
    const [start, end, ...more] = shadow.told();
    expect(more).toEqual([]);
    expect(start).toMatchObject({ kind: 'start', jails: ['app', 'web', 'rate', 'other'], notes: [] });
    const found = { both: 300, fail2ban: 0, tsban: 0 };
    const ban = { both: 50, fail2ban: 0, tsban: 0 };
    expect(end).toMatchObject({ kind: 'end', disagreements: 0, jails: { app: { found, ban }, web: { found } } });
    // By the two that ran one after the other, and by nobody else.
    expect(readdirSync(fail2ban.directory).filter((name) => name.startsWith('banned-by-'))).toHaveLength(2);
  }, 120_000);

  it('tells of what only one finds or bans, and why', async () => {
    const own = join(directory, 'own');
    cpSync(fail2ban.directory, own, { recursive: true, filter: (path) => !path.endsWith('.sock') });
    writeFileSync(join(own, 'filter.d/t.conf'), filter('(?:fail|odd)'));
    writeFileSync(join(own, 'jail.local'), '[other]\nfilter = none-of-this-name\n[app]\nignoreip = 203.0.113.3\n');
    await shadow.start('--json', '--with', own);
    const begun = now();
    await until(() => now() > begun);
    write('app.log', `${now()} odd for root from 203.0.113.1\n${line('203.0.113.3')}`);
    for (let at = 0; at < 3; at++) write('other.log', line('203.0.113.2'));
    // Older than findtime by now, and yet from after the start.
    await until(() => now() > begun + 8, 20);
    write('rate.log', [now(), now(), begun + 2, begun + 2, begun + 2].map((at) => line('203.0.113.4', at)).join(''));
    await until(() => shadow.told().some(({ kind }) => kind === 'ban'), 30);

    expect(await shadow.end('SIGTERM')).toBe(1);
    const [start, ...told] = shadow.told();
    expect(start).toMatchObject({
      notes: [expect.stringMatching(/^\[other\] is left out by tsban: .*none-of-this-name/)],
    });
    const tellingOf = (kind: string, jail: string, id?: string) =>
      told.find((one) => one.kind === kind && one.jail === jail && one.id === id);
    expect(tellingOf('found', 'app', '203.0.113.1')).toMatchObject({
      only: 'tsban',
      line: expect.stringContaining('odd for root from 203.0.113.1') as string,
      reason: expect.stringContaining('no failregex matches it there') as string,
    });
    expect(tellingOf('found', 'app', '203.0.113.3')).toMatchObject({
      only: 'fail2ban',
      reason: 'tsban ignores it (ip)',
    });
    expect(tellingOf('jail', 'other')).toMatchObject({
      only: 'fail2ban',
      reason: expect.stringContaining('none-of-this-name') as string,
    });
    expect(tellingOf('ban', 'rate', '203.0.113.4')).toMatchObject({
      only: 'fail2ban',
      reason: expect.stringMatching(/^only 2 failures lie within 4s, of 5 for a ban/) as string,
    });
    expect(told.at(-1)).toMatchObject({ kind: 'end', jails: { other: { ban: { fail2ban: 1 } } } });
  }, 120_000);

  it('says what strangers put into the log so that it can do nothing, and tells of nothing but failures and bans', async () => {
    await shadow.start();
    const stamp = localStamp(now() + 1);
    const hostile = 'x\u001b[2J\u009b1m\u202e`id`';
    write('fail2ban.log', `${stamp},004 fail2ban.filter         [1]: INFO    [app] Found ${hostile} - ${stamp}\n`);
    write('fail2ban.log', `${stamp},004 fail2ban.actions        [1]: NOTICE  [../${hostile}] Ban ${hostile}\n`);
    write('fail2ban.log', `\u0000\u00ff garbage\n[app] Found y - ${stamp}\n`);
    await until(() => shadow.said().includes('only Fail2Ban runs this jail'), 30);
    await until(() => shadow.said().includes('[app] only Fail2Ban found'), 30);
    expect(await shadow.end('SIGINT')).toBe(1);
    expect(shadow.said()).toContain('x\\x1b[2J\\x9b1m\\u202e`id`');
    expect(shadow.said().replaceAll('\n', '')).not.toMatch(/[\p{Cc}\u202e]/u);
    expect(shadow.said()).not.toContain('Found y');
  });

  it('leaves nothing behind when it is killed, and lets nobody change it', async () => {
    const before = readdirSync(directory, { recursive: true });
    await shadow.start();
    expect(() => namespace.exec(`${process.execPath} ${program} -s ${shadow.socket} reload`)).toThrow(/'read' alone/);
    await shadow.end('SIGKILL');
    rmSync(shadow.socket);
    expect(readdirSync(directory, { recursive: true })).toEqual(before);
  });
});
