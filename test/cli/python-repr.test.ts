import { expect, it } from 'vitest';
import { pythonRepr } from '../../src/cli/regex/python-repr.js';

it.each([
  ['a b', "'a b'"],
  ["it's", '"it\'s"'],
  ['it\'s "x"', "'it\\'s \"x\"'"],
  ['a\n\t\\é\u001b\u200b', "'a\\n\\t\\\\é\\x1b\\u200b'"],
  [['a', 'b'], "{'a', 'b'}"],
  [{ mode: 'hard', users: ['x'] }, "{'mode': 'hard', 'users': {'x'}}"],
  [{}, '{}'],
])('repr of %j', (value, text) => expect(pythonRepr(value)).toBe(text));
