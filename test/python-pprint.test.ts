import { expect, it } from 'vitest';
import { pythonPprint } from '../src/python-pprint.js';

it.each([
  ['what fits on one line', ['set', 'j', 'maxlines', 1], 80, "['set', 'j', 'maxlines', 1]"],
  ['a list that does not', ['set', ['a', 'bb']], 12, "[ 'set',\n  [ 'a',\n    'bb']]"],
  ['a text cut at blanks', ['one two three'], 12, "[ 'one two '\n  'three']"],
  ['a text cut at line ends', ['one\ntwo'], 11, "[ 'one\\n'\n  'two']"],
  ['a text on its own', 'one two three', 12, "('one two '\n 'three')"],
  ['a word without blanks', ['1234567890'], 8, "[ '1234567890']"],
])('pprint of %s', (_, value, width, text) => expect(pythonPprint(value, { width, indent: 2 })).toBe(text));
