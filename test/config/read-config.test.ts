import { writeFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { makeConfigTree } from '../support/config-tree.js';

const defaults = `[DEFAULT]
backend = polling
findtime = 10m
maxretry = 5
action = a
`;

const base = {
  'fail2ban.conf': '[Definition]\nloglevel = INFO',
  'filter.d/f.conf': '[Definition]\nfailregex = ^<HOST>$',
  'action.d/a.conf': '[Definition]\nactionban = echo <ip>',
};

/** Reads a tree of these texts over a small working one. */
function read(texts: Readonly<Record<string, string>>) {
  const tree = makeConfigTree({ ...base, ...texts });
  const configuration = readConfiguration(tree);
  const problems = configuration.problems.map(
    ({ severity, jail, error }) => `${severity} ${jail ?? '-'} ${error.message.replaceAll(tree, '')}`,
  );
  return { tree, ...configuration, problems, names: configuration.jails.map(({ name }) => name) };
}

describe('readConfiguration', () => {
  it('reads a jail with everything in it', () => {
    const { jails, problems, server, tree } = read({
      'jail.conf': `${defaults}
[j]
enabled = yes
filter = f
logpath = /var/log/a.log
          /var/log/b*.log tail
ignoreip = 127.0.0.1/8, ::1
           example.com
bantime = 1.5h
bantime.increment = true
bantime.factor = 2
logtimezone = CET
port = ssh
`,
    });
    expect(problems).toEqual([]);
    expect(server).toEqual({ loglevel: 'INFO' });
    const where = (line: number, option: string) => ({ file: `${tree}/jail.conf`, line, section: 'j', option });
    expect(jails).toMatchObject([
      {
        name: 'j',
        where: where(7, ''),
        backend: 'polling',
        filter: {
          name: 'f',
          prefregex: undefined,
          failregex: [
            {
              value: '^<HOST>$',
              where: { file: `${tree}/filter.d/f.conf`, line: 2, section: 'Definition', option: 'failregex' },
            },
          ],
          ignoreregex: [],
          datepattern: undefined,
          maxlines: 1,
          usedns: 'warn',
          journalmatch: [],
        },
        logpath: [
          { value: { glob: '/var/log/a.log', from: 'head' }, where: where(10, 'logpath') },
          { value: { glob: '/var/log/b*.log', from: 'tail' }, where: where(11, 'logpath') },
        ],
        logencoding: 'auto',
        logtimezone: { value: 'CET', where: where(17, 'logtimezone') },
        maxretry: 5,
        maxmatches: 5,
        findtime: 600,
        bantime: 5400,
        bantimeOptions: { increment: true, factor: 2, overalljails: false },
        ignoreip: [
          { value: '127.0.0.1/8', where: where(12, 'ignoreip') },
          { value: '::1', where: where(12, 'ignoreip') },
          { value: 'example.com', where: where(13, 'ignoreip') },
        ],
        ignoreself: true,
        ignorecommand: '',
        actions: [
          {
            actname: 'a',
            where: { file: `${tree}/jail.conf`, line: 5, section: 'DEFAULT', option: 'action' },
            commands: { actionban: 'echo <ip>' },
            norestored: false,
            actionstartOnDemand: undefined,
            actionrepairOnUnban: false,
            parameters: new Map([
              ['name', 'j'],
              ['actname', 'a'],
            ]),
          },
        ],
      },
    ]);
  });

  it('knows the line of each regex, comments and blanks between them not counted', () => {
    const { jails } = read({
      'jail.conf': `${defaults}[j]\nenabled = true\nfilter = f\naction = a\n`,
      'filter.d/f.conf': `[DEFAULT]
two = ^two
      ^three <HOST>
[Definition]
failregex =
            ^one <HOST>
            # between

            %(two)s <HOST>
            ^<last> <HOST>
last = four
`,
    });
    expect(jails[0]?.filter.failregex.map(({ value, where }) => [value, where.line])).toEqual([
      ['^one <HOST>', 6],
      ['^two', 9],
      ['^three <HOST> <HOST>', 9],
      ['^four <HOST>', 10],
    ]);
  });

  it('takes enabled jails in order of first appearance, over all files', () => {
    const { names } = read({
      'jail.conf': `${defaults}[b]\nfilter = f\n[a]\nfilter = f\nenabled = true\n[INCLUDES]\n[off]\nfilter = %(nope)s`,
      'jail.d/x.conf': '[b]\nenabled = true',
      'jail.local': '[c]\nenabled = 1\nfilter = f\n[off]\naction = %(nope)s',
    });
    expect(names).toEqual(['b', 'a', 'c']);
  });

  it('lets a section beat a later [DEFAULT]', () => {
    const { jails } = read({
      'jail.conf': `${defaults}[j]\nenabled = on\nfilter = f\nbantime = 48h`,
      'jail.local': '[DEFAULT]\nbantime = 1h\nmaxretry = 9',
    });
    expect(jails[0]).toMatchObject({ bantime: 172_800, maxretry: 9 });
  });

  it('falls back to what Fail2Ban does where nothing is set', () => {
    const { jails, problems } = read({ 'jail.conf': '[j]\nenabled = true' });
    expect(jails).toMatchObject([
      {
        backend: 'auto',
        maxretry: 3,
        maxmatches: 5,
        findtime: 600,
        bantime: 600,
        ignoreself: true,
        logencoding: 'auto',
        actions: [],
        filter: { name: '', failregex: [], usedns: 'warn' },
      },
    ]);
    expect(problems).toEqual([
      'warning j /jail.conf:1: [j] no filter is set: this jail finds nothing; set filter',
      'warning j /jail.conf:1: [j] no action is set: this jail counts and remembers, and bans nobody; set action',
    ]);
  });

  it('knows its directory and a version', () => {
    const { jails, tree } = read({
      'jail.conf': `${defaults}[j]\nenabled=1\nfilter = f\nlogpath = %(fail2ban_confpath)s/%(fail2ban_version)s`,
    });
    expect(jails[0]?.logpath[0]?.value.glob).toMatch(new RegExp(`^${tree}/\\d+\\.\\d+\\.\\d+$`));
  });

  it('reads tsban.conf where there is one, and says what in it can not be used', () => {
    const { server, problems } = read({
      'jail.conf': defaults,
      'tsban.conf':
        '[DEFAULT]\nsocket = /s\n[Definition]\nlogtarget = STDOUT\ndbpurgeage = 1d\ndbmaxmatches = many\nlogname = fail2ban',
    });
    expect(server).toEqual({ socket: '/s', logtarget: 'STDOUT', dbpurgeage: 86_400, logname: 'fail2ban' });
    expect(problems).toEqual([
      "error - /tsban.conf:6: [Definition] dbmaxmatches: 'many' is not a whole number; write digits only, such as 5",
    ]);
  });

  it('warns of a fail2ban.conf without [Definition], whose defaults do not count', () => {
    const { server, problems } = read({ 'jail.conf': defaults, 'fail2ban.conf': '[DEFAULT]\nsocket = /s' });
    expect(server).toEqual({});
    expect(problems).toEqual([
      'warning - /fail2ban.conf: there is no [Definition]: nothing else in this file counts; put that header above the options',
    ]);
  });

  it('leaves to Fail2Ban the socket, pidfile and database its fail2ban.conf names, but not those of tsban.conf', () => {
    const conf =
      '[Definition]\nloglevel = DEBUG\nsocket = /s\ncompatsocket = /c\npidfile = /p\ndbfile = /d\ndbpurgeage = 1d';
    const fail2bans = read({ 'jail.conf': defaults, 'fail2ban.conf': conf });
    expect(fail2bans.server).toEqual({ loglevel: 'DEBUG', compatsocket: '/c', dbpurgeage: 86_400 });
    expect(fail2bans.serverOptions.options.get('dbfile')?.value).toBe('/d');
    const { server } = read({ 'jail.conf': defaults, 'fail2ban.conf': '', 'tsban.conf': conf });
    expect(server).toMatchObject({ socket: '/s', pidfile: '/p', dbfile: '/d' });
  });

  it.each(['', '[DEFAULT]\n'])('has no jails where jail.conf holds %j', (text) => {
    const { enabled, problems } = readConfiguration(makeConfigTree({ 'jail.conf': text }));
    expect({ enabled, problems }).toEqual({ enabled: [], problems: [] });
  });

  it.each([
    ['no directory', () => '/nonexistent/tsban', 'does not exist'],
    ['no jail files', () => makeConfigTree({ 'x.conf': '' }), 'neither jail.conf nor jail.local'],
    [
      'a jail.conf without a section',
      () => makeConfigTree({ 'jail.conf': 'hello' }),
      'jail.conf:1: this line stands above every [section] and belongs to none; put it below one',
    ],
  ])('throws with %s', (_, tree, message) => {
    expect(() => readConfiguration(tree())).toThrow(ConfigError);
    expect(() => readConfiguration(tree())).toThrow(message);
  });

  it('throws where jail.conf is not UTF-8', () => {
    const tree = makeConfigTree({ 'jail.local': '[j]' });
    writeFileSync(`${tree}/jail.conf`, Buffer.from([0x5b, 0xff, 0x5d]));
    expect(() => readConfiguration(tree)).toThrow("jail.conf: the file can't be read: it is not UTF-8");
  });
});
