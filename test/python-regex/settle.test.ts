import { expect, it } from 'vitest';
import { PythonRegex } from '../../src/python-regex/python-regex.js';

const long = 20_000;

/** Long enough that the safe search has to take breaks. */
const cases: readonly (readonly [name: string, pattern: string, text: string])[] = [
  ['a match behind many starts', '(?P<x>a+)b(?P<y>c)', `${'aac'.repeat(long)}aabc`],
  ['a match at the only start', '^(?:(?P<x>a|ab)(?P<y>c|bcd))*(?P<z>d)$', `${'ac'.repeat(long)}acd`],
  ['no match at the only start', '^(?:\\w+\\s?)*!$', 'word '.repeat(long)],
  ['captures of rounds before', '^(?:(?P<x>a)|(?P<y>b))*c', `${'ab'.repeat(long)}bc`],
  ['look-around and conditions', '^(?:(?=(?P<x>[ab]+))(?P<y>a)?(?(y)b|a?b))*c', `${'ab'.repeat(500)}c`],
  ['back-references', '^(?P<x>a+)b(?:.(?!(?P=x)))*$', `${'a'.repeat(100)}b${'a'.repeat(99)}`],
];

it.each(cases)('%s: pieces find what one search finds', (_name, pattern, text) => {
  const regex = PythonRegex.compile(pattern);
  const whole = regex.searchSafely(text);
  const breaks = [...regex.settle(text, 0)].length;
  const settled = regex.search(text);
  expect(breaks).toBeGreaterThan(text.length > long ? 1 : -1);
  expect(settled?.named()).toEqual(whole?.named());
  expect([settled?.start, settled?.end]).toEqual([whole?.start, whole?.end]);
});

it('answers only the search that is settled, until it is unsettled', () => {
  const regex = PythonRegex.compile('a');
  expect([...regex.settle('ba', 1)]).toEqual([]);
  const settled = regex.search('ba', 1);
  expect(regex.search('ba', 1)).toBe(settled);
  expect(regex.search('ba')).not.toBe(settled);
  expect(regex.search('ca', 1)).not.toBe(settled);
  regex.unsettle();
  expect(regex.search('ba', 1)).not.toBe(settled);
});

it('lets others search between two pieces', () => {
  const regex = PythonRegex.compile('^(?:a|b)*(?P<x>c)$');
  regex.demote();
  const text = `${'ab'.repeat(long)}c`;
  const searching = regex.settle(text, 0)[Symbol.iterator]();
  searching.next();
  expect(regex.search('bac')?.named()).toEqual({ x: 'c' });
  for (let step = searching.next(); step.done !== true; step = searching.next());
  expect(regex.search(text)?.end).toBe(text.length);
});
