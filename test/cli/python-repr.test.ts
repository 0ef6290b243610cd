import { expect, it } from 'vitest';
import { escapeControls } from '../../src/cli/escape-controls.js';
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

it('escapes what would steer a terminal', () => {
  expect(escapeControls('a\tb\n\u001b[2J\u0085\u202e\u007f é')).toBe('a\tb\n\\x1b[2J\\x85\\u202e\\x7f é');
});
