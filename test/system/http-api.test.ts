import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

/** Nobody, and two groups that need no name. */
const [user, looking, banning] = [65_534, 54_321, 54_322];

let state: string;
let daemon: RunningDaemon;
const at = (name: string) => join(state, name);

beforeAll(async () => {
  state = mkdtempSync(join(tmpdir(), 'tsban-api-'));
  chmodSync(state, 0o711);
  for (const folder of ['etc/filter.d', 'etc/action.d']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('etc/filter.d/t.conf'), '[Definition]\nfailregex = fail from <HOST>$\n');
  writeFileSync(at('etc/action.d/none.conf'), '[Definition]\nactionban =\nactionunban =\n');
  const sockets = [`socket = ${at('tsban.sock')}`, `readsocket = ${at('read.sock')}`, `bansocket = ${at('ban.sock')}`];
  const groups = [`readgroup = ${looking}`, `bangroup = ${banning}`];
  writeFileSync(at('etc/tsban.conf'), ['[Definition]', ...sockets, ...groups, ''].join('\n'));
  writeFileSync(at('etc/jail.conf'), `[app]\nenabled = true\nfilter = t\nlogpath = ${at('app.log')}\naction = none\n`);
  writeFileSync(at('app.log'), '');
  daemon = await startDaemon({ shell: ['/bin/sh'], config: at('etc'), state });
});

afterAll(async () => {
  await daemon.end('SIGKILL');
  rmSync(state, { recursive: true });
});

/** What curl prints: the body, then status and type on a line of their own. */
async function curl(...args: readonly string[]): Promise<{ body: string; status: number; type: string }> {
  const write = '\n%{http_code} %{content_type}';
  const { stdout } = await execa('curl', ['-sS', '-w', write, '--unix-socket', at('tsban.sock'), ...args]);
  const cut = stdout.lastIndexOf('\n');
  const [status = '', ...type] = stdout.slice(cut + 1).split(' ');
  return { body: stdout.slice(0, cut), status: Number(status), type: type.join(' ') };
}

const url = (path: string) => `http://tsban${path}`;
const json = (data: unknown) => ['--json', JSON.stringify(data)];

describe('curl --unix-socket', () => {
  beforeEach(async () => {
    await curl(...json({ ids: ['203.0.113.1', '2001:db8::1'] }), url('/v1/jails/app/bans'));
  });

  it.each([
    { path: '/v1/status', shows: /^\{"version":"[\d.]+","jails":\["app"\],"problems":\[\]\}$/m },
    { path: '/v1/jails', shows: /^\[\{"jail":"app","filter":\{"currentlyFailed":0,/ },
    { path: '/v1/jails/app', shows: /^\{"jail":"app",/ },
    { path: '/v1/jails/app/bans', shows: /^\[\{"jail":"app","id":"203\.0\.113\.1","time":/ },
    { path: '/v1/jails/app/bans/203.0.113.1', shows: /^\{"jail":"app","id":"203\.0\.113\.1",/ },
    { path: '/v1/bans', shows: /"id":"203\.0\.113\.1".*"id":"2001:db8::1"/ },
    { path: '/v1/bans/2001:DB8::1', shows: /^\[\{"jail":"app","id":"2001:db8::1",/ },
    { path: '/v1/bans/203.0.113.9', shows: /^\[\]$/m },
    { path: '/v1/commands', args: json({ command: ['ping'] }), shows: /^\{"answer":"pong"\}$/m },
    { path: '/v1/jails/app/bans', args: json({ ids: ['203.0.113.2'] }), shows: /^\{"banned":1\}$/m },
    { path: '/v1/jails/app/bans/203.0.113.1', args: ['-X', 'DELETE'], shows: /^\{"unbanned":1\}$/m },
    { path: '/v1/bans/203.0.113.1', args: ['-X', 'DELETE'], shows: /^\{"unbanned":1\}$/m },
    { path: '/openapi.json', shows: /^\{"openapi":"3\.1\.0",/ },
    { path: '/metrics', shows: /^# TYPE tsban_jail_bans_\w+ /m, type: 'text/plain; version=0.0.4; charset=utf-8' },
  ])('gets $path $args', async ({ path, args = [], shows, type = 'application/json' }) => {
    const answer = await curl(...args, url(path));
    expect(answer).toEqual({ status: 200, type, body: expect.stringMatching(shows) as string });
    const head = await execa('curl', ['-sSI', '--unix-socket', at('tsban.sock'), url('/v1/bans')]);
    expect(head.stdout).toMatch(/^HTTP\/1\.1 200 OK\r?\ncontent-type: application\/json/);
  });

  it.each([
    { path: '/v1/jails/nosuch', status: 404, code: 'UNKNOWN_JAIL' },
    { path: '/v1/jails/app/bans/203.0.113.9', status: 404, code: 'NOT_BANNED' },
    { path: '/v1/nosuch', status: 404, code: 'NOT_FOUND' },
    { path: '/v1/jails/%zz', status: 400, code: 'PATH' },
    { path: '/v1/jails', args: ['-X', 'DELETE'], status: 405, code: 'METHOD' },
    { path: '/v1/commands', status: 405, code: 'METHOD' },
    { path: '/v1/commands', args: ['-d', '{"command":["ping"]}'], status: 415, code: 'MEDIA_TYPE' },
    { path: '/v1/commands', args: ['--json', '{'], status: 400, code: 'BODY' },
    { path: '/v1/commands', args: json({ words: ['ping'] }), status: 400, code: 'BODY' },
    { path: '/v1/commands', args: json({ command: ['bogus'] }), status: 400, code: 'INVALID_COMMAND' },
    { path: '/v1/status', args: ['-H', `x: ${'y'.repeat(20_000)}`], status: 431, code: 'HEADERS' },
  ])('is told of $path $args that it is $code', async ({ path, args = [], status, code }) => {
    const { body, ...answer } = await curl(...args, url(path));
    expect(answer).toEqual({ status, type: 'application/problem+json' });
    expect(JSON.parse(body)).toMatchObject({ type: 'about:blank', status, code });
  });

  it('is told that a body is too large, also one it announces', async () => {
    writeFileSync(at('large.json'), JSON.stringify({ command: ['echo', 'x'.repeat(1_100_000)] }));
    for (const more of [[], ['-H', 'transfer-encoding: chunked']]) {
      const { status, body } = await curl('--json', `@${at('large.json')}`, ...more, url('/v1/commands'));
      expect([status, JSON.parse(body)]).toEqual([413, expect.objectContaining({ code: 'TOO_LARGE' })]);
    }
  });
});

describe('somebody of a group, with tsban-client', () => {
  async function client(group: number, ...words: readonly string[]) {
    const args = [resolve('dist/cli/tsban-client.js'), '-c', at('etc'), ...words];
    const { stdout, exitCode } = await execa(process.execPath, args, { uid: user, gid: group, reject: false });
    return { stdout, exitCode };
  }

  it('may look', async () => {
    expect(statSync(at('read.sock'))).toMatchObject({ gid: looking });
    expect(await client(looking, 'ping')).toEqual({ stdout: 'Server replied: pong', exitCode: 0 });
    expect((await client(looking, 'status', 'app')).stdout).toContain('Status for the jail: app');
    const text = "this socket is for 'read' alone; 'set app banip' needs one for 'ban'";
    expect(await client(looking, 'set', 'app', 'banip', '203.0.113.8')).toEqual({ stdout: text, exitCode: 255 });
  });

  it('may ban and lift bans', async () => {
    expect(await client(banning, 'set', 'app', 'banip', '203.0.113.8')).toEqual({ stdout: '1', exitCode: 0 });
    expect(await client(banning, 'unban', '203.0.113.8')).toEqual({ stdout: '1', exitCode: 0 });
    const text = "this socket is for 'ban' alone; 'stop' needs one for 'root'";
    expect(await client(banning, 'stop')).toEqual({ stdout: text, exitCode: 255 });
    expect((await client(looking, 'status')).exitCode).toBe(0);
  });

  it('of no such group may do nothing', async () => {
    expect(await client(user, 'ping')).toEqual({ stdout: '', exitCode: 255 });
  });
});

// Last: there is no daemon any more after it.
it('curl follows events to the end', async () => {
  const follower = execa('curl', ['-sSN', '--unix-socket', at('tsban.sock'), url('/v1/events?jail=app')], {
    reject: false,
  });
  let heard = '';
  follower.stdout.on('data', (piece: Buffer) => (heard += piece.toString()));
  await until(() => heard.includes(': events'));
  await daemon.client('set', 'app', 'banip', '203.0.113.7');
  await until(() => heard.includes('event: ban\n'));
  expect(heard).toMatch(
    /^data: \{"time":[\d.]+,"event":"ban","jail":"app","id":"203\.0\.113\.7","text":"Ban 203\.0\.113\.7"\}$/m,
  );
  await daemon.client('stop');
  expect((await follower).exitCode).toBe(0);
});
