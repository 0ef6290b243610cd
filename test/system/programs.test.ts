import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';

const run = async (program: string, ...args: readonly string[]) => {
  const { stdout, stderr, exitCode } = await execa(process.execPath, [resolve('dist/cli', `${program}.js`), ...args], {
    reject: false,
  });
  return { stdout, stderr, exitCode };
};

// What the matchers are is vitest's business; their type is `any`.
const matching = (pattern: RegExp): unknown => expect.stringMatching(pattern);
const containing = (text: string): unknown => expect.stringContaining(text);

let state: string;
beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-programs-'));
});
afterEach(() => rmSync(state, { recursive: true }));

describe('every program', () => {
  it.each(['tsban', 'tsban-client', 'tsban-regex'])('%s knows its version and helps', async (program) => {
    expect(await run(program, '-V')).toMatchObject({
      stdout: matching(/^\S*\d+\.\d+\.\d+$/),
      exitCode: 0,
    });
    expect((await run(program, '--help')).stdout).toContain('Usage:');
    expect(await run(program, '--no-such-option')).toMatchObject({ exitCode: 255 });
  });
});

describe('who may not', () => {
  const nobody = async (program: string, ...args: readonly string[]) => {
    const words = [resolve('dist/cli', `${program}.js`), ...args];
    const { stderr, exitCode } = await execa(process.execPath, words, { reject: false, uid: 65534, gid: 65534 });
    return { stderr, exitCode };
  };

  it('reads a log is told so', async () => {
    const log = join(state, 'auth.log');
    writeFileSync(log, '', { mode: 0o600 });
    const args = ['-c', resolve('config'), log, '^x <HOST>$'];
    const refused = { stderr: `ERROR: ${log} can't be read: EACCES: permission denied, open '${log}'`, exitCode: 255 };
    expect(await nobody('tsban-regex', ...args)).toEqual(refused);
    chmodSync(state, 0o711);
    expect(await nobody('tsban-regex', ...args)).toEqual(refused);
  });

  it('looks where the socket is is told so', async () => {
    const socket = join(state, 'tsban.sock');
    for (const words of [['start'], ['ping'], ['reload', '--plan']]) {
      expect(await nobody('tsban-client', '-c', resolve('config'), '-s', socket, ...words)).toEqual({
        stderr: matching(/ERROR {3}Permission denied to socket: [^\n]*tsban\.sock, \(you must be root\)$/),
        exitCode: 255,
      });
    }
  });
});

describe('tsban-client', () => {
  let daemon: RunningDaemon | undefined;
  const ask = async (...args: readonly string[]) => run('tsban-client', '-s', join(state, 'tsban.sock'), ...args);
  afterEach(async () => {
    await daemon?.end('SIGKILL');
    daemon = undefined;
  });
  const start = async () => {
    const log = join(state, 'auth.log');
    writeFileSync(log, '');
    const jail = `[sshd]\nenabled = true\nbackend = auto\nlogpath = ${log}\naction =\n`;
    daemon = await startDaemon({
      shell: ['/bin/sh'],
      config: makeConfigTree(stockConfig, { 'jail.local': jail }),
      state,
    });
  };

  it('says on standard error that nobody is there, and exits with 255', async () => {
    expect(await ask('ping')).toEqual({
      stdout: '',
      stderr: matching(
        /^[-\d]+ [\d:,]+ tsban {19}\[\d+\]: ERROR {3}Failed to access socket path: .*tsban\.sock\. Is tsban running\?$/,
      ),
      exitCode: 255,
    });
  });

  it('warns of a ban of the address it is used from, also if sudo does not tell it', async () => {
    await start();
    const client = [process.execPath, resolve('dist/cli/tsban-client.js'), '-s', join(state, 'tsban.sock')].join(' ');
    const banned = await execa('sh', ['-c', `env -i ${client} set sshd banip 203.0.113.7 2001:db8::/32; true`], {
      env: { SSH_CONNECTION: '2001:db8::7 51234 192.0.2.9 22' },
    });
    expect(banned.stdout).toBe('2');
    expect(banned.stderr).toMatch(/: WARNING 2001:db8::\/32 is where you are connected from: [^\n]*$/);
  });

  it('answers on standard output with 0, and refuses on both with 255', async () => {
    await start();
    expect(await ask('ping')).toEqual({ stdout: 'Server replied: pong', stderr: '', exitCode: 0 });
    expect(await ask('status', 'nosuch')).toEqual({
      stdout: "Sorry but the jail 'nosuch' does not exist",
      stderr: containing("NOK: ('nosuch',)"),
      exitCode: 255,
    });
    expect((await ask()).exitCode).toBe(255);
  });

  it('answers in JSON on request, also about bans', async () => {
    await start();
    expect((await ask('set', 'sshd', 'banip', '203.0.113.1', '2001:DB8::1')).stdout).toBe('2');
    expect(JSON.parse((await ask('--json', 'status', 'sshd')).stdout)).toMatchObject({
      jail: 'sshd',
      actions: { currentlyBanned: 2, bannedIpList: ['203.0.113.1', '2001:db8::1'] },
    });
    expect(JSON.parse((await ask('--json', 'banned')).stdout)).toEqual([{ sshd: ['203.0.113.1', '2001:db8::1'] }]);
    expect((await ask('unban', '--all')).stdout).toBe('2');
  });

  it('finds the socket in the configuration', async () => {
    await start();
    const config = makeConfigTree({ 'tsban.conf': `[Definition]\nsocket = ${join(state, 'tsban.sock')}\n` });
    expect((await run('tsban-client', '-c', config, 'ping')).stdout).toBe('Server replied: pong');
    expect(await run('tsban-client', '-c', '/nope', 'ping')).toMatchObject({ exitCode: 255 });
  });
});

describe.each(['tsban', 'tsban-client'] as const)('%s -t', (program) => {
  it('says what would be wrong, and where, and exits with 255', async () => {
    const config = makeConfigTree(stockConfig, {
      'jail.local': '[sshd]\nenabled = true\n[web]\nenabled = true\nfilter = web\nlogpath = /var/log/web.log\n',
      'filter.d/web.conf': '[Definition]\nfailregex = ^(unclosed <HOST>\n',
    });
    const { stdout, stderr, exitCode } = await run(program, '-c', config, '-t');
    expect(stdout).toContain('ERROR: test configuration failed');
    expect(`${stdout}${stderr}`).toMatch(/ERROR.*filter\.d\/web\.conf:2: \[Definition\] failregex: /);
    expect(exitCode).toBe(255);
  });

  it('is content with what can be used', async () => {
    const config = makeConfigTree(stockConfig, { 'jail.local': '[sshd]\nenabled = true\n' });
    expect(await run(program, '-c', config, '-t')).toMatchObject({
      stdout: containing('OK: configuration test is successful'),
      exitCode: 0,
    });
  });
});

describe('tsban', () => {
  it.each([
    { args: ['-c', '/nope'], said: /\/nope/ },
    { args: ['--logtarget', '/nope/log'], said: /\/nope\/log/ },
    { args: ['--dbfile', '/nope/deeper/db'], said: /\/nope\/deeper\/db/ },
    { args: ['--loglevel', 'bogus'], said: /loglevel/ },
  ])('does not start with $args, and says why', async ({ args, said }) => {
    const config = makeConfigTree(stockConfig);
    const paths = ['-s', join(state, 'sock'), '-p', join(state, 'pid'), '--logtarget', 'STDOUT', '--dbfile', 'None'];
    const { stderr, exitCode } = await run('tsban', '-c', config, ...paths, ...args);
    expect(stderr).toMatch(said);
    expect(exitCode).toBe(255);
  });
});
