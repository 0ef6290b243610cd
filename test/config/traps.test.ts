import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { makeConfigTree } from '../support/config-tree.js';
import { plainServer } from '../support/nasty-trees.js';

const sound = {
  'filter.d/f.conf': '[Definition]\nfailregex = ^a <HOST>\n',
  'action.d/a.conf': '[Definition]\nactionban = ban <x> <bantime> <findtime> <maxretry>\n',
};

/** The stream of one enabled jail `j` with these lines. */
function stream(lines: string, files: Readonly<Record<string, string>> = {}): string {
  const jail = { 'jail.conf': `[j]\nenabled = true\n${lines}\n` };
  return printStream(makeConfigTree(plainServer, sound, jail, files), 'lines').stdout;
}

const filter = (text: string) => ({ 'filter.d/f.conf': `[Definition]\n${text}\n` });

describe('traps of the configuration (spec config §8)', () => {
  it.each([
    [
      '1 a semicolon behind a blank cuts',
      'filter = f',
      filter('failregex = ^foo ; bar <HOST>'),
      "'addfailregex', '^foo']",
    ],
    ['1 a semicolon inside stays', 'filter = f', filter('failregex = ^a;b <HOST>'), "'^a;b <HOST>'"],
    ['1 a hash stays', 'filter = f', filter('failregex = ^d # e <HOST>'), "'^d # e <HOST>'"],
    [
      '3 an indented header goes on with the value',
      'filter = f\nignorecommand = 1\n  [B]',
      {},
      "'ignorecommand', '1\\n[B]']",
    ],
    [
      '5 a section goes before a later [DEFAULT]',
      'filter = f\nbantime = 48h',
      { 'jail.local': '[DEFAULT]\nbantime = 1h' },
      "'bantime', '48h'",
    ],
    [
      '7 default/ in small letters',
      'filter = f\nignorecommand = %(default/k)s',
      { 'jail.local': '[DEFAULT]\nk = 7' },
      "'ignorecommand', '7'",
    ],
    [
      '9 [Init] goes before [Definition] in a jail',
      'filter = f',
      filter('x = defn\nfailregex = ^<x> %(x)s <HOST>\n[Init]\nx = init'),
      "'^init init <HOST>'",
    ],
    ['10 a tag in a jail stays', 'filter = f[mode=m]\nfailregex = ^<mode> <HOST>', {}, "'^<mode> <HOST>'"],
    ['11 an option named like a tag', 'filter = f', filter('host = HH\nfailregex = ^<HOST>'), "'^HH'"],
    [
      '11 an option named like a group',
      'filter = f',
      filter('x = 1\nfailregex = ^(?P<x>a) <ADDR>'),
      "'^(?P1a) <ADDR>'",
    ],
    [
      '12 mode without a place for it',
      'filter = f\nmode = hard',
      filter('mode = normal\nfailregex = ^<mode> <HOST>'),
      "'^normal <HOST>'",
    ],
    [
      '13 blanks around =',
      'filter = f[a = 1]',
      {},
      "Invalid filter definition 'f[a = 1]': expected option, wrong syntax at 0: a = 1",
    ],
    ['13 a blank before [', 'filter = f [a=1]', {}, "Unable to read the filter 'f '"],
    ['14 a name of its own', 'filter = f\naction = a[name=foo]', {}, "'addaction', 'a-foo']"],
    ['14 a name that begins with the jail', 'filter = f\naction = a[name=jx]', {}, "'addaction', 'ax']"],
    [
      '15 what is known only later stays',
      'filter = f\nfindtime = 10m\nmaxretry = 5\nbantime = 1h\naction = a[x=1]',
      {},
      "'ban 1 <bantime> 10m 5'",
    ],
  ])('%s', (_, lines, files, expected) => {
    expect(stream(lines, files)).toContain(expected);
  });
});
