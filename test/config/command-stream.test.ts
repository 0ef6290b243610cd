import { mkdirSync, symlinkSync } from 'node:fs';
import { relative } from 'node:path';
import { describe, expect, it } from 'vitest';
import { commandStream } from '../../src/config/command-stream.js';
import { diskLogs } from '../../src/config/disk-files.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { pythonRepr } from '../../src/python-repr.js';
import { makeConfigTree } from '../support/config-tree.js';
import { sayAction } from '../support/say-action.js';

const server = { 'fail2ban.conf': '[Definition]\nloglevel = INFO' };

/** The stream of a tree, one command a line; `only` those that name the jail. */
function stream(texts: Readonly<Record<string, string>>, only?: string): string[] {
  const tree = makeConfigTree({ ...server, ...texts });
  const commands = commandStream(readConfiguration(tree), diskLogs).map((command) =>
    pythonRepr(command).replaceAll(tree, ''),
  );
  return only === undefined ? commands : commands.filter((command) => command.includes(`'${only}'`));
}

const filter = { 'filter.d/f.conf': '[Definition]\nfailregex = ^A <HOST>\n  ^B <HOST>\ndatepattern = {^LN-BEG}' };

describe('commandStream', () => {
  it("prints the spec's demonstration byte for byte", () => {
    const log = `${makeConfigTree({ 'demo.log': '' })}/demo.log`;
    const commands = stream(
      {
        'filter.d/demo.conf': `[Definition]
prefregex = ^ <F-MLFID>\\S+ demo\\[\\d+\\]</F-MLFID>: <F-CONTENT>.+</F-CONTENT>$
failregex = ^bad login for <F-USER>\\S*</F-USER> from <HOST>$
            ^<F-NOFAIL>connect</F-NOFAIL> from <ADDR>$
ignoreregex = ^bad login for monitor
maxlines = 1
datepattern = {^LN-BEG}
`,
        'action.d/say.conf': sayAction,
        'jail.conf': `[demo]
enabled = true
backend = polling
filter = demo
logpath = ${log}
action = say[text="a, b", port=22]
`,
      },
      'demo',
    );
    expect(commands).toEqual(
      String.raw`['add', 'demo', 'polling']
['set', 'demo', 'prefregex', '^ <F-MLFID>\\S+ demo\\[\\d+\\]</F-MLFID>: <F-CONTENT>.+</F-CONTENT>$']
['set', 'demo', 'maxlines', 1]
['set', 'demo', 'addignoreregex', '^bad login for monitor']
['multi-set', 'demo', 'addfailregex', ['^bad login for <F-USER>\\S*</F-USER> from <HOST>$', '^<F-NOFAIL>connect</F-NOFAIL> from <ADDR>$']]
['set', 'demo', 'datepattern', '{^LN-BEG}']
['set', 'demo', 'addlogpath', '${log}', 'head']
['set', 'demo', 'addaction', 'say']
['multi-set', 'demo', 'action', 'say', [['actionban', 'echo a, b <ip> 22 demo\nlogger "% <fq-hostname>"'], ['actionunban', ''], ['text', 'a, b'], ['port', '22'], ['name', 'demo'], ['actname', 'say'], ['timeout', '30'], ['fam', 'v4'], ['fam?family=inet6', 'v6']]]
['start', 'demo']`.split('\n'),
    );
  });

  it('begins with the server, in the words of its file', () => {
    const conf = '[Definition]\nloglevel = info\ndbfile = None\ndbmaxmatches = 010\n[Thread]\nstacksize = 64';
    expect(stream({ 'fail2ban.conf': conf, 'jail.conf': '[DEFAULT]\na = 1' })).toEqual([
      "['set', 'thread', {'stacksize': 64}]",
      "['set', 'syslogsocket', 'auto']",
      "['set', 'loglevel', 'info']",
      "['set', 'logtarget', '/var/log/fail2ban.log']",
      "['set', 'allowipv6', 'auto']",
      "['set', 'dbfile', 'None']",
      "['set', 'dbmaxmatches', 10]",
      "['set', 'dbpurgeage', '1d']",
    ]);
  });

  it('takes the server from tsban.conf where there is one', () => {
    const commands = stream({ 'tsban.conf': '[Definition]\ndbpurgeage = 2d', 'jail.conf': '[DEFAULT]\na = 1' });
    expect(commands).toContain("['set', 'logtarget', '/var/log/tsban.log']");
    expect(commands).toContain("['set', 'dbfile', '/var/lib/tsban/tsban.sqlite3']");
    expect(commands).toContain("['set', 'dbpurgeage', '2d']");
  });

  it('sets what the jail says before what the filter says, where matching depends on it', () => {
    const jail =
      '[j]\nenabled = 1\nfilter = g\nusedns = raw\nmaxlines = 05\nignoreregex = x\nmaxretry = 3\nignoreself = no\nignoreip = ::1, a\n b\nignorecommand =\nbantime.increment = on\nbantime.rndtime = 5m\nlogencoding = utf-8\nlogtimezone = CET\nignorecache = key="<ip>"\nfindtime = 1h 5m';
    const g =
      '[Definition]\nusedns = no\nprefregex =\nfailregex = a\njournalmatch = A=1 + "B=2 c"\n  D=1\nmaxlines = many\ndatepattern = ISO8601';
    expect(stream({ 'filter.d/g.conf': g, 'jail.conf': jail }, 'j')).toEqual([
      "['add', 'j', 'auto']",
      "['set', 'j', 'usedns', 'raw']",
      "['set', 'j', 'maxlines', 5]",
      "['set', 'j', 'prefregex', '']",
      "['set', 'j', 'addfailregex', 'a']",
      "['set', 'j', 'datepattern', 'ISO8601']",
      "['set', 'j', 'addjournalmatch', 'A=1', '+', 'B=2 c']",
      "['set', 'j', 'addjournalmatch', 'D=1']",
      "['set', 'j', 'addignoreregex', 'x']",
      "['set', 'j', 'maxretry', 3]",
      "['set', 'j', 'findtime', '1h 5m']",
      "['set', 'j', 'bantime.increment', True]",
      "['set', 'j', 'bantime.rndtime', '5m']",
      "['set', 'j', 'ignorecommand', '']",
      "['set', 'j', 'ignoreself', False]",
      "['set', 'j', 'addignoreip', '::1', 'a', 'b']",
      "['set', 'j', 'ignorecache', 'key=\"<ip>\"']",
      "['set', 'j', 'logtimezone', 'CET']",
      "['set', 'j', 'logencoding', 'utf-8']",
      "['start', 'j']",
    ]);
  });

  it("sends a filter's options in its own order, and any whose name is a part of datepattern", () => {
    const g = '[Definition]\nfailregex = x\np = 5\n[Init]\nd = %(base)s\nt = 2\ndatepattern = i\n[DEFAULT]\nbase = 0';
    const jail = '[j]\nenabled = 1\nfilter = g[base=9, pattern=9, journalmatch=B=2, failregex=F, t=7, q=1, maxlines=3]';
    expect(stream({ 'filter.d/g.conf': g, 'jail.conf': jail }, 'j')).toEqual([
      "['add', 'j', 'auto']",
      "['set', 'j', 'maxlines', 3]",
      "['set', 'j', 'pattern', '9']",
      "['set', 'j', 'addjournalmatch', 'B=2']",
      "['set', 'j', 'addfailregex', 'F']",
      "['set', 'j', 't', '7']",
      "['set', 'j', 'd', '0']",
      "['set', 'j', 'datepattern', 'i']",
      "['start', 'j']",
    ]);
  });

  it('lets an empty journalmatch in the jail cancel that of the filter', () => {
    const g = '[Definition]\nfailregex = a\njournalmatch = A=1';
    const commands = stream({ 'filter.d/g.conf': g, 'jail.conf': '[j]\nenabled = 1\nfilter = g\njournalmatch =' }, 'j');
    expect(commands.filter((command) => command.includes('addjournalmatch'))).toEqual([]);
  });

  it('prints actions in the order of their file, then as given, Python ones between them', () => {
    const one = `[Definition]
actionban = x <ip>
actionstart = s
actionstart_on_demand = maybe
actionrepair_on_unban = 1
actionbanbulk = our own
[Init]
norestored = yes
d = 5
c = %(d)s 2
[Init?family=inet6]
c = 6
`;
    const jail =
      '[j]\nenabled = 1\naction = one[foo=1, actionunban="u <foo>", actionban="b", B=2]\n p.py[a=1, b="é", actname=zz]\n one[name=x] bare\n q.py';
    const conf = { 'action.d/one.conf': one, 'action.d/bare.conf': '[Definition]', 'jail.conf': jail };
    expect(stream(conf, 'j')).toEqual([
      "['add', 'j', 'auto']",
      "['set', 'j', 'addaction', 'one']",
      "['multi-set', 'j', 'action', 'one', [['actionstart', 's'], ['actionstart_on_demand', False], ['actionrepair_on_unban', True], ['actionunban', 'u 1'], ['actionban', 'b'], ['norestored', True], ['foo', '1'], ['B', '2'], ['name', 'j'], ['actname', 'one'], ['d', '5'], ['c', '5 2'], ['c?family=inet6', '6']]]",
      "['set', 'j', 'addaction', 'zz', '/action.d/p.py', '{\"a\": \"1\", \"b\": \"\\\\u00e9\"}']",
      "['set', 'j', 'addaction', 'one-x']",
      "['multi-set', 'j', 'action', 'one-x', [['actionstart', 's'], ['actionstart_on_demand', False], ['actionrepair_on_unban', True], ['actionban', 'x <ip>'], ['norestored', True], ['name', 'x'], ['actname', 'one-x'], ['d', '5'], ['c', '5 2'], ['c?family=inet6', '6']]]",
      "['set', 'j', 'addaction', 'bare']",
      "['multi-set', 'j', 'action', 'bare', [['name', 'j'], ['actname', 'bare']]]",
      "['set', 'j', 'addaction', 'q', '/action.d/q.py', '{}']",
      "['start', 'j']",
    ]);
  });

  it('prints the log files that are there, and starts at the end of the stream', () => {
    const logs = makeConfigTree({ 'a1.log': '', 'a2.log': '', '.a3.log': '', 'b b.log': '' });
    symlinkSync('/nonexistent/log', `${logs}/a4.log`);
    mkdirSync(`${logs}/deep`);
    const paths = `${logs}/a?.log TAIL\n  ${logs}/none.log\n  ${logs}/b b.log head\n  ${logs}/a1.log  tail`;
    const jails = `[DEFAULT]\nenabled = 1\nfilter = f\n[j]\nlogpath = ${paths}\n[k]\nlogpath = ${logs}/../*/a1.log`;
    const commands = stream({ ...filter, 'jail.conf': jails }).filter((command) => /addlogpath|start/.test(command));
    const found = commands.map((command) => command.replaceAll(logs, ''));
    expect(found.slice(0, 2).sort()).toEqual([
      "['set', 'j', 'addlogpath', '/a1.log', 'TAIL']",
      "['set', 'j', 'addlogpath', '/a2.log', 'TAIL']",
    ]);
    expect(found.slice(2, 3)).toEqual(["['set', 'j', 'addlogpath', '/b b.log', 'head']"]);
    expect(found.slice(-2)).toEqual(["['start', 'j']", "['start', 'k']"]);
  });

  it.each([
    ['filter = nof', "wrong configuration: Unable to read the filter 'nof'"],
    [
      'filter = f[x = 1]',
      "wrong configuration: Invalid filter definition 'f[x = 1]': expected option, wrong syntax at 0: x = 1",
    ],
    [
      'filter = f[a="1" , b="2"]',
      'wrong configuration: Invalid filter definition \'f[a="1" , b="2"]\': unexpected syntax at 5 after option \'a\':  , b="2"',
    ],
    ['filter = f[x', "wrong configuration: Invalid filter definition 'f[x': unexpected option syntax"],
    ['filter = f [a=1]', "wrong configuration: Unable to read the filter 'f '"],
    ['action = nope', "wrong configuration: Unable to read action 'nope'"],
    ['action = a [x=1]', "wrong configuration: Unable to read action 'a '"],
    ['action = a[x]b', "wrong configuration: Invalid action definition 'a[x]b': unexpected option syntax"],
    ['logpath = /nonexistent/log\nskip_if_nologs = true', 'missing log files.'],
  ])('skips a jail with %j, and no other', (line, because) => {
    const jails = `[DEFAULT]\nenabled = 1\n[bad]\n${line}\n[good]\nfilter = f`;
    const commands = stream({ ...filter, 'jail.conf': jails }).slice(6);
    expect(commands[0]).toBe(pythonRepr(['config-error', `Jail 'bad' skipped, because of ${because}`]));
    expect(commands.at(-1)).toBe("['start', 'good']");
    expect(commands.filter((command) => command.includes('bad'))).toHaveLength(1);
  });

  it('reads filters and actions whose names begin with ./ or / by their path', () => {
    const [base, here] = [makeConfigTree({ 'f.conf': '[Definition]\nfailregex = by path' }), process.cwd()];
    const jails = `[DEFAULT]\nenabled = 1\n[j]\nfilter = ${base}/f\naction = ./a\n[k]\nfilter = ./${relative(here, base)}/f`;
    const commands = stream({ 'action.d/a.conf': '[Definition]', 'jail.conf': jails });
    expect(commands[6]).toBe(
      `['config-error', "Jail 'j' skipped, because of wrong configuration: Unable to read action './a'"]`,
    );
    expect(commands[8]).toBe("['set', 'k', 'addfailregex', 'by path']");
  });

  it.each([
    ['journalmatch in the jail', 'journalmatch = A=1', 'systemd', 'file'],
    ['journalmatch in the filter only', '', 'auto', 'file'],
    ['systemd_if_nologs = false', 'journalmatch = A=1\nsystemd_if_nologs = false', 'auto', 'file'],
    ['a backend of its own', 'journalmatch = A=1\nbackend = polling', 'polling', 'file'],
    ['an auto with options', 'journalmatch = A=1\nbackend = auto[x=1]', 'systemd', 'file'],
    ['backend = systemd', 'backend = systemd[journalflags=1]', 'systemd[journalflags=1]', 'journal'],
  ])('without log files, takes the backend for %s', (_, lines, backend, logtype) => {
    const g = { 'filter.d/g.conf': '[Definition]\nfailregex = <logtype> %(backend)s\njournalmatch = B=1' };
    const jail = `[DEFAULT]\nenabled = 1\n[j]\nfilter = g\nlogpath = /nonexistent/*.log\n${lines}`;
    const commands = stream({ ...g, 'jail.conf': jail }, 'j');
    expect(commands[0]).toBe(pythonRepr(['add', 'j', backend]));
    expect(commands.find((command) => command.includes('addfailregex'))).toContain(`'${logtype} `);
  });
});
