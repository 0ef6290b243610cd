import { describe, expect, it } from 'vitest';
import { readConfiguration } from '../../src/config/read-config.js';
import { makeConfigTree } from '../support/config-tree.js';

const good = {
  'jail.conf': '[DEFAULT]\nenabled = true\nbackend = polling\nfilter = f\naction = a\n[first]\n[bad]\n[last]\n',
  'filter.d/f.conf': '[Definition]\nfailregex = ^<HOST>$',
  'action.d/a.conf': '[Definition]\nactionban = echo <ip>',
};

/** Reads the good tree with these texts over it; paths in messages are relative to it. */
function read(texts: Readonly<Record<string, string>>): { names: string[]; problems: string[] } {
  const tree = makeConfigTree(good, texts);
  const { jails, problems } = readConfiguration(tree);
  return {
    names: jails.map(({ name }) => name),
    problems: problems.map(
      ({ severity, jail, error }) => `${severity} ${jail ?? '-'} ${error.message.replaceAll(`${tree}/`, '')}`,
    ),
  };
}

describe('a fault of one jail leaves that jail out, and no other', () => {
  it('has nothing to say about a good tree', () => {
    expect(read({})).toEqual({ names: ['first', 'bad', 'last'], problems: [] });
  });

  it.each([
    ['maxretry = abc', "[bad] maxretry: 'abc' is not a whole number; write digits only, such as 5"],
    ['maxretry = 3.0', "[bad] maxretry: '3.0' is not a whole number; write digits only, such as 5"],
    ['maxlines = x', "[bad] maxlines: 'x' is not a whole number; write digits only, such as 5"],
    [
      'findtime = 1hr',
      "[bad] findtime: '1hr' is not a time: 'hr' is not a unit. Write seconds or units, like 600, 10m or 1d 12h",
    ],
    [
      'bantime = 010m',
      "[bad] bantime: '010m' is not a time: 010 starts with a zero. Write seconds or units, like 600, 10m or 1d 12h",
    ],
    [
      'bantime.maxtime = x',
      "[bad] bantime.maxtime: 'x' is not a time: 'x' has no meaning in it. Write seconds or units, like 600, 10m or 1d 12h",
    ],
    ['logpath = %(nope)s', '[bad] logpath: %(nope)s is set nowhere; set it, or correct the name'],
    [
      'logpath = /a.log /b.log',
      "[bad] logpath: '/b.log' behind the blank in '/a.log /b.log' is neither head nor tail; write one path a line, and head behind a path with blanks in it",
    ],
    [
      'filter = nof',
      "[bad] filter: there is no filter 'nof': neither filter.d/nof.conf nor .local can be found; correct the name, or write that file",
    ],
    [
      'filter = f [a=1]',
      "[bad] filter: there is no filter 'f ': neither filter.d/f .conf nor .local can be found; correct the name, or write that file",
    ],
    [
      'filter = f[x',
      "[bad] filter: 'f[x' is not of the form name[option=value, …]; close its bracket, and write nothing behind it",
    ],
    [
      'action = noa',
      "[bad] action: there is no action 'noa': neither action.d/noa.conf nor .local can be found; correct the name, or write that file",
    ],
    [
      'action = a[x]',
      "[bad] action: in 'a[x]' an option=value should stand at 'x'; put quotes around a value with commas or brackets in it, and one comma between two options",
    ],
    ['action = a a', "[bad] action: two actions are called 'a'; give one of them another actname=…"],
    ['enabled = %(nope)s', '[bad] enabled: %(nope)s is set nowhere; set it, or correct the name'],
    ['garbage', "[bad] 'garbage' is neither a [section] nor 'option = value'; indent it if it continues a value"],
  ])('%s', (line, message) => {
    expect(read({ 'jail.local': `[bad]\n${line}` })).toEqual({
      names: ['first', 'last'],
      problems: [`error bad jail.local:2: ${message}`],
    });
  });

  it.each([
    [
      '[Definition]\nfailregex = %(nope)s',
      'filter.d/g.conf:2: [Definition] failregex: %(nope)s is set nowhere; set it, or correct the name',
    ],
    [
      '[Definition]\nfailregex = ^%d',
      "filter.d/g.conf:2: [Definition] failregex: '%d' is neither %% nor %(name)s; write %% for a percent sign",
    ],
    [
      '[Definition]\nx = <x>',
      "filter.d/g.conf:2: [Definition] x: <x> leads back to itself in '<x>'; take it out of its own value",
    ],
    ['[Other]', "jail.local:2: [bad] filter: filter 'g' has no [Definition]; put its options below one"],
  ])('filter %j', (text, message) => {
    expect(read({ 'jail.local': '[bad]\nfilter = g', 'filter.d/g.conf': text })).toEqual({
      names: ['first', 'last'],
      problems: [`error bad ${message}`],
    });
  });

  it.each([
    [
      '[Definition]\nactionban = %(nope)s',
      'action.d/b.conf:2: [Definition] actionban: %(nope)s is set nowhere; set it, or correct the name',
    ],
    [
      '[Init]\nx = %(y)s\n[Definition]\ny = 1',
      'action.d/b.conf:2: [Init] x: %(y)s is set nowhere; set it, or correct the name',
    ],
    ['[Init]\nx = 1', "jail.local:2: [bad] action: action 'b' has no [Definition]; put its options below one"],
    [
      '[Definition]\njunk',
      "action.d/b.conf:2: [Definition] 'junk' is neither a [section] nor 'option = value'; indent it if it continues a value",
    ],
  ])('action %j', (text, message) => {
    expect(read({ 'jail.local': '[bad]\naction = b', 'action.d/b.conf': text })).toEqual({
      names: ['first', 'last'],
      problems: [`error bad ${message}`],
    });
  });

  it('is found where the jail begins if it is the name of the jail that no filter has', () => {
    const message = (name: string) =>
      `[nof] filter: there is no filter '${name}': neither filter.d/${name}.conf nor .local can be found; `;
    const more = 'correct the name of the jail, set its filter, or write that file';
    expect(
      read({ 'jail.d/x.conf': '[DEFAULT]\nfilter = %(__name__)s[x=y]\n[first]\nfilter = f\n[nof]' }).problems,
    ).toContain(`error nof jail.d/x.conf:5: ${message('nof')}${more}`);
    expect(read({ 'jail.d/x.conf': '[DEFAULT]\nfilter = g\n' }).problems).toContain(
      "error bad jail.d/x.conf:2: [DEFAULT] filter: there is no filter 'g': neither filter.d/g.conf nor .local can be found; correct the name, or write that file",
    );
  });

  it('tells all that is wrong with a jail at once', () => {
    const { names, problems } = read({
      'jail.local': '[bad]\nmaxretry = x\nfindtime = y\nlogpath = /a b c\naction = noa a.py',
    });
    expect(names).toEqual(['first', 'last']);
    expect(problems.map((problem) => problem.split(' ').slice(0, 5).join(' '))).toEqual([
      'error bad jail.local:2: [bad] maxretry:',
      'error bad jail.local:3: [bad] findtime:',
      'error bad jail.local:5: [bad] action:',
      'error - jail.local:5: [bad] action:',
      'error bad jail.local:4: [bad] logpath:',
    ]);
  });

  it('leaves out a Python action alone', () => {
    const { names, problems } = read({ 'jail.local': '[bad]\naction = smtp.py[dest=x]\n  a' });
    expect(names).toEqual(['first', 'bad', 'last']);
    expect(problems).toEqual([
      "error - jail.local:2: [bad] action: action 'smtp.py' is a Python program, which tsban does not run: it is left out; use an action of shell commands instead",
    ]);
  });

  it('does not look at what a jail that is off says', () => {
    const off = '[bad]\nenabled = false\nfilter = %(nope)s\nmaxretry = x\naction = noa';
    expect(read({ 'jail.local': off })).toEqual({ names: ['first', 'last'], problems: [] });
  });

  it('tells of faults outside of jails, and reads on', () => {
    const { names, problems } = read({ 'jail.d/x.conf': 'a = 1\n[DEFAULT]\njunk\nmaxretry = 7\n[more]\n' });
    expect(names).toEqual(['first', 'bad', 'last', 'more']);
    expect(problems).toEqual([
      'error - jail.d/x.conf:1: this line stands above every [section] and belongs to none; put it below one',
      "error - jail.d/x.conf:3: [DEFAULT] 'junk' is neither a [section] nor 'option = value'; indent it if it continues a value",
    ]);
  });
});

describe('what is likely meant is read so, with a warning', () => {
  it.each([
    [
      'maxretry = 3          # Stricter',
      { maxretry: 3 },
      "'# Stricter' is read as a comment and ignored; give it a line of its own",
    ],
    ['findtime = 5m # x', { findtime: 300 }, "'# x' is read as a comment and ignored; give it a line of its own"],
    ['ignoreself = no # x', { ignoreself: false }, "'# x' is read as a comment and ignored; give it a line of its own"],
    ['ignoreip = # none', { ignoreip: [] }, "'# none' is read as a comment and ignored"],
    [
      'ignoreself = maybe',
      { ignoreself: false },
      "'maybe' is neither true nor false and counts as false; write one of them",
    ],
    [
      'maxretry = 3\nmaxretry = 4',
      { maxretry: 4 },
      'stands in this file twice, first at line 2, and the later counts; take one of them out',
    ],
  ])('%j', (lines, expected, message) => {
    const tree = makeConfigTree(good, { 'jail.local': `[bad]\n${lines}` });
    const { jails, problems } = readConfiguration(tree);
    expect(jails.find(({ name }) => name === 'bad')).toMatchObject(expected);
    expect(problems.map(({ severity, jail }) => [severity, jail])).toEqual([['warning', 'bad']]);
    expect(problems[0]?.error.message).toContain(message);
  });

  it('warns once of what all jails have from one place', () => {
    expect(read({ 'jail.local': '[DEFAULT]\nmaxretry = 4 # x' }).problems).toEqual([
      "warning first jail.local:2: [DEFAULT] maxretry: '# x' is read as a comment and ignored; give it a line of its own",
    ]);
  });

  it('keeps # where it belongs to the value', () => {
    const tree = makeConfigTree(good, {
      'jail.local': '[bad]\nfailregex = ^a # b <HOST>$\nignorecommand = test 1 # 2',
    });
    const bad = readConfiguration(tree).jails.find(({ name }) => name === 'bad');
    expect(bad?.filter.failregex.map(({ value }) => value)).toEqual(['^a # b <HOST>$']);
    expect(bad?.ignorecommand).toBe('test 1 # 2');
  });

  it('warns once of a filter line that counts twice, and of a filter’s maxlines that is no number', () => {
    const filter = '[Definition]\nfailregex = ^a <HOST>\nfailregex = ^b <HOST>\nmaxlines = abc';
    const { names, problems } = read({ 'jail.local': '[bad]\nfilter = g', 'filter.d/g.conf': filter });
    expect(names).toEqual(['first', 'bad', 'last']);
    expect(problems).toEqual([
      'warning bad filter.d/g.conf:3: [Definition] failregex: stands in this file twice, first at line 2, and the later counts; take one of them out',
      "warning bad filter.d/g.conf:4: [Definition] maxlines: 'abc' is not a whole number, so 1 is used; write digits only",
    ]);
  });
});

describe('names that multiply each other', () => {
  const doubled = (open: string, close: string) =>
    Array.from({ length: 9 }, (_, i) => `v${i} = ${`${open}v${i + 1}${close}`.repeat(20)}`).join('\n');

  it.each([
    ['by interpolation', `[Definition]\n${doubled('%(', ')s')}\nv9 = xxxxxxxxxx\nfailregex = ^%(v0)s <HOST>$`],
    ['by tags', `[Definition]\n${doubled('<', '>')}\nv9 = xxxxxxxxxx\nfailregex = ^<v0> <HOST>$`],
    ['in a circle', '[Definition]\nx = <y><y>\ny = <x><x>\nfailregex = ^<x> <HOST>$'],
  ])('%s, fill no memory and cost their own jails only', (_, filter) => {
    const { names, problems } = read({
      'jail.local': '[bad]\nfilter = g\n',
      'filter.d/g.conf': filter,
    });
    expect(names).toEqual(['first', 'last']);
    expect(problems.join('\n')).toMatch(/filter\.d\/g\.conf.*(grows beyond|leads back to itself|more than 10 steps)/);
  });
});
