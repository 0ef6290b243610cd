import { expect, it } from 'vitest';
import { pythonRepr } from '../src/python-repr.js';

it.each([
  ['a b', "'a b'"],
  ["it's", '"it\'s"'],
  ['it\'s "x"\té', "'it\\'s \"x\"\\té'"],
  ['a\n\t\\é\u001b\u200b', "'a\\n\\t\\\\é\\x1b\\u200b'"],
  [['a', 1, -1, ['b']], "['a', 1, -1, ['b']]"],
  [new Set(['a', 'b']), "{'a', 'b'}"],
  [{ mode: 'hard', users: new Set(['x']) }, "{'mode': 'hard', 'users': {'x'}}"],
  [{}, '{}'],
  [[true, false, null, undefined], '[True, False, None, None]'],
])('repr of %j', (value, text) => expect(pythonRepr(value)).toBe(text));
