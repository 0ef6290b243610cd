import { existsSync, writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { ProblemAnswer } from '../../src/server/problem-answer.js';
import type { ReloadPlan } from '../../src/server/reload-plan.js';
import type { ReloadAnswer } from '../../src/server/server-answers.js';
import { ControlHome } from '../support/control-home.js';
import { until } from '../support/until.js';

const home = new ControlHome();
const { at, ask } = home;

const jailsNow = async () => /Jail list:\t(.*)/.exec(await ask('status'))?.[1];
const reload = async (...words: readonly string[]) => ((await home.send('reload', ...words)) as ReloadAnswer).problems;
const settings = (text: string) => writeFileSync(at('etc/tsban.conf'), `[Definition]\n${text}\n`);
const texts = (problems: readonly ProblemAnswer[]) => problems.map(({ text }) => text.replace(at('etc/'), ''));

describe('reload', () => {
  it('keeps bans, windows and totals, brings new jails and ends those that are gone', async () => {
    home.fail('app.log', '192.0.2.1', '192.0.2.1', '192.0.2.2');
    await until(() => home.done().length > 0);
    home.writeJails(home.jail('app', 'findtime = 20m') + home.jail('new'));
    expect(await ask('reload')).toBe('OK');
    expect(await ask('status')).toContain('Jail list:\tapp, new');
    expect(await ask('get', 'app', 'findtime')).toBe('1200');
    home.fail('app.log', '192.0.2.2');
    await until(() => home.done().includes('ban 192.0.2.2'));
    expect(home.done()).toEqual(['ban 192.0.2.1', 'ban 192.0.2.2']);
  });

  it('of a configuration that cannot be read changes nothing', async () => {
    writeFileSync(at('etc/jail.conf'), 'no section here\n');
    await expect(home.send('reload')).rejects.toThrow(/jail\.conf/);
    expect(await ask('status')).toContain('Jail list:\tapp, web');
  });

  it.each([
    ['a header that is not closed', (text: string) => text.replace('[web]', '[web')],
    ['a line above all headers', (text: string) => `x = 1\n${text.replace(/^\[web][^]*/m, '')}`],
  ])('ends no jail over %s, which may be in what can not be read', async (_, spoil) => {
    await ask('set', 'web', 'banip', '192.0.2.9');
    home.writeJails(spoil(home.jail('app') + home.jail('web')));
    expect(((await home.send('reload', '--plan')) as ReloadPlan).jails).toContainEqual(
      expect.objectContaining({ jail: 'web', change: 'broken', runs: true }),
    );
    expect((await reload()).map(({ severity }) => severity)).toContain('error');
    expect(await jailsNow()).toBe('app, web');
    expect(await ask('get', 'web', 'banip')).toBe('192.0.2.9');
    expect(home.log()).toContain("Jail 'web' goes on as it was: its new configuration is broken");
    expect(home.done()).toEqual(['ban 192.0.2.9']);
    home.writeJails(home.jail('app'));
    expect(await reload()).toEqual([]);
    expect(await jailsNow()).toBe('app');
  });

  it('leaves a jail with a broken filter as it was, and says where the mistake is', async () => {
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^(unclosed <HOST>\n');
    expect(await ask('reload')).toBe('OK');
    home.fail('app.log', '192.0.2.1', '192.0.2.1');
    await until(() => home.done().includes('ban 192.0.2.1'));
    const status = (await home.send('status')) as { problems: { jail: string; text: string }[] };
    expect(status.problems.map(({ jail: name }) => name)).toEqual(['app', 'web']);
    expect(status.problems[0]?.text).toMatch(/filter\.d\/app\.conf:2: \[Definition\] failregex: /);
  });

  it('tells what can not be used, and does the rest', async () => {
    home.writeJails(home.jail('app', 'findtime = often') + home.jail('web', 'findtime = 20m'));
    const problems = await reload();
    expect(problems).toMatchObject([{ severity: 'error', jail: 'app' }]);
    expect(texts(problems)[0]).toContain('[app] findtime: ');
    expect(await ask('get', 'app', 'findtime')).toBe('600');
    expect(await ask('get', 'web', 'findtime')).toBe('1200');
    expect(await reload('web')).toEqual([]);
  });

  it('undoes what was set, and brings actions that are new', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    await ask('set', 'app', 'maxretry', '7');
    await ask('set', 'loglevel', 'DEBUG');
    home.writeJails(home.jail('app').replace('action = ', `action = note[actname=two, file=${at('two')}]\n  `));
    expect(await ask('reload', 'app')).toBe('OK');
    expect(await ask('get', 'app', 'maxretry')).toBe('2');
    expect(await ask('get', 'loglevel')).toBe("Current logging level is 'INFO'");
    expect(await ask('get', 'app', 'actions')).toContain('two, note');
    await until(() => existsSync(at('two')));
    expect(home.done()).toEqual(['ban 192.0.2.9']);
  });

  it('of one jail is about that one alone', async () => {
    home.writeJails(home.jail('app', 'findtime = 20m') + home.jail('new'));
    expect(await ask('reload', 'app')).toBe('OK');
    expect(await ask('get', 'app', 'findtime')).toBe('1200');
    expect(await jailsNow()).toBe('app, web');
    expect(await ask('reload', '--if-exists', 'new')).toBe('OK');
    expect(await jailsNow()).toBe('app, new, web');
    home.writeJails(home.jail('app') + home.jail('web').replace('enabled = true', 'enabled = false'));
    expect(await ask('reload', 'web')).toBe('OK');
    expect(await jailsNow()).toBe('app, new');
    expect(home.log()).toMatch(/Reload jail web\n.*Jail 'web' stopped\n.*Reload finished\.\n$/s);
  });

  it.each([
    { words: ['nosuch'], text: "Failed during configuration: No section: 'nosuch'" },
    { words: ['--if-exists', 'nosuch'], text: "Failed during configuration: No section: 'nosuch'" },
    { words: ['--bogus'], text: "Failed during configuration: No section: '--bogus'" },
    { words: ['app', 'web'], text: "Unexpected argument(s) for reload: ['app', 'web']" },
    { words: ['--all', 'app'], text: "Unexpected argument(s) for reload: ['--all', 'app']" },
  ])('refuses $words', async ({ words, text }) => {
    await expect(reload(...words)).rejects.toMatchObject({ message: text, code: 'CLIENT' });
    expect(await jailsNow()).toBe('app, web');
  });

  it('brings back a jail that was stopped, if it need not run', async () => {
    await ask('stop', 'app');
    await expect(reload('app')).rejects.toThrow("Sorry but the jail 'app' does not exist");
    await expect(home.send('restart', 'app')).rejects.toThrow("Sorry but the jail 'app' does not exist");
    expect(await ask('reload', '--if-exists', 'app')).toBe('OK');
    expect(await jailsNow()).toBe('app, web');
  });

  it.each([
    { words: ['reload', '--restart', 'app'], done: ['unban', 'ban'], left: 1 },
    { words: ['restart', 'app'], done: ['unban', 'ban'], left: 1 },
    { words: ['restart', '--all'], done: ['unban', 'ban'], left: 1 },
    { words: ['reload', '--unban', 'app'], done: ['unban'], left: 0 },
    { words: ['restart', '--unban', '--all'], done: ['unban'], left: 0 },
    { words: ['reload', '--unban', '--all'], done: ['unban'], left: 0 },
    { words: ['reload', '--unban', 'web'], done: [], left: 1 },
  ])('$words', async ({ words, done, left }) => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(await ask(...words)).toBe('OK');
    await until(() => home.done().length > done.length);
    expect(home.done()).toEqual(['ban', ...done].map((what) => `${what} 192.0.2.9`));
    expect(await ask('get', 'app', 'banip')).toBe(left === 1 ? '192.0.2.9' : '');
    expect(home.log().includes('[app] Restore Ban 192.0.2.9')).toBe(done.length === 2);
  });

  it('with --restart leaves a jail as it is that would not come back', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^(unclosed <HOST>\n');
    expect(texts(await reload('--restart', '--all'))[0]).toMatch(/^filter\.d\/app\.conf:2: /);
    expect(home.done()).toEqual(['ban 192.0.2.9']);
    expect(await jailsNow()).toBe('app, web');
  });

  it('asked for many times at once does one after the other', async () => {
    home.writeJails(home.jail('app', 'findtime = 20m') + home.jail('new'));
    const answers = await Promise.all(Array.from({ length: 5 }, async () => ask('reload')));
    expect(answers).toEqual(Array.from({ length: 5 }, () => 'OK'));
    expect(home.log().match(/Jail 'new' started/g)).toHaveLength(1);
    expect(home.log().match(/Jail 'web' stopped/g)).toHaveLength(1);
  });

  it('that comes while the daemon ends starts nothing', async () => {
    home.writeJails(home.jail('new'));
    const [stopped, reloaded] = await Promise.allSettled([ask('stop'), ask('reload')]);
    expect([stopped.status, reloaded.status]).toEqual(['fulfilled', 'rejected']);
    await home.server.stopped;
    expect(home.log()).not.toContain("'new'");
    await home.start();
  });
});

describe('settings in tsban.conf', () => {
  it('that can change do so with a reload', async () => {
    settings('loglevel = NOTICE\ndbpurgeage = 2d\ndbmaxmatches = 3');
    expect(await reload()).toEqual([]);
    expect(await ask('get', 'loglevel')).toBe("Current logging level is 'NOTICE'");
    expect(await ask('get', 'dbpurgeage')).toBe('Current database purge age is:\n`- 172800seconds');
    expect(await ask('get', 'dbmaxmatches')).toBe('3');
  });

  it('that can not are told', async () => {
    settings('logname = fail2ban\nlogformat = json');
    expect(texts(await reload())).toEqual([
      'tsban.conf:3: [Definition] logformat: it was fail2ban at the start, and stays so until tsban is restarted',
      'tsban.conf:2: [Definition] logname: it was tsban at the start, and stays so until tsban is restarted',
    ]);
    settings('');
    expect(await reload()).toEqual([]);
  });

  it('that can not be read stay as they are', async () => {
    settings('loglevel = DEBUG');
    await reload();
    settings('loglevel = LOUD');
    expect(texts(await reload())).toEqual([
      expect.stringContaining("tsban.conf:2: [Definition] loglevel: 'LOUD' is no"),
    ]);
    expect(await ask('get', 'loglevel')).toBe("Current logging level is 'DEBUG'");
  });

  it('let the log go elsewhere, or on where it was', async () => {
    await home.end();
    settings(`logtarget = ${at('one.log')}`);
    await home.startAsConfigured();
    settings(`logtarget = ${at('two.log')}[padding=off]`);
    expect(await reload()).toEqual([]);
    expect(await ask('get', 'logtarget')).toBe(`Current logging target is:\n\`- ${at('two.log')}`);
    settings('logtarget = /proc/nowhere/x.log');
    expect(texts(await reload())[0]).toMatch(/^\[Definition\] logtarget: .*; the log goes on in .*two\.log/);
    expect(await ask('get', 'logtarget')).toBe(`Current logging target is:\n\`- ${at('two.log')}`);
  });
});
