import { appendFileSync, existsSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { connect } from 'node:net';
import { describe, expect, it } from 'vitest';
import { NotRunningError, RefusedError, sendCommand } from '../../src/cli/control-client.js';
import type { JailAnswer } from '../../src/server/answers.js';
import { ControlHome } from '../support/control-home.js';
import { until } from '../support/until.js';

const home = new ControlHome();
const { at, ask } = home;

describe('the main job', () => {
  it('bans on the second failure, shows it, and lifts it', async () => {
    home.fail('app.log', '192.0.2.1', '192.0.2.2', '192.0.2.1');
    await until(() => home.done().includes('ban 192.0.2.1'));
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
    expect(home.done()).toEqual(['ban 192.0.2.1', 'unban 192.0.2.1']);
    expect(home.log()).toMatch(/tsban\.actions +\[\d+\]: NOTICE {2}\[app\] Ban 192\.0\.2\.1\n/);
  });
});

describe('two jails that share a log', () => {
  it('both count what was in it before', async () => {
    home.fail('shared.log', '192.0.2.1', '192.0.2.2');
    const shares = (name: string) => home.jail(name).replace(`${name}.log`, 'shared.log');
    home.writeJails(shares('one') + shares('two'));
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
    expect(home.done().slice(-1)).toEqual(['unban 203.0.113.0/29']);
  });

  it('names what --report-absent did not find', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    const refused = home.send('set', 'app', 'unbanip', '--report-absent', '192.0.2.9', '9.9.9.9');
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
    const error = await home.send(...words).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).message).toBe(text);
    if (nok !== undefined) expect((error as RefusedError).nok).toBe(nok);
  });
});

describe('lines that are hard to search', () => {
  it('are counted in the JSON of a status alone, and warned of where a match may have been missed', async () => {
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^ (?P<x>a*)*(?P=x)b <HOST>$\n');
    await ask('reload');
    const searches = async () => ((await home.send('status', 'app')) as JailAnswer).filter.searches;
    expect(await searches()).toEqual({ overruns: 0, demotions: 0, shortened: 0, givenUp: 0 });
    appendFileSync(at('app.log'), `${new Date().toISOString()} ${'a'.repeat(1000)}c b 192.0.2.1\n`);
    const warning = 'WARNING [app] failregex 1 took too many steps on a line';
    await until(() => home.log().includes(warning));
    expect(await searches()).toEqual({ overruns: 0, demotions: 0, shortened: 0, givenUp: 1 });
    expect(await ask('status', 'app')).not.toMatch(/overruns|given/i);
  });
});

describe('the socket', () => {
  it('is for its owner alone', () => {
    expect(statSync(home.socket).mode & 0o777).toBe(0o600);
  });

  it('is not shared by a second daemon', async () => {
    await expect(home.start({ dbfile: at('other.sqlite3') })).rejects.toThrow(/already running/);
    expect(await ask('ping')).toBe('Server replied: pong');
  });

  it('left behind by a dead one is taken over; what is no socket is not', async () => {
    await home.end();
    writeFileSync(home.socket, 'precious');
    await expect(home.start()).rejects.toThrow(/no socket/);
    expect(readFileSync(home.socket, 'utf8')).toBe('precious');
    rmSync(home.socket);
    await home.start();
  });

  it('says when nobody is there', async () => {
    await expect(sendCommand(at('none.sock'), ['ping'])).rejects.toThrow(NotRunningError);
  });

  it.each([
    { name: 'garbage', bytes: '\u0000\u0001garbage\r\n\r\n' },
    { name: 'half a request', bytes: 'POST /v1/commands HTTP/1.1\r\nhost: a\r\n' },
    { name: 'a pickle', bytes: '\u0080\u0004\u0095]\u0094.<F2B_END_COMMAND>' },
  ])('survives $name', async ({ bytes }) => {
    const client = connect(home.socket);
    client.on('error', () => undefined);
    client.end(bytes);
    expect(await ask('ping')).toBe('Server replied: pong');
  });
});

describe("a directory that was Fail2Ban's", () => {
  it('gets a log in the names its filters know', async () => {
    await home.end();
    writeFileSync(at('etc/fail2ban.conf'), '[Definition]\nloglevel = INFO\n');
    await home.start();
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(home.log()).toMatch(/fail2ban\.actions {8}\[\d+\]: NOTICE {2}\[app\] Ban 192\.0\.2\.9\n/);
  });
});

describe('stop', () => {
  it('lifts the rules, removes socket and pid file, and keeps the bans for the next start', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(await ask('stop')).toBe('Shutdown successful');
    await home.server.stopped;
    expect(home.done()).toEqual(['ban 192.0.2.9', 'unban 192.0.2.9']);
    expect([existsSync(home.socket), existsSync(at('pid'))]).toEqual([false, false]);
    await home.start();
    await until(() => home.done().length === 3);
    expect(home.done()[2]).toBe('ban 192.0.2.9');
  });

  it('of one jail ends that one', async () => {
    expect(await ask('stop', 'web')).toBe('Jail stopped');
    expect(await ask('status')).toContain('Jail list:\tapp');
  });
});
