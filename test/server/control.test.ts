import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs';
import { request } from 'node:http';
import { connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beautify } from '../../src/cli/beautifier.js';
import { NotRunningError, RefusedError, sendCommand } from '../../src/cli/control-client.js';
import type { JailAnswer } from '../../src/server/answers.js';
import { type Server, startServer } from '../../src/server/server.js';
import { until } from '../support/until.js';

let directory: string;
let server: Server;
const at = (name: string) => join(directory, name);
const socket = () => at('tsban.sock');

const filter = '[Definition]\nfailregex = ^\\s*login failed for <F-USER>\\S+</F-USER> from <HOST>$\n';
const action = `[Definition]
actionban = echo ban <ip> >> <file>
actionunban = echo unban <ip> >> <file>
`;

function writeConfig(jails: string): void {
  writeFileSync(at('etc/jail.conf'), jails);
}

const jail = (name: string, more = '') =>
  `[${name}]\nenabled = true\nfilter = app\nlogpath = ${at(`${name}.log`)}\nmaxretry = 2\nbantime = 1h\nignoreself = false\naction = note[file=${at('done')}]\n${more}\n`;

async function start(dbfile = at('db.sqlite3')): Promise<Server> {
  return startServer({
    directory: at('etc'),
    version: '0.0.0',
    given: { socket: socket(), pidfile: at('pid'), dbfile, logtarget: at('tsban.log') },
  });
}

const ask = async (...words: readonly string[]) => beautify(words, await sendCommand(socket(), words));
const done = () => (existsSync(at('done')) ? readFileSync(at('done'), 'utf8') : '').split('\n').filter(Boolean);
const fail = (log: string, ...ids: readonly string[]) =>
  appendFileSync(at(log), ids.map((id) => `${new Date().toISOString()} login failed for root from ${id}\n`).join(''));

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-server-'));
  for (const folder of ['etc/filter.d', 'etc/action.d']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('etc/filter.d/app.conf'), filter);
  writeFileSync(at('etc/action.d/note.conf'), action);
  writeFileSync(at('app.log'), '');
  writeConfig(jail('app') + jail('web'));
  server = await start();
});

afterEach(async () => {
  await server.stop();
  await server.stopped;
  rmSync(directory, { recursive: true });
});

describe('the main job', () => {
  it('bans on the second failure, shows it, and lifts it', async () => {
    fail('app.log', '192.0.2.1', '192.0.2.2', '192.0.2.1');
    await until(() => done().includes('ban 192.0.2.1'));
    expect(await ask('status', 'app')).toBe(
      [
        'Status for the jail: app',
        '|- Filter',
        '|  |- Currently failed:\t1',
        '|  |- Total failed:\t3',
        `|  \`- File list:\t${at('app.log')}`,
        '`- Actions',
        '   |- Currently banned:\t1',
        '   |- Total banned:\t1',
        '   `- Banned IP list:\t192.0.2.1',
      ].join('\n'),
    );
    expect(await ask('set', 'app', 'unbanip', '192.0.2.1')).toBe('1');
    expect(done()).toEqual(['ban 192.0.2.1', 'unban 192.0.2.1']);
    expect(readFileSync(at('tsban.log'), 'utf8')).toMatch(
      /tsban\.actions +\[\d+\]: NOTICE {2}\[app\] Ban 192\.0\.2\.1\n/,
    );
  });
});

describe('two jails that share a log', () => {
  it('both count what was in it before', async () => {
    fail('shared.log', '192.0.2.1', '192.0.2.2');
    const shares = (name: string) => jail(name).replace(`${name}.log`, 'shared.log');
    writeConfig(shares('one') + shares('two'));
    await ask('reload');
    for (const name of ['one', 'two'])
      await until(async () => (await ask('status', name)).includes('Total failed:\t2'));
  });
});

describe('tsban-client', () => {
  it.each([
    { words: ['ping'], text: 'Server replied: pong' },
    { words: ['version'], text: '0.0.0' },
    { words: ['echo', 'a', 'b'], text: 'a b' },
    { words: ['status'], text: 'Status\n|- Number of jail:\t2\n`- Jail list:\tapp, web' },
    { words: ['banned'], text: "[{'app': []}, {'web': []}]" },
    { words: ['get', 'app', 'maxretry'], text: '2' },
    { words: ['get', 'app', 'bantime'], text: '3600' },
    { words: ['get', 'app', 'findtime'], text: '600' },
    { words: ['get', 'web', 'logpath'], text: 'No file is currently monitored' },
    { words: ['get', 'app', 'banip'], text: '' },
    { words: ['set', 'app', 'unbanip', '192.0.2.1'], text: '0' },
    { words: ['unban', '192.0.2.1'], text: '0' },
    { words: ['flushlogs'], text: 'logs: rolled over' },
    { words: ['reload'], text: 'OK' },
  ])('$words → $text', async ({ words, text }) => {
    expect(await ask(...words)).toBe(text);
  });

  it('bans and lifts by hand, in any spelling, by network and everywhere', async () => {
    expect(await ask('set', 'app', 'banip', '192.0.2.9', '2001:DB8::9', '192.0.2.9')).toBe('2');
    expect(await ask('set', 'web', 'banip', '192.0.2.9', '203.0.113.0/29')).toBe('2');
    expect(await ask('banned', '192.0.2.9', '2001:db8::9', '198.51.100.1')).toBe("[['app', 'web'], ['app'], []]");
    expect(await ask('get', 'app', 'banned', '192.0.2.9')).toBe('1');
    expect(await ask('get', 'app', 'banip', '--with-time')).toMatch(
      /^192\.0\.2\.9 \t\d{4}-\d\d-\d\d \d\d:\d\d:\d\d \+ 3600 = \d{4}-\d\d-\d\d \d\d:\d\d:\d\d\n2001:db8::9 \t/,
    );
    expect(await ask('set', 'app', 'unbanip', '2001:db8:0::/32')).toBe('1');
    expect(await ask('unban', '192.0.2.9', '192.0.2.9', '192.0.2.77')).toBe('2');
    expect(await ask('unban', '--all')).toBe('1');
    expect(done().slice(-1)).toEqual(['unban 203.0.113.0/29']);
  });

  it('names what --report-absent did not find', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    const refused = sendCommand(socket(), ['set', 'app', 'unbanip', '--report-absent', '192.0.2.9', '9.9.9.9']);
    await expect(refused).rejects.toThrow("not banned: ['9.9.9.9']");
    expect(await ask('get', 'app', 'banned', '192.0.2.9')).toBe('0');
  });

  it.each([
    { words: ['status', 'nosuch'], text: "Sorry but the jail 'nosuch' does not exist", nok: "('nosuch',)" },
    {
      words: ['set', 'nosuch', 'banip', '192.0.2.1'],
      text: "Sorry but the jail 'nosuch' does not exist",
      nok: "('nosuch',)",
    },
    { words: ['bogus'], text: 'Invalid command', nok: "('Invalid command',)" },
    { words: ['__proto__'], text: 'Invalid command', nok: "('Invalid command',)" },
    { words: ['unban'], text: 'Invalid command', nok: "('Invalid command',)" },
    { words: ['set', 'app'], text: 'Sorry but the command is invalid', nok: "('list index out of range',)" },
    { words: ['set', 'app', 'bogus'], text: "Invalid command 'bogus' (no set action or not yet implemented)" },
    { words: ['get', 'nosuch', 'x'], text: 'Invalid command (no get action or not yet implemented)' },
  ])('refuses $words with "$text"', async ({ words, text, nok }) => {
    const error = await sendCommand(socket(), words).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).message).toBe(text);
    if (nok !== undefined) expect((error as RefusedError).nok).toBe(nok);
  });
});

describe('lines that are hard to search', () => {
  it('are counted in the JSON of a status alone, and warned of where a match may have been missed', async () => {
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^ (?P<x>a*)*(?P=x)b <HOST>$\n');
    await ask('reload');
    const searches = async () => ((await sendCommand(socket(), ['status', 'app'])) as JailAnswer).filter.searches;
    expect(await searches()).toEqual({ overruns: 0, demotions: 0, shortened: 0, givenUp: 0 });
    appendFileSync(at('app.log'), `${new Date().toISOString()} ${'a'.repeat(1000)}c b 192.0.2.1\n`);
    const warning = 'WARNING [app] failregex 1 took too many steps on a line';
    await until(() => readFileSync(at('tsban.log'), 'utf8').includes(warning));
    expect(await searches()).toEqual({ overruns: 0, demotions: 0, shortened: 0, givenUp: 1 });
    expect(await ask('status', 'app')).not.toMatch(/overruns|given/i);
  });
});

describe('reload', () => {
  it('keeps bans, windows and totals, brings new jails and ends those that are gone', async () => {
    fail('app.log', '192.0.2.1', '192.0.2.1', '192.0.2.2');
    await until(() => done().length > 0);
    writeConfig(jail('app', 'findtime = 20m') + jail('new'));
    expect(await ask('reload')).toBe('OK');
    expect(await ask('status')).toContain('Jail list:\tapp, new');
    expect(await ask('get', 'app', 'findtime')).toBe('1200');
    fail('app.log', '192.0.2.2');
    await until(() => done().includes('ban 192.0.2.2'));
    expect(done()).toEqual(['ban 192.0.2.1', 'ban 192.0.2.2']);
  });

  it('of a configuration that cannot be read changes nothing', async () => {
    writeFileSync(at('etc/jail.conf'), 'no section here\n');
    await expect(sendCommand(socket(), ['reload'])).rejects.toThrow(/jail\.conf/);
    expect(await ask('status')).toContain('Jail list:\tapp, web');
  });

  it('leaves a jail with a broken filter as it was, and says where the mistake is', async () => {
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^(unclosed <HOST>\n');
    expect(await ask('reload')).toBe('OK');
    fail('app.log', '192.0.2.1', '192.0.2.1');
    await until(() => done().includes('ban 192.0.2.1'));
    const status = (await sendCommand(socket(), ['status'])) as { problems: { jail: string; text: string }[] };
    expect(status.problems.map(({ jail: name }) => name)).toEqual(['app', 'web']);
    expect(status.problems[0]?.text).toMatch(/filter\.d\/app\.conf:2: \[Definition\] failregex: /);
  });
});

describe('the socket', () => {
  it('is for its owner alone', () => {
    expect(statSync(socket()).mode & 0o777).toBe(0o600);
  });

  it('is not shared by a second daemon', async () => {
    await expect(start(at('other.sqlite3'))).rejects.toThrow(/already running/);
    expect(await ask('ping')).toBe('Server replied: pong');
  });

  it('left behind by a dead one is taken over; what is no socket is not', async () => {
    await server.stop();
    await server.stopped;
    writeFileSync(socket(), 'precious');
    await expect(start()).rejects.toThrow(/no socket/);
    expect(readFileSync(socket(), 'utf8')).toBe('precious');
    rmSync(socket());
    server = await start();
  });

  it('says when nobody is there', async () => {
    await expect(sendCommand(at('none.sock'), ['ping'])).rejects.toThrow(NotRunningError);
  });

  it.each([
    { name: 'garbage', bytes: '\u0000\u0001garbage\r\n\r\n' },
    { name: 'half a request', bytes: 'POST /v1/commands HTTP/1.1\r\nhost: a\r\n' },
    { name: 'a pickle', bytes: '\u0080\u0004\u0095]\u0094.<F2B_END_COMMAND>' },
  ])('survives $name', async ({ bytes }) => {
    const client = connect(socket());
    client.on('error', () => undefined);
    client.end(bytes);
    expect(await ask('ping')).toBe('Server replied: pong');
  });
});

describe('the control API', () => {
  const get = async (
    path: string,
    method = 'GET',
    body = '',
  ): Promise<{ status: number; type: string; body: unknown }> =>
    new Promise((resolve, reject) => {
      const sent = request({ socketPath: socket(), path, method }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () =>
          resolve({
            status: response.statusCode ?? 0,
            type: response.headers['content-type'] ?? '',
            body: JSON.parse(text),
          }),
        );
      });
      sent.on('error', reject);
      sent.end(body);
    });

  it('answers about jails and bans', async () => {
    await ask('set', 'app', 'banip', '2001:db8::9');
    expect((await get('/v1/status')).body).toMatchObject({ jails: ['app', 'web'], problems: [] });
    expect((await get('/v1/jails/app')).body).toMatchObject({ jail: 'app', actions: { currentlyBanned: 1 } });
    expect((await get('/v1/jails')).body).toHaveLength(2);
    expect((await get('/v1/jails/app/bans')).body).toMatchObject([{ id: '2001:db8::9', bantime: 3600, bancount: 1 }]);
    expect((await get('/v1/bans/2001%3ADB8::9')).body).toMatchObject([{ jail: 'app' }]);
  });

  it.each([
    { path: '/v1/jails/nosuch', status: 404, code: 'UNKNOWN_JAIL' },
    { path: '/v1/nosuch', status: 404, code: 'NOT_FOUND' },
    { path: '/', status: 404, code: 'NOT_FOUND' },
    { path: '/v1/jails/%zz', status: 400, code: 'PATH' },
    { path: '/v1/status', method: 'DELETE', status: 405, code: 'METHOD' },
    { path: '/v1/commands', status: 405, code: 'METHOD' },
    { path: '/v1/commands', method: 'POST', body: 'not json', status: 400, code: 'BODY' },
    { path: '/v1/commands', method: 'POST', body: '{"command":[]}', status: 400, code: 'BODY' },
    { path: '/v1/commands', method: 'POST', body: `["${'x'.repeat(1_100_000)}"]`, status: 413, code: 'TOO_LARGE' },
  ])('refuses $method $path with $code', async ({ path, method, body, status, code }) => {
    const answer = await get(path, method, body);
    expect(answer).toMatchObject({ status, type: 'application/problem+json', body: { code } });
    expect(await ask('ping')).toBe('Server replied: pong');
  });
});

describe("a directory that was Fail2Ban's", () => {
  it('gets a log in the names its filters know', async () => {
    await server.stop();
    await server.stopped;
    writeFileSync(at('etc/fail2ban.conf'), '[Definition]\nloglevel = INFO\n');
    server = await start();
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(readFileSync(at('tsban.log'), 'utf8')).toMatch(
      /fail2ban\.actions {8}\[\d+\]: NOTICE {2}\[app\] Ban 192\.0\.2\.9\n/,
    );
  });
});

describe('stop', () => {
  it('lifts the rules, removes socket and pid file, and keeps the bans for the next start', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(await ask('stop')).toBe('Shutdown successful');
    await server.stopped;
    expect(done()).toEqual(['ban 192.0.2.9', 'unban 192.0.2.9']);
    expect([existsSync(socket()), existsSync(at('pid'))]).toEqual([false, false]);
    server = await start();
    await until(() => done().length === 3);
    expect(done()[2]).toBe('ban 192.0.2.9');
  });

  it('of one jail ends that one', async () => {
    expect(await ask('stop', 'web')).toBe('Jail stopped');
    expect(await ask('status')).toContain('Jail list:\tapp');
  });
});
