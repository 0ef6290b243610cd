import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { completions } from '../support/shell-completion.js';
import { until } from '../support/until.js';

const program = resolve('dist/cli/tsban-client.js');
// What the matchers are is vitest's business; their type is `any`.
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);

let state: string;
let config: string;
const at = (name: string) => join(state, name);
const jail = (name: string) =>
  `[${name}]\nenabled = true\nbackend = auto\nfilter = sshd\nlogpath = ${at('auth.log')}\naction =\n`;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-client-'));
  writeFileSync(at('auth.log'), '');
  const lines = [`socket = ${at('sock')}`, `pidfile = ${at('pid')}`, `logtarget = ${at('log')}`, 'dbfile = None'];
  config = makeConfigTree(stockConfig, {
    'tsban.conf': `[Definition]\n${lines.join('\n')}\n`,
    'jail.local': jail('sshd') + jail('web'),
  });
});
afterEach(async () => {
  if (existsSync(at('pid'))) process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL');
  await until(() => !isAlive());
  rmSync(state, { recursive: true });
});

function isAlive(): boolean {
  if (!existsSync(at('pid'))) return false;
  return existsSync(`/proc/${readFileSync(at('pid'), 'utf8').trim()}/environ`);
}

async function run(args: readonly string[], input = '') {
  const done = await execa(process.execPath, [program, '-c', config, ...args], { reject: false, input });
  return { stdout: done.stdout, stderr: done.stderr, exitCode: done.exitCode };
}
const client = async (...args: readonly string[]) => run(args);

const running = { stdout: 'Server ready', stderr: matching(/WARNING .* no action is set/), exitCode: 0 };

describe('start', () => {
  it('starts a daemon that lives on, once', async () => {
    expect(await client('start')).toEqual(running);
    expect((await client('status')).stdout).toBe('Status\n|- Number of jail:\t2\n`- Jail list:\tsshd, web');
    expect(await client('start')).toEqual({
      stdout: '',
      stderr: matching(/^\S+ \S+ tsban {19}\[\d+\]: ERROR {3}Server already running$/),
      exitCode: 255,
    });
    const [, , , , , session] = readFileSync(`/proc/${readFileSync(at('pid'), 'utf8').trim()}/stat`, 'utf8').split(' ');
    const pid = readFileSync(at('pid'), 'utf8').trim();
    expect(session).toBe(pid);
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('tsban\n');
    expect(await client('stop')).toEqual({ stdout: 'Shutdown successful', stderr: '', exitCode: 0 });
    expect(await client('stop')).toMatchObject({ stdout: '', stderr: matching(/Failed to access socket path: /) });
  });

  it('hands over what the command line says', async () => {
    const options = ['-s', at('other'), '-p', at('pid'), '--logtarget', at('other.log'), '--loglevel', 'NOTICE'];
    expect(await client(...options, '--pname', 'tsban-two', 'start')).toMatchObject({ exitCode: 0 });
    expect((await client('-s', at('other'), 'get', 'loglevel')).stdout).toBe("Current logging level is 'NOTICE'");
    expect((await client('-s', at('other'), 'get', 'logtarget')).stdout).toContain(at('other.log'));
    const pid = readFileSync(at('pid'), 'utf8').trim();
    expect(readFileSync(`/proc/${pid}/comm`, 'utf8')).toBe('tsban-two\n');
  });

  it('shows why a daemon does not come up', async () => {
    expect(await client('--logtarget', '/nowhere/at/all.log', 'start')).toEqual({
      stdout: '',
      stderr: matching(/^ERROR: logtarget \/nowhere\/at\/all\.log: /),
      exitCode: 255,
    });
  });

  it('does not take over a socket that was left behind, unless it is told to', async () => {
    await client('start');
    process.kill(Number(readFileSync(at('pid'), 'utf8')), 'SIGKILL');
    await until(() => !isAlive());
    expect(await client('ping')).toMatchObject({ stderr: matching(/ERROR {3}\[Errno 111\] Connection refused$/) });
    const unexpected = matching(/tsban seems to be in unexpected state \(not running but the socket exists\)$/);
    expect(await client('start')).toMatchObject({ stdout: '', stderr: unexpected, exitCode: 255 });
    expect(await client('-x', 'start')).toEqual(running);
  });

  it('with -f runs the daemon itself, until it is ended', async () => {
    const child = spawn(process.execPath, [program, '-c', config, '-f', 'start'], { stdio: 'ignore' });
    const ended = new Promise((done) => child.once('exit', done));
    await until(async () => (await client('server-status')).exitCode === 0);
    expect(Number(readFileSync(at('pid'), 'utf8'))).toBe(child.pid);
    child.kill('SIGTERM');
    expect(await ended).toBe(0);
    expect(existsSync(at('sock'))).toBe(false);
  });
});

it('restarts what runs and what does not', async () => {
  const first = await client('restart');
  expect(first).toMatchObject({ stdout: 'Server ready', exitCode: 0 });
  expect(first.stderr).toContain('Failed to access socket path: ');
  const pid = readFileSync(at('pid'), 'utf8');
  expect(await client('restart')).toMatchObject({ stdout: 'Shutdown successful\nServer ready', exitCode: 0 });
  expect(readFileSync(at('pid'), 'utf8')).not.toBe(pid);
});

describe('a daemon that runs', () => {
  beforeEach(async () => {
    await client('start');
  });

  it('is waited for by ping as long as ping says', async () => {
    expect((await client('ping', '5')).stdout).toBe('Server replied: pong');
    const pid = Number(readFileSync(at('pid'), 'utf8'));
    process.kill(pid, 'SIGSTOP');
    expect(await client('ping', '0.2')).toMatchObject({ stdout: '', stderr: matching(/timed out$/), exitCode: 255 });
    process.kill(pid, 'SIGCONT');
    const stderr = matching(/ERROR {3}nobody can wait -1 seconds; write a time such as 5$/);
    expect(await client('ping', '-1')).toMatchObject({ stdout: '', stderr, exitCode: 255 });
  });

  it('takes commands from a pipe one after the other, whatever becomes of each', async () => {
    const lines = [
      'status',
      'set sshd banip \'192.0.2.7\' "a b"',
      '',
      'get "sshd',
      'ping x',
      'nosuch',
      'get sshd banned',
    ];
    const { stdout, stderr, exitCode } = await run(['-i'], `${lines.join('\n')}\nquit\nping\n`);
    expect(stdout.split('\n').slice(3)).toEqual([
      'tsban> Status',
      '|- Number of jail:\t2',
      '`- Jail list:\tsshd, web',
      'tsban> 2',
      'tsban> tsban> tsban> tsban> Invalid command',
      "tsban> ['192.0.2.7', 'a b']",
      'tsban> ',
    ]);
    expect(stderr).toMatch(/No closing quotation\n.*name 'x' is not defined\n.*NOK: \('Invalid command',\)$/);
    expect(exitCode).toBe(0);
    expect((await run(['-i'], 'ping')).stdout).toMatch(/\ntsban> Server replied: pong\ntsban> $/);
  });

  it('takes more ids than fit into a request', async () => {
    const ids = Array.from({ length: 6000 }, (_, i) => `${i} ${'x'.repeat(200)}`);
    expect((await client('set', 'sshd', 'banip', ...ids)).stdout).toBe('6000');
    const absent = await client('set', 'sshd', 'unbanip', '--report-absent', '192.0.2.1', ...ids, '192.0.2.2');
    expect(absent).toMatchObject({ stdout: "not banned: ['192.0.2.1', '192.0.2.2']", exitCode: 255 });
    expect((await client('get', 'sshd', 'banned')).stdout).toBe('[]');
  });

  it('is watched', async () => {
    const watch = (...options: readonly string[]) => {
      const child = execa(process.execPath, [program, '-c', config, ...options], { reject: false });
      const seen: string[] = [];
      child.stdout.on('data', (data: Buffer) => seen.push(data.toString()));
      return { child, seen };
    };
    const people = watch('watch');
    const programs = watch('watch', 'web', '--json');
    let last = 0;
    const ban = async (name: string) => client('set', name, 'banip', `192.0.2.${(last += 1)}`);
    await until(async () => {
      await Promise.all([ban('sshd'), ban('web')]);
      return people.seen.length > 0 && programs.seen.length > 0;
    });
    expect(people.seen[0]).toMatch(/^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \[(?:sshd|web)\] Ban 192\.0\.2\.\d+\n/);
    for (const line of programs.seen.join('').trim().split('\n'))
      expect(JSON.parse(line)).toMatchObject({ event: 'ban', jail: 'web', text: matching(/^Ban 192\.0\.2\.\d+$/) });
    people.child.kill('SIGINT');
    expect((await people.child).exitCode).toBe(0);
    await client('stop');
    const { exitCode, stderr } = await programs.child;
    expect([exitCode, stderr]).toEqual([255, matching(/The daemon has ended$/)]);
    expect(await client('watch')).toMatchObject({ exitCode: 255, stderr: matching(/Failed to access socket path/) });
  });

  it.each(['bash', 'zsh', 'fish'] as const)('completes commands, jails and bans in %s', async (shell) => {
    await client('set', 'sshd', 'banip', '2001:db8::7', '2001:db8::8', '192.0.2.7', '$(touch x)');
    writeFileSync(at('tsban-client'), `#!/bin/sh\nexec ${process.execPath} ${program} "$@"\n`, { mode: 0o755 });
    const complete = async (line: string) =>
      [...(await completions[shell](`tsban-client -c ${config} ${line}`, state))].sort();
    expect(await complete('flu')).toEqual(['flushlogs']);
    expect(await complete('status ')).toEqual(['--all', 'sshd', 'web']);
    expect(await complete('set w')).toEqual(['web']);
    expect(await complete('get sshd ban')).toEqual(expect.arrayContaining(['banned', 'banip', 'bantime.increment']));
    // In bash, behind the last colon, where readline cuts.
    const before = shell === 'bash' ? '' : '2001:db8:';
    expect(await complete('unban 2001:db8:')).toEqual([`${before}:7`, `${before}:8`]);
    expect(await complete('set sshd unbanip ')).toEqual(['--report-absent', '192.0.2.7', '2001:db8::7', '2001:db8::8']);
    expect(await complete('--json reload --un')).toEqual(['--unban']);
    expect(await complete('--log')).toEqual(['--loglevel', '--logtarget']);
    // What bash does where nothing is offered only shows in a terminal; of zsh it is the line that is seen.
    expect(await complete(`set sshd addlogpath ${at('auth')}`)).toEqual([shell === 'bash' ? '' : at('auth.log')]);
    expect(await complete('-c /nowhere flu')).toEqual([shell === 'zsh' ? 'flu' : '']);
  });
});

describe('the command line', () => {
  it.each([
    [['--str2sec', '1d12h'], '129600'],
    [['--str2sec', '1y 6mo'], '47336400.0'],
    [['--str2sec', '10m+5'], '605'],
  ])('%j', async (args, stdout) => {
    expect(await client(...args)).toEqual({ stdout, stderr: '', exitCode: 0 });
  });

  it('says what it can not follow in the words of fail2ban-client', async () => {
    const failed = 'Init of command line failed';
    const bogus = { stdout: "ERROR: name 'bogus' is not defined", stderr: failed, exitCode: 255 };
    expect(await client('--str2sec', 'bogus')).toEqual(bogus);
    expect(await client('--timeout', 'bogus', 'ping')).toEqual(bogus);
    expect(await client('-c', '/nope', 'ping')).toEqual({
      stdout: 'ERROR: Base configuration directory /nope does not exist',
      stderr: failed,
      exitCode: 255,
    });
    const { stdout, stderr, exitCode } = await client('--nosuch');
    expect(stdout).toMatch(/^Usage: tsban-client \[OPTIONS\] <COMMAND>\n/);
    expect([stderr, exitCode]).toEqual([`error: unknown option '--nosuch'\n${failed}`, 255]);
  });

  it('helps, also in the first column that completions read', async () => {
    const help = await client('--help');
    expect(help).toMatchObject({ stderr: '', exitCode: 0 });
    expect(await client('help')).toEqual(help);
    expect(await client()).toEqual({ ...help, exitCode: 255 });
    expect(help.stdout).toMatch(/\n {4}flushlogs {2,}\S/);
    expect(help.stdout.split('\n').filter((line) => line.length > 80 && !/^ {4}\S/.test(line))).toEqual([]);
  });
});
