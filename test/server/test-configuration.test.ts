import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/server/server.js';
import { testConfiguration } from '../../src/server/test-configuration.js';
import { Database } from '../../src/database/sqlite.js';
import { makeConfigTree } from '../support/config-tree.js';
import { until } from '../support/until.js';

const tree = {
  'jail.conf':
    '[DEFAULT]\nenabled = true\nbackend = polling\nfilter = f\naction = a\nignoreself = false\nlogpath = LOG\n',
  'filter.d/f.conf': '[Definition]\nfailregex = ^ failed <HOST>$',
  'action.d/a.conf': '[Definition]\nactionban = echo <name> <ip> >> DONE\nactionunban =',
};

/** The tree with these texts over it, LOG and DONE in place. */
function plant(texts: Readonly<Record<string, string>>): { at: (path: string) => string; directory: string } {
  const directory = makeConfigTree();
  const at = (path: string) => join(directory, path);
  mkdirSync(at('etc/filter.d'), { recursive: true });
  mkdirSync(at('etc/action.d'));
  writeFileSync(at('log'), '');
  for (const [path, text] of Object.entries({ ...tree, ...texts })) {
    writeFileSync(at(`etc/${path}`), text.replaceAll('LOG', at('log')).replaceAll('DONE', at('done')));
  }
  return { at, directory: at('etc') };
}

async function findings(texts: Readonly<Record<string, string>>): Promise<string[]> {
  const { at, directory } = plant(texts);
  const problems = await testConfiguration(directory);
  return problems.map(
    ({ severity, error }) =>
      `${severity}: ${error.message.replaceAll(`${directory}/`, '').replaceAll(at('log'), 'LOG')}`,
  );
}

const mistakes = {
  'tsban.conf': `[Definition]
loglevel = LOUD
logtarget = somewhere
logformat = xml
allowipv6 = perhaps
dbpurgeage = 1 fortnight
dbmaxmatches = ten
socket = /nonexistent/run/tsban.sock
`,
  'jail.local': `[good]
[better]
maxretry = 2
action = a
         a[name=other]
[retry]
maxretry = three
[matches]
maxmatches = 1.5
[time]
bantime = 1 fortnight
[multipliers]
bantime.multipliers = 1,2
[formula]
bantime.formula = ban.Time * (ban.Count
[factor]
bantime.factor = double
[maxtime]
bantime.maxtime = 1wk
bantime.rndtime = some
[nofilter]
filter = nosuch
[noaction]
action = a
         nosuch
[banaction]
banaction = iptables-mutliport
action = %(banaction)s[name=x]
[twice]
action = a

         # the same once more
         a
[timeout]
action = a
         a[name=slow, timeout=1hr]
[logpath]
logpath = LOG
          LOG sideways
[backend]
backend = telepathy
[journal]
backend = systemd
journalmatch = _COMM=sshd
               _comm=sshd
[encoding]
logencoding = klingon
[zone]
logtimezone = Mars/Olympus
[regex]
filter = broken
[date]
datepattern = %%Q
[quote]
filter = f[x="1"
[percent]
ignorecommand = 100% sure
[unset]
ignorecommand = %(nowhere)s
[line]
this is no option
`,
  'filter.d/broken.conf': `[Definition]
failregex = ^ fine <HOST>$
            # not this line
            ^ unclosed (<HOST>$
            ^ nobody$
ignoreregex = ^[ab$
`,
};

it('tells of a failregex by which somebody else can be blamed, where it stands', async () => {
  const [finding, ...others] = await findings({
    'jail.local': '[one]\n[two]\n',
    'filter.d/f.conf': '[Definition]\nfailregex = ^ failed <HOST>$\n  ^ no .* for <HOST>\n',
  });
  expect(finding).toMatch(
    /^warning: filter\.d\/f\.conf:3: \[Definition\] failregex: .* position 5 may run over the address: /,
  );
  expect(others).toEqual([]);
});

describe('mistakes of thirty kinds in one tree', () => {
  it('are told all at once, each with its line and what to do', async () => {
    const found = await findings(mistakes);
    const places = found.map((finding) => /^error: \S+:\d+: \[\w+\](?: [\w.]+(?=: ))?/.exec(finding)?.[0] ?? finding);
    expect(places).toEqual([
      'error: tsban.conf:2: [Definition] loglevel',
      'error: tsban.conf:3: [Definition] logtarget',
      'error: tsban.conf:6: [Definition] dbpurgeage',
      'error: tsban.conf:7: [Definition] dbmaxmatches',
      'error: tsban.conf:5: [Definition] allowipv6',
      'error: tsban.conf:4: [Definition] logformat',
      'error: jail.local:7: [retry] maxretry',
      'error: jail.local:9: [matches] maxmatches',
      'error: jail.local:11: [time] bantime',
      'error: jail.local:13: [multipliers] bantime.multipliers',
      'error: jail.local:15: [formula] bantime.formula',
      'error: jail.local:17: [factor] bantime.factor',
      'error: jail.local:19: [maxtime] bantime.maxtime',
      'error: jail.local:20: [maxtime] bantime.rndtime',
      'error: jail.local:22: [nofilter] filter',
      'error: jail.local:25: [noaction] action',
      'error: jail.local:27: [banaction] banaction',
      'error: jail.local:33: [twice] action',
      'error: jail.local:39: [logpath] logpath',
      'error: jail.local:55: [quote] filter',
      'error: jail.local:57: [percent] ignorecommand',
      'error: jail.local:59: [unset] ignorecommand',
      'error: jail.local:61: [line]',
      'error: tsban.conf:8: [Definition] socket',
      'error: jail.local:36: [timeout] action',
      'error: jail.local:41: [backend] backend',
      'error: jail.local:45: [journal] journalmatch',
      'error: jail.local:47: [encoding] logencoding',
      'error: jail.local:49: [zone] logtimezone',
      'error: filter.d/broken.conf:4: [Definition] failregex',
      'error: filter.d/broken.conf:5: [Definition] failregex',
      'error: filter.d/broken.conf:6: [Definition] ignoreregex',
      'error: jail.local:53: [date] datepattern',
    ]);
    expect(found.filter((finding) => !/; \S|\. Write |\(write /.test(finding))).toEqual([]);
  });

  it('leave every healthy jail running', async () => {
    const { at, directory } = plant(mistakes);
    const server = await startServer({
      directory,
      version: '0.0.0',
      given: { socket: at('sock'), pidfile: at('pid'), dbfile: ':memory:', logtarget: at('tsban.log') },
    });
    const line = `${new Date().toISOString()} failed 192.0.2.1\n`;
    appendFileSync(at('log'), line.repeat(3));
    const done = () => (existsSync(at('done')) ? readFileSync(at('done'), 'utf8') : '').split('\n').filter(Boolean);
    await until(() => done().length === 3);
    await server.stop();
    await server.stopped;
    expect(done().sort()).toEqual(['better 192.0.2.1', 'good 192.0.2.1', 'other 192.0.2.1']);
  });
});

describe('testConfiguration', () => {
  it('has nothing to say about a good tree', async () => {
    expect(await findings({ 'jail.local': '[j]\nbantime = 1h' })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, ...string[]]>([
    [
      'months written as minutes',
      { 'jail.local': '[j]\nfindtime = 1M' },
      'jail.local:2: [j] findtime: 1M are minutes, as 1m; write 1mo if months are meant',
    ],
    [
      'a ban without duration',
      { 'jail.local': '[j]\nbantime = 0' },
      'jail.local:2: [j] bantime: a ban of 0 seconds ends as it begins; write a time such as 10m, or -1 for ever',
    ],
    [
      'a port no firewall has',
      { 'jail.local': '[j]\nport = ssh,99999\naction = a[port="%(port)s"]' },
      "jail.local:2: [j] port: '99999' is no port; write numbers up to 65535, ranges such as 6000:6010, or names such as ssh, with commas between",
    ],
    [
      'a port that is written in the action',
      { 'jail.local': '[DEFAULT]\nport = ssh\n[j]\naction = a\n  a[name=b, port=0x16]' },
      "jail.local:5: [j] action: '0x16' is no port; write numbers up to 65535, ranges such as 6000:6010, or names such as ssh, with commas between",
    ],
    [
      'a log in a folder that is not there',
      { 'jail.local': '[j]\nlogpath = /nonexistent/x.log' },
      'jail.local:2: [j] logpath: neither /nonexistent/x.log nor its folder /nonexistent is there: the jail waits for both; correct the path, or install what writes it',
    ],
    [
      'a log that is not there yet',
      { 'jail.local': '[j]\nlogpath = LOG\n  LOGs*' },
      'jail.local:3: [j] logpath: no file is at LOGs* yet: the jail waits for it; correct the path if none will come',
    ],
    [
      'a log that is a directory',
      { 'jail.local': '[j]\nlogpath = LOG\n  /usr' },
      'jail.local:3: [j] logpath: /usr is a directory: name the logs in it, as by /usr/*.log',
    ],
    [
      'a log that is no file',
      { 'jail.local': '[j]\nlogpath = LOG\n  /dev/null' },
      'jail.local:3: [j] logpath: /dev/null is not a regular file: nothing of it is read; name the file of a log',
    ],
    [
      'a jail that is enabled by another word',
      {
        'jail.conf': tree['jail.conf'].replace('enabled = true\n', ''),
        'jail.local': '[j]\nenable = true\n[k]\nenabeld = yes\n[l]\nenabled = %(enable_)s\nenable_ = no',
      },
      'jail.local:2: [j] enable: nothing reads enable; is enabled meant?',
      'jail.local:4: [k] enabeld: nothing reads enabeld; is enabled meant?',
    ],
    [
      'a literal datepattern',
      { 'jail.local': '[j]\ndatepattern = ISO8601' },
      "jail.local:2: [j] datepattern: 'ISO8601' has no %-code and no special word: it matches only this literal text, and gives each such line the last midnight as its time; write %-codes such as %Y-%m-%d %H:%M:%S",
    ],
    [
      'an unknown usedns',
      { 'jail.local': '[j]\nusedns = maybe' },
      "jail.local:2: [j] usedns: 'maybe' is not known, no is used; write yes, warn, no or raw",
    ],
    [
      'an action that bans nobody',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionstart = true' },
      'jail.conf:5: [DEFAULT] action: action a has no actionban: it bans nobody; give it one, or take the action out of the jail',
    ],
    [
      'an action that takes back nothing, and says nothing of it',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = true' },
      "jail.conf:5: [DEFAULT] action: action a has no actionunban, so nothing is undone when a ban ends; give it one, or write 'actionunban =' if that is meant",
    ],
    [
      'two actions that make one object in two ways',
      {
        'jail.local': '[j]\n[k]\naction = a[name=j, port=80]\n[l]\naction = a[port=80]',
        'action.d/a.conf':
          '[Definition]\nactionstart = true make <name> <port>\nactionstop = true unmake <name>\nactionban = true put <name> <ip>\nactionunban = true take <name> <ip>\n[Init]\nport = 22',
      },
      'jail.local:3: [k] action: a-j and a of [j] share a chain, set or the like but make it in different ways (ports, protocol, blocktype …), so that one undoes what the other does; give one of them another name=…',
    ],
    [
      'addresses of IPv6 that are banned all the same',
      { 'jail.local': '[j]', 'tsban.conf': '[Definition]\nallowipv6 = no' },
      'tsban.conf:2: [Definition] allowipv6: IPv6 addresses that logs name are banned all the same; no only keeps actions from starting for IPv6 ahead of that',
    ],
    [
      'options that are nearly spelt like others',
      {
        'jail.local':
          '[DEFAULT]\nbantme = 1h\nmaxrety = 3\nlogpth = %(maxrety)s\n[j]\nfidntime = 5m\naction = a[knid=x]\nfilter = f[mdoe=x]',
        'filter.d/f.conf':
          '[Definition]\nfailregex = ^ failed <HOST>$<_<mode>>\nfailreqex = x\n_normal =\n_noraml = x\nmode = normal\ndatepatern = x',
        'action.d/a.conf':
          '[Definition]\nactionban = true <kind>\nacitonunban = true\nactionunban =\n[Init]\nkind = x\n[Init?family=inet6]\nkind = y\nknid = z',
      },
      'jail.local:2: [DEFAULT] bantme: nothing reads bantme; is bantime meant?',
      'jail.local:4: [DEFAULT] logpth: nothing reads logpth; is logpath meant?',
      'jail.local:6: [j] fidntime: nothing reads fidntime; is findtime meant?',
      'jail.local:8: [j] filter: nothing reads mdoe; is mode meant?',
      'filter.d/f.conf:3: [Definition] failreqex: nothing reads failreqex; is failregex meant?',
      'filter.d/f.conf:7: [Definition] datepatern: nothing reads datepatern; is datepattern meant?',
      'jail.local:7: [j] action: nothing reads knid; is kind meant?',
      'action.d/a.conf:3: [Definition] acitonunban: nothing reads acitonunban; is actionunban meant?',
      'action.d/a.conf:9: [Init?family=inet6] knid: nothing reads knid; is kind meant?',
    ],
    [
      'a tag nothing defines',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = echo <ip>\n  echo <table>\nactionunban =' },
      "action.d/a.conf:3: [Definition] actionban: nothing defines <table>: the shell will take it for a file to read from; give the action table=… in the jail, or set it in the action's [Init]",
    ],
    [
      'a program that is not installed',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = true\n  nosuch-prog <ip>\nactionunban =' },
      'action.d/a.conf:3: [Definition] actionban: the program nosuch-prog is not in PATH; install it, or correct its name',
    ],
    [
      'a count of lines below zero',
      { 'jail.local': '[j]\nmaxmatches = -1' },
      "jail.local:2: [j] maxmatches: -1 lines can't be kept; write 0 for none, or how many",
    ],
    [
      'a growing ban that does not grow',
      { 'jail.local': '[j]\nbantime.maxtime = 5w' },
      'jail.local:2: [j] bantime.maxtime: does nothing without bantime.increment = true; add that, or take this out',
    ],
    [
      'all that is odd about a growing ban',
      {
        'jail.local':
          '[j]\nbantime.increment = 1\nbantime.factor = 0\nbantime.formula = ban.Time if count else 2\nbantime.multipliers = 1 2\nbantime.maxtime = 1m',
      },
      "jail.local:4: [j] bantime.formula: 'count' is nothing a formula knows; write ban.Time, ban.Count, banFactor or math.…",
      'jail.local:3: [j] bantime.factor: a factor of 0 makes no ban longer; write a number above 0',
      'jail.local:6: [j] bantime.maxtime: 60 seconds are less than bantime, 600; write a longer time',
      'jail.local:4: [j] bantime.formula: does nothing beside bantime.multipliers; take one of the two out',
    ],
    [
      'what makes no difference in tsban.conf',
      {
        'jail.local': '[j]',
        'tsban.conf':
          '[Definition]\nlogtarget = STDOUT[facility=bogus, color=on]\nloglevel = INFO\nsocket = tsban.sock\ndbmaxmatches = -1',
      },
      "tsban.conf:2: [Definition] logtarget: 'color' is no option of a logtarget",
      "tsban.conf:2: [Definition] logtarget: Unable to set facility 'bogus', using 'DAEMON'",
      "tsban.conf:4: [Definition] socket: 'tsban.sock' depends on where tsban is started; write the path from / on",
      "tsban.conf:5: [Definition] dbmaxmatches: -1 lines can't be kept; write 0 for none, or how many",
    ],
  ])('warns of %s', async (_, texts, ...messages) => {
    expect(await findings(texts)).toEqual(messages.map((message) => `warning: ${message}`));
  });

  it.each([
    ['10.1.0.0-10.1.0.9', 'ranges are not known; write a network such as 198.51.100.0/24'],
    ['192.0.2.*', 'wildcards are not known; write a network such as 198.51.100.0/24'],
    ['192.0.2.0/33', 'it is no network; behind the slash stands 0 to 32 (to 128 for IPv6), or a netmask'],
    ['256.1.1.1', 'it is no address; correct it'],
    ['fe80::1%%eth0', 'it is no address; correct it'],
    ['my!host', 'it is neither an address nor a host name; correct it'],
    ['-x.example.com', 'it is neither an address nor a host name; correct it'],
  ])('warns of %s in ignoreip', async (entry, fault) => {
    const fine = '127.0.0.1/8 ::1 [2001:db8::]/32 10.0.0.0/255.0.0.0 host_1.example.com. localhost';
    const spelled = entry.replace('%%', '%');
    expect(await findings({ 'jail.local': `[j]\nignoreip = ${fine}\n  # mine\n  ${entry}` })).toEqual([
      `warning: jail.local:4: [j] ignoreip: '${spelled}' spares nobody: ${fault}`,
    ]);
  });

  it('finds an ignorecache that can not be read', async () => {
    expect(await findings({ 'jail.local': '[j]\nignorecache = max-count=5' })).toEqual([
      'error: jail.local:2: [j] ignorecache: ignorecache has no key: write key="<ip>"',
    ]);
  });

  it('finds what the daemon could not write where it is told to', async () => {
    const lost = (option: string, path: string) => `${option} = /nonexistent/${path}\n`;
    const written =
      lost('logtarget', 'log') +
      lost('socket', 'run/s') +
      lost('pidfile', 'p') +
      lost('dbfile', 'db/x') +
      lost('compatsocket', 'run/c');
    const found = await findings({ 'jail.local': '[j]', 'tsban.conf': `[Definition]\n${written}` });
    expect(
      found.map((finding) => /^error: \S+: \[Definition\] \w+: the folder \S+ is not there/.exec(finding)?.[0]),
    ).toEqual([
      'error: tsban.conf:2: [Definition] logtarget: the folder /nonexistent is not there',
      'error: tsban.conf:3: [Definition] socket: the folder /nonexistent is not there',
      'error: tsban.conf:6: [Definition] compatsocket: the folder /nonexistent is not there',
      'error: tsban.conf:4: [Definition] pidfile: the folder /nonexistent is not there',
      'error: tsban.conf:5: [Definition] dbfile: the folder /nonexistent is not there',
    ]);
  });

  it('finds sockets nobody could reach, groups there are none of, and metrics for a network', async () => {
    const written =
      'readsocket = /nonexistent/run/r\nreadgroup = no-such-group\nbangroup = 0\nbansocket =\nmetricslisten = 0.0.0.0:9191\n';
    const found = await findings({ 'jail.local': '[j]', 'tsban.conf': `[Definition]\n${written}` });
    expect([...found].sort()).toEqual([
      "error: tsban.conf:2: [Definition] readsocket: the folder /nonexistent is not there, so /nonexistent/run/r can't be written; make it, or correct the path",
      "error: tsban.conf:3: [Definition] readgroup: /etc/group has no group 'no-such-group'; make it, or write its number",
      "error: tsban.conf:6: [Definition] metricslisten: '0.0.0.0:9191' is no place where metrics may be listened for; write an address of this machine alone with a port, as 127.0.0.1:9191 or [::1]:9191",
    ]);
  });

  it('warns of a file of ignoreip that is not there', async () => {
    const found = await findings({ 'jail.local': '[j]\nignoreip = ::1\n  file:///nonexistent/list' });
    const fault = 'the file /nonexistent/list is not there; correct the path, or make it';
    expect(found).toContain(`warning: jail.local:3: [j] ignoreip: 'file:///nonexistent/list' spares nobody: ${fault}`);
  });

  it('knows Fail2Ban’s database from its own', async () => {
    const file = join(makeConfigTree(), 'db');
    const database = new Database(file).exec('CREATE TABLE bans (ip TEXT); CREATE TABLE fail2banDb (version INTEGER)');
    database.close();
    const texts = { 'jail.local': '[j]', 'tsban.conf': `[Definition]\ndbfile = ${file}\n` };
    const advice = 'set another dbfile, such as /var/lib/tsban/tsban.sqlite3';
    expect(await findings(texts)).toEqual([
      `error: tsban.conf:2: [Definition] dbfile: ${file} is Fail2Ban's database, which tsban can't use; ${advice}`,
    ]);
    const fail2bans = { 'jail.local': '[j]', 'fail2ban.conf': texts['tsban.conf'] };
    expect(await findings(fail2bans)).toEqual([]);
  });

  it('knows which folders the daemon makes', async () => {
    const places = 'socket = FOLDER/run/s\npidfile = FOLDER/run/p\ndbfile = FOLDER/db/x\nlogtarget = FOLDER/l\n';
    const folder = makeConfigTree();
    const texts = { 'jail.local': '[j]', 'tsban.conf': `[Definition]\n${places.replaceAll('FOLDER', folder)}` };
    expect(await findings(texts)).toEqual([]);
  });

  it.each([
    ['[Init]\ntimeout = 1hr', /^error: jail\.conf:5: .* action a: '1hr' is not a time/],
    [
      'actionbanbulk = cat\nbulkban = <ip> <F-USER>',
      /^error: jail\.conf:5: .* action a: bulkban may not hold <F-USER>/,
    ],
  ])('finds what makes an action unusable: %j', async (rest, complaint) => {
    const texts = { 'jail.local': '[j]', 'action.d/a.conf': `[Definition]\nactionban = true\nactionunban =\n${rest}` };
    expect(await findings(texts)).toEqual([expect.stringMatching(complaint)]);
  });
});
