import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ControlHome } from '../support/control-home.js';
import { until } from '../support/until.js';

const home = new ControlHome();
const { at, ask, send } = home;

const banned = async () => ask('get', 'app', 'banned');
const foundIn = async (jail: string, total: number) =>
  until(async () => (await ask('status', jail)).includes(`Total failed:\t${total}\n`));

describe('set JAIL', () => {
  it('changes how a jail that runs counts, until the next reload', async () => {
    await ask('set', 'app', 'maxretry', '3');
    home.fail('app.log', '203.0.113.1', '203.0.113.1');
    await foundIn('app', 2);
    expect(await banned()).toBe('[]');
    await ask('set', 'app', 'maxretry', '2');
    home.fail('app.log', '203.0.113.2', '203.0.113.2');
    await until(async () => (await banned()) === "['203.0.113.2']");
    await ask('set', 'app', 'bantime', '1d');
    await ask('reload');
    expect(await ask('get', 'app', 'bantime')).toBe('3600');
  });

  it('adds and removes regexes, and forgets no ban and no failure by that', async () => {
    home.fail('app.log', '203.0.113.1');
    await foundIn('app', 1);
    expect(await send('set', 'app', 'addfailregex', '^\\s*knock from <ADDR>$')).toHaveLength(2);
    writeFileSync(at('app.log'), `${new Date().toISOString()} knock from 203.0.113.1\n`, { flag: 'a' });
    await until(async () => (await banned()) === "['203.0.113.1']");
    expect(await send('set', 'app', 'delfailregex', '1')).toHaveLength(1);
    expect(await banned()).toBe("['203.0.113.1']");
  });

  it('follows another log, and leaves one', async () => {
    writeFileSync(at('more.log'), '');
    expect(await send('set', 'app', 'addlogpath', at('more.log'), 'tail')).toEqual([at('app.log'), at('more.log')]);
    home.fail('more.log', '203.0.113.1', '203.0.113.1');
    await until(async () => (await banned()) === "['203.0.113.1']");
    expect(await send('set', 'app', 'dellogpath', at('app.log'))).toEqual([at('more.log')]);
  });

  it('spares at once whom it is told to ignore', async () => {
    await ask('set', 'app', 'addignoreip', '203.0.113.0/24');
    home.fail('app.log', '203.0.113.1', '198.51.100.1');
    await foundIn('app', 1);
    expect(home.log()).toContain('Ignore 203.0.113.1 by ip');
  });

  it.each([
    [['maxretry', 'often'], "invalid literal for int() with base 10: 'often'"],
    [['addfailregex', 'nobody'], "No failure-id group in 'nobody'"],
    [['addfailregex', '(<HOST>'], 'missing ), unterminated subpattern at position 0'],
    [['prefregex', '('], 'missing ), unterminated subpattern at position 0'],
    [['datepattern', '%Q'], "Failed to set datepattern '%Q'"],
    [['logencoding', 'utf-16'], 'not supported'],
    [['bantime.factor', 'x'], "'x' is not a number"],
    [['ignorecache', 'max-count=5'], 'ignorecache has no key'],
    [['addaction', 'note'], 'Action note already exists'],
    [['addaction', 'py', 'x.py', '{}'], 'tsban does not run Python'],
    [['action', 'note', 'timeout', 'x'], "name 'x' is not defined"],
    [['idle', 'maybe'], "Invalid idle option, must be 'on' or 'off'"],
  ])('refuses %j, and changes nothing', async (words, text) => {
    const all = async () => JSON.stringify(await Promise.all(shown.map(async (what) => send('get', 'app', what))));
    const before = await all();
    await expect(send('set', 'app', ...words)).rejects.toThrow(text);
    expect(await all()).toBe(before);
  });
});

const shown = [
  'maxretry',
  'failregex',
  'prefregex',
  'datepattern',
  'logencoding',
  'bantime.factor',
  'ignorecache',
  'actions',
];

describe('idle', () => {
  it('finds and bans nothing, neither then nor later what came meanwhile; a reload ends it', async () => {
    expect(await send('set', 'app', 'idle', 'on')).toBe(true);
    home.fail('app.log', '203.0.113.1', '203.0.113.1');
    await ask('set', 'web', 'addlogpath', at('app.log'));
    await foundIn('web', 2);
    expect(await send('set', 'app', 'idle', 'off')).toBe(false);
    home.fail('app.log', '203.0.113.2', '203.0.113.2');
    await until(async () => (await banned()) === "['203.0.113.2']");
    await ask('set', 'app', 'idle', 'on');
    await ask('reload', 'app');
    home.fail('app.log', '203.0.113.3', '203.0.113.3');
    await until(async () => (await banned()) === "['203.0.113.2', '203.0.113.3']");
  });
});

describe('attempt', () => {
  it('counts each line, bans when that is enough, and keeps the lines', async () => {
    expect(await send('set', 'app', 'attempt', '2001:DB8::1')).toBe(1);
    expect(await banned()).toBe('[]');
    expect(await send('set', 'app', 'attempt', '2001:db8::1', 'second line')).toBe(1);
    expect(await banned()).toBe("['2001:db8::1']");
    expect(await send('set', 'app', 'attempt', '203.0.113.1', 'one', 'two', 'three')).toBe(1);
    expect(home.done()).toEqual(['ban 2001:db8::1', 'ban 203.0.113.1']);
    expect(await ask('status', 'app')).toContain('Currently failed:\t1\n|  |- Total failed:\t5');
    expect(home.log()).toMatch(/filter +\[\d+\]: INFO +\[app\] Attempt 2001:db8::1 - \d/);
  });

  it('does not count whom the jail ignores', async () => {
    await ask('set', 'app', 'addignoreip', '203.0.113.1');
    expect(await send('set', 'app', 'attempt', '203.0.113.1', 'one', 'two')).toBe(0);
    expect(await banned()).toBe('[]');
  });
});

describe('actions', () => {
  const set = async (action: string, key: string, value: string) => ask('set', 'app', 'action', action, key, value);

  it('that are added put in force what is banned, and take it back when they go', async () => {
    await ask('set', 'app', 'banip', '203.0.113.1');
    await ask('set', 'app', 'addaction', 'two');
    await set('two', 'file', at('two'));
    await set('two', 'actionstart', 'echo start >> <file>');
    await set('two', 'actionstop', 'echo stop >> <file>');
    await set('two', 'actionunban', 'echo unban <ip> >> <file>');
    await set('two', 'actionban', 'echo ban <ip> >> <file>');
    const second = () => (existsSync(at('two')) ? readFileSync(at('two'), 'utf8').split('\n').filter(Boolean) : []);
    await until(() => second().at(-1) === 'ban 203.0.113.1');
    await ask('set', 'app', 'banip', '203.0.113.2');
    expect(await ask('get', 'app', 'actions')).toBe('The jail app has the following actions:\nnote, two');
    expect(await send('set', 'app', 'delaction', 'two')).toBeNull();
    // What was put in force anew when 'actionban' was set may have been there.
    const lifted = ['unban 203.0.113.1', 'unban 203.0.113.2', 'unban 203.0.113.1', 'stop', 'stop'];
    expect(second().slice(-5)).toEqual(lifted);
    expect(home.done()).toEqual(['ban 203.0.113.1', 'ban 203.0.113.2']);
  });

  it('do what their methods say', async () => {
    await ask('set', 'app', 'banip', '203.0.113.1');
    const call = async (...words: readonly string[]) => send('set', 'app', 'action', 'note', ...words);
    expect(await call('flush')).toBe(true);
    expect(home.done()).toEqual(['ban 203.0.113.1', 'unban 203.0.113.1']);
    expect(await call('start')).toBe(true);
    expect(await call('consistencyCheck')).toBe(true);
    expect(await call('ban', '{"aInfo": {"ip": "203.0.113.2"}}')).toBeNull();
    expect(await call('unban', '{"aInfo": {"ip": "203.0.113.2"}}')).toBeNull();
    expect(home.done().slice(2)).toEqual(['ban 203.0.113.1', 'ban 203.0.113.2', 'unban 203.0.113.2']);
    await expect(call('ban')).rejects.toThrow('about whom');
    await expect(call('ban', '{"aInfo": 5}')).rejects.toThrow('about whom');
    await expect(call('stop', 'now')).rejects.toThrow('takes nothing');
    await set('note', 'actionban', 'false');
    await expect(call('ban', '{"aInfo": {"ip": "203.0.113.3"}}')).rejects.toThrow('Error banning 203.0.113.3');
  });

  it('are shown with all that was set', async () => {
    expect(await ask('get', 'app', 'action', 'note', 'actionban')).toBe(`echo ban <ip> >> ${at('done')}`);
    expect(await set('note', 'norestored', 'yes')).toBe('True');
    expect(await set('note', 'timeout', '2m')).toBe('120');
    expect(await send('get', 'app', 'actionproperties', 'note')).toEqual(
      expect.arrayContaining(['actionban', 'file', 'name', 'norestored', 'timeout']),
    );
    expect(await send('get', 'app', 'actionmethods', 'note')).toContain('consistencyCheck');
  });
});
