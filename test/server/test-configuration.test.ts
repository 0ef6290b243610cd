import { appendFileSync, existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { startServer } from '../../src/server/server.js';
import { testConfiguration } from '../../src/server/test-configuration.js';
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
  'jail.local': `[good]
[better]
maxretry = 2
[retry]
maxretry = three
[time]
bantime = 1 fortnight
[nofilter]
filter = nosuch
[noaction]
action = nosuch
[logpath]
logpath = LOG
          LOG sideways
[backend]
backend = telepathy
[regex]
filter = broken
[date]
datepattern = %%Q
[quote]
filter = f[x="1"
[percent]
ignorecommand = 100% sure
`,
  'filter.d/broken.conf': `[Definition]
failregex = ^ fine <HOST>$
            # not this line
            ^ unclosed (<HOST>$
            ^ nobody$
ignoreregex = ^[ab$
`,
};

describe('ten mistakes in one tree', () => {
  it('are told all at once, each with its line and what to do', async () => {
    const found = await findings(mistakes);
    const places = found.map((finding) => /^error: \S+:\d+: \[\w+\] \w+(?=: )/.exec(finding)?.[0] ?? finding);
    expect(places.sort()).toEqual([
      'error: filter.d/broken.conf:4: [Definition] failregex',
      'error: filter.d/broken.conf:5: [Definition] failregex',
      'error: filter.d/broken.conf:6: [Definition] ignoreregex',
      'error: jail.local:11: [noaction] action',
      'error: jail.local:14: [logpath] logpath',
      'error: jail.local:16: [backend] backend',
      'error: jail.local:20: [date] datepattern',
      'error: jail.local:22: [quote] filter',
      'error: jail.local:24: [percent] ignorecommand',
      'error: jail.local:5: [retry] maxretry',
      'error: jail.local:7: [time] bantime',
      'error: jail.local:9: [nofilter] filter',
    ]);
    expect(found).toContain(
      'error: filter.d/broken.conf:4: [Definition] failregex: missing ), unterminated subpattern at position 11 ' +
        "in '^ unclosed (<HOST>$'; close it with ), or write \\( for the character itself",
    );
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
    await until(() => done().length === 2);
    await server.stop();
    await server.stopped;
    expect(done().sort()).toEqual(['better 192.0.2.1', 'good 192.0.2.1']);
  });
});

describe('testConfiguration', () => {
  it('has nothing to say about a good tree', async () => {
    expect(await findings({ 'jail.local': '[j]\nbantime = 1h' })).toEqual([]);
  });

  it.each<[string, Readonly<Record<string, string>>, string]>([
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
      'a tag nothing defines',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = echo <ip>\n  echo <table>' },
      "action.d/a.conf:3: [Definition] actionban: nothing defines <table>: the shell will take it for a file to read from; give the action table=… in the jail, or set it in the action's [Init]",
    ],
    [
      'a program that is not installed',
      { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = true\n  nosuch-prog <ip>' },
      'action.d/a.conf:3: [Definition] actionban: the program nosuch-prog is not in PATH; install it, or correct its name',
    ],
  ])('warns of %s', async (_, texts, message) => {
    expect(await findings(texts)).toEqual([`warning: ${message}`]);
  });

  it('finds what makes an action unusable', async () => {
    const texts = { 'jail.local': '[j]', 'action.d/a.conf': '[Definition]\nactionban = true\n[Init]\ntimeout = 1hr' };
    expect(await findings(texts)).toEqual([
      expect.stringMatching(/^error: jail\.conf:5: .* action a: '1hr' is not a time/),
    ]);
  });
});
