import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { readOptionList, splitActions } from '../../src/config/options.js';

const where = { file: 'jail.conf', line: 7, section: 'j', option: 'filter' };

describe('readOptionList', () => {
  it.each([
    ['f', {}],
    ['f[]', {}],
    ['f[a=1,]', { a: '1' }],
    ['f[ a=1]', { a: '1' }],
    ['f[a=1,\n  b="x, y"][c=\'q"q\'] [d=]', { a: '1', b: 'x, y', c: 'q"q', d: '' }],
    ['f[a= 1 ]', { a: '1' }],
    ['f[a= "x"]', { a: '"x"' }],
    ['f[a=x y z]', { a: 'x y z' }],
    ['f[a=b=c]', { a: 'b=c' }],
    ['f[a=x"y"]', { a: 'x"y"' }],
    ['f[a=1 , b=2]', { a: '1', b: '2' }],
    ['f[a="1",b="2\n[3], <x>"]', { a: '1', b: '2\n[3], <x>' }],
    ['f[a=1, A=2, a=3]', { a: '3', A: '2' }],
    ['f[bt=DROP, bt?family=inet6="D 6"]', { bt: 'DROP', 'bt?family=inet6': 'D 6' }],
    ['f[a-b_c.d=1, ü=2]', { 'a-b_c.d': '1', ü: '2' }],
    ['f[a=1]  \n', { a: '1' }],
  ])('%j', (text, options) => {
    const list = readOptionList(text, where);
    expect(list.name).toBe('f');
    expect(Object.fromEntries(list.options)).toEqual(options);
  });

  it('does not trim the name', () => {
    expect(readOptionList('f [a=1]', where).name).toBe('f ');
  });

  it.each([
    ['f[a = 1]', 'write no blank before ='],
    ['f[a="1" , b="2"]', 'no blank before the comma'],
    ['f[a="x\\"y"]', 'an option=value should stand at'],
    ['f[a="x"y]', 'an option=value should stand at'],
    ['f[,a=1]', "should stand at ',a=1'"],
    ['f[a=1,,b=2]', "should stand at ',b=2'"],
    ['f[x]', "should stand at 'x'"],
    ['f[a=x]y]', "should stand at 'a=x]y'"],
    ['f[x', 'is not of the form'],
    ['f[a=1]x', 'is not of the form'],
    ['[a=1]', 'is not of the form'],
    ['', 'is not of the form'],
  ])('refuses %j', (text, message) => {
    expect(() => readOptionList(text, where)).toThrow(ConfigError);
    expect(() => readOptionList(text, where)).toThrow(message);
    expect(() => readOptionList(text, where)).toThrow('jail.conf:7: [j] filter: ');
  });
});

describe('splitActions', () => {
  it.each([
    ['a', ['a']],
    ['a[x=1] b[y="p q"]', ['a[x=1]', 'b[y="p q"]']],
    ['\na[x="1,\n 2"]\n\n  b\n', ['a[x="1,\n 2"]', 'b']],
    ['a\n[x=1]', ['a\n[x=1]']],
    ['a [x=1] b', ['a [x=1]', 'b']],
    ['n[type=allports][port="1"] m', ['n[type=allports][port="1"]', 'm']],
    ["a[x=']'] b", ["a[x=']']", 'b']],
    ['a[x=1] b[', ['a[x=1]', 'b[']],
    ['a[x=1]y', ['a[x=1]y']],
    ['', []],
    [' \n ', []],
  ])('%j', (text, items) => {
    expect(splitActions({ value: text, where }).map(({ value }) => value)).toEqual(items);
  });

  it('gives each item the line it begins on', () => {
    const written = { value: '\na[x="1,\n 2"]\nb c', where, lines: [7, 8, 9, 12] };
    expect(splitActions(written).map(({ value, where: { line } }) => [value, line])).toEqual([
      ['a[x="1,\n 2"]', 8],
      ['b', 12],
      ['c', 12],
    ]);
  });
});
