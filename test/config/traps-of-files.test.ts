import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { findTrial } from '../../src/cli/regex/find-trial.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { DurationError, parseDuration } from '../../src/time/duration.js';
import { makeConfigTree } from '../support/config-tree.js';
import { plainServer } from '../support/nasty-trees.js';

type Files = Readonly<Record<string, string>>;

const sound: Files = {
  'jail.conf': '[j]\nenabled = true\nfilter = f\n',
  'filter.d/f.conf': '[Definition]\nfailregex = ^a <HOST>\n',
  'action.d/a.conf': '[Definition]\nactionban = ban <bt>\n[Init]\nbt = REJ4\n[Init?family=inet6]\nbt = REJ6\n',
};
const tree = (files: Files) => makeConfigTree(plainServer, sound, files);
const stream = (files: Files) => printStream(tree(files), 'lines').stdout;
const problems = (files: Files) => readConfiguration(tree(files)).problems.map(({ error }) => error.message);
const jail = (lines: string): Files => ({ 'jail.conf': `[j]\nenabled = true\nfilter = f\n${lines}\n` });

describe('traps of the configuration that span files, or that tsban takes otherwise (spec config §8)', () => {
  it('2 an option twice in one file: Fail2Ban gives up, here the later one counts, with a warning', () => {
    const twice = jail('ignorecommand = 1\nIgnoreCommand = 2');
    expect(stream(twice)).toContain("'ignorecommand', '2'");
    expect(problems(twice).join('\n')).toMatch(/jail\.conf:5: \[j\] ignorecommand: /);
  });

  it('4 files in the order of their code points, jail.local between *.conf and *.local', () => {
    const order = ['jail.d/10.conf', 'jail.d/9.conf', 'jail.d/Z.conf', 'jail.d/a.conf', 'jail.local', 'jail.d/0.local'];
    for (const last of order.keys()) {
      const files = order.slice(0, last + 1).map((path) => [path, `[j]\nignorecommand = ${path}\n`] as const);
      expect(stream(Object.fromEntries(files.toReversed()))).toContain(`'ignorecommand', '${order[last]}'`);
    }
  });

  it('6 known/ goes back one file, not two', () => {
    const two = {
      ...jail('ignorecommand = conf'),
      'jail.local': '[j]\nignorecommand = %(known/ignorecommand)s,local\n',
    };
    expect(stream(two)).toContain("'ignorecommand', 'conf,local'");
    const three = { ...two, 'jail.d/1.conf': '[j]\nignorecommand = %(known/ignorecommand)s,1\n' };
    expect(problems(three).join('\n')).toMatch(/ignorecommand: .*more than 10 steps/);
  });

  it('8 a disabled jail with a broken filter costs nobody anything', () => {
    const files = { 'jail.local': '[off]\nfilter = %(nope)s\n[off2]\naction = %(nope)s\n' };
    expect(stream(files)).toContain("['start', 'j']");
    expect(readConfiguration(tree(files)).jails).toHaveLength(1);
  });

  it('9 [Init] against [Definition]: <x> is the same to a jail and to tsban-regex, %(x)s is not', () => {
    const text = '[Definition]\nx = defn\nfailregex = ^<x> %(x)s <HOST>\n[Init]\nx = init\n';
    const directory = tree({ 'filter.d/f.conf': text });
    const tried = (argument: string) => findTrial(directory, argument).failregex;
    expect(stream({ 'filter.d/f.conf': text })).toContain("'^init init <HOST>'");
    expect(tried('j')).toEqual(['^init init <HOST>']);
    expect(tried(`${directory}/filter.d/f.conf`)).toEqual(['^init defn <HOST>']);
    expect(tried('filter.d/f')).toEqual(['^init defn <HOST>']);
    expect(tried('filter.d/f[x=param]')).toEqual(['^param param <HOST>']);
  });

  it('9 what [Init] alone has, %(x)s finds neither in a jail nor in tsban-regex', () => {
    const files = { 'filter.d/f.conf': '[Definition]\nfailregex = ^%(x)s <HOST>\n[Init]\nx = init\n' };
    expect(problems(files).join('\n')).toMatch(/f\.conf:2: \[Definition\] failregex: %\(x\)s is set nowhere/);
    expect(() => findTrial(tree(files), 'filter.d/f')).toThrow('%(x)s is set nowhere');
    expect(findTrial(tree(files), 'filter.d/f[x=param]').failregex).toEqual(['^param <HOST>']);
  });

  it('16 a parameter goes before the value for a family, and tags with one wait for run time', () => {
    const given = stream(jail('action = a[bt=DROP]'));
    expect(given).toContain("['bt?family=inet6', 'DROP']");
    expect(given).toContain("['actionban', 'ban <bt>']");
    expect(stream(jail('action = a'))).toContain("['bt?family=inet6', 'REJ6']");
  });

  it('17 two paths on one line: Fail2Ban starts nothing at all, here that jail is left out', () => {
    const files = { ...jail('logpath = /a.log /b.log'), 'jail.local': '[k]\nenabled = true\nfilter = f\n' };
    expect(problems(files).join('\n')).toMatch(/jail\.conf:4: \[j\] logpath: .*neither head nor tail/);
    expect(readConfiguration(tree(files)).jails.map(({ name }) => name)).toEqual(['k']);
  });

  it('18 only journalmatch in the jail itself lets the journal stand in for a missing log; logtype stays file', () => {
    const ofFilter = { 'filter.d/f.conf': '[Definition]\nfailregex = ^<logtype> <HOST>\njournalmatch = _COMM=x\n' };
    const missing = (lines: string) => stream({ ...jail(`logpath = /nope.log\n${lines}`), ...ofFilter });
    expect(missing('')).toContain("['add', 'j', 'auto']");
    const switched = missing('journalmatch = _COMM=y');
    expect(switched).toContain("['add', 'j', 'systemd']");
    expect(switched).toContain("'^file <HOST>'");
  });

  it('19 fail2ban.conf without [Definition] says nothing', () => {
    const files = { 'fail2ban.conf': '[DEFAULT]\nloglevel = DEBUG\n', 'jail.conf': sound['jail.conf'] ?? '' };
    const configuration = readConfiguration(
      makeConfigTree(files, { 'filter.d/f.conf': sound['filter.d/f.conf'] ?? '' }),
    );
    expect(configuration.server.loglevel).toBeUndefined();
    expect(configuration.problems[0]?.error.message).toMatch(/fail2ban\.conf: there is no \[Definition\]/);
  });

  it('21 multipliers with commas: Fail2Ban starts nothing at all, here that jail is left out', () => {
    const files = { ...jail('bantime.multipliers = 1,2'), 'jail.local': '[k]\nenabled = true\nfilter = f\n' };
    expect(problems(files).join('\n')).toMatch(/jail\.conf:4: \[j\] bantime\.multipliers: '1,2' .*; write 1 2,/);
    expect(readConfiguration(tree(files)).jails.map(({ name }) => name)).toEqual(['k']);
  });

  it('21 maxtime and rndtime are seconds, each for itself: a ban may be longer than maxtime', () => {
    const { jails } = readConfiguration(tree(jail('bantime.maxtime = 1h\nbantime.rndtime = 10m')));
    expect(jails[0]?.bantimeOptions).toMatchObject({ maxtime: 3600, rndtime: 600 });
  });

  it.each([
    ['1M', 60],
    ['1mo', 2_629_800],
    ['1h -5m', 3300],
    ['010m', undefined],
    ['1mins', undefined],
    ['1hr', undefined],
  ])('20 the time %s is %s', (text, seconds) => {
    if (seconds === undefined) expect(() => parseDuration(text)).toThrow(DurationError);
    else expect(parseDuration(text)).toBe(seconds);
  });
});
