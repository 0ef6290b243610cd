import { chmodSync, existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ControlHome } from '../support/control-home.js';
import { until } from '../support/until.js';

const home = new ControlHome();
const { at, ask } = home;
const leftFile = () => at('tsban.sock.left');

const leave = async () => {
  await ask('set', 'app', 'banip', '192.0.2.1', '192.0.2.2');
  expect(await home.send('stop', '--leave')).toBe('Shutdown successful');
  await home.server.stopped;
};
const bans = ['ban 192.0.2.1', 'ban 192.0.2.2'];
const unbans = ['unban 192.0.2.1', 'unban 192.0.2.2'];

describe('a daemon that leaves', () => {
  it('has its bans stay in force, and the next one take over without a command', async () => {
    await leave();
    expect(statSync(leftFile()).mode & 0o777).toBe(0o600);
    await home.start();
    expect(JSON.parse(readFileSync(leftFile(), 'utf8'))).toMatchObject({ isExact: false });
    expect(await ask('get', 'app', 'banip')).toBe('192.0.2.1 192.0.2.2');
    expect(home.log()).toContain("Jail 'app' started");
    await ask('unban', '192.0.2.1');
    await home.end();
    expect(home.done()).toEqual([...bans, ...unbans]);
    expect(existsSync(leftFile())).toBe(false);
  });

  it('has bans lifted that are over when the next one comes', async () => {
    await ask('set', 'app', 'bantime', '1');
    await leave();
    const end = Date.now() + 1000;
    await until(() => Date.now() > end);
    await home.start();
    await until(() => home.done().length === 4);
    expect(home.done()).toEqual([...bans, ...unbans]);
  });

  it('has the next one put in force what was not', async () => {
    writeFileSync(
      at('etc/action.d/note.conf'),
      readFileSync(at('etc/action.d/note.conf'), 'utf8').replace('echo', 'test -e <file>.ok && echo'),
    );
    await ask('reload');
    await leave();
    const done = () => home.done().filter((line) => !unbans.includes(line));
    expect(done()).toEqual([]);
    writeFileSync(at('done.ok'), '');
    await home.start();
    await until(() => done().length === 2);
    expect(done()).toEqual(bans);
  });

  it.each([
    [
      'an action',
      () =>
        home.jail('app').replace('action = ', 'action = note[actname=other, file=/dev/null]\n# ') + home.jail('web'),
    ],
    ['a jail', () => home.jail('web')],
    ['a jail that works', () => home.jail('app', 'findtime = often') + home.jail('web')],
  ])('has bans lifted for which there is not %s any more', async (_what, jails) => {
    await leave();
    home.writeJails(jails());
    await home.start();
    await until(() => home.done().length === 4);
    expect(home.done()).toEqual([...bans, ...unbans]);
  });

  it('says what it has in use while it runs, in case it is killed', async () => {
    const inUse = readFileSync(leftFile());
    expect(statSync(leftFile()).mode & 0o777).toBe(0o600);
    await ask('set', 'app', 'banip', '192.0.2.1', '192.0.2.2');
    await home.end();
    writeFileSync(leftFile(), inUse, { mode: 0o600 });
    home.writeJails(home.jail('web'));
    await home.start();
    // By the end, and twice by the start, which can't list what is there.
    expect(home.done()).toEqual([...bans, ...unbans, ...unbans, ...unbans]);
    expect(readFileSync(leftFile(), 'utf8')).not.toContain('"app"');
  });

  it('goes on where it can not say so, and tells of that once', async () => {
    await home.end();
    mkdirSync(`${leftFile()}.new`);
    await home.start();
    await ask('set', 'app', 'banip', '192.0.2.1');
    await ask('reload', '--restart', 'app');
    expect(home.log().match(/WARNING Can't note what is in use in .*\.left/g)).toHaveLength(1);
  });

  it('lifts its bans itself where the next one could not read the configuration', async () => {
    writeFileSync(at('etc/jail.conf'), 'no section here\n');
    await leave();
    expect(home.done()).toEqual([...bans, ...unbans]);
    expect(existsSync(leftFile())).toBe(false);
    expect(home.log()).toMatch(/WARNING +Bans are out of force until tsban is there again: .*jail\.conf/);
    home.writeJails(home.jail('app'));
    await home.start();
  });

  it('lifts its bans itself where nobody remembers them', async () => {
    await home.end();
    await home.start({ dbfile: ':memory:' });
    await leave();
    expect(home.done()).toEqual([...bans, ...unbans]);
    await home.start();
  });

  it.each([
    ['that others may write', () => chmodSync(leftFile(), 0o666), ''],
    [
      'that makes no sense',
      () => writeFileSync(leftFile(), '{"jails":7}'),
      'What was left in the firewall is not known',
    ],
    [
      'of another firewall',
      () => writeFileSync(leftFile(), readFileSync(leftFile(), 'utf8').replace(/net:\[\d+\]/, 'net:[1]')),
      '',
    ],
  ])('is not believed by a file %s', async (_what, change, said) => {
    await leave();
    change();
    await home.start();
    await until(() => home.done().length === 4);
    expect(home.done()).toEqual([...bans, ...bans]);
    expect(home.log()).toContain(said);
  });
});
