import type { GroupRegister } from './group-register.js';
import type { Node } from './node.js';
import { atomEscape, digitEscape, type Escaped } from './parse-escape.js';
import { type Flags, foldOf } from './parse-flags.js';
import { parseSet } from './parse-set.js';
import type { TokenReader } from './tokenize.js';

const positions = new Map([
  ['\\A', 'text-start'],
  ['\\Z', 'text-end'],
  ['\\b', 'word-boundary'],
  ['\\B', 'not-word-boundary'],
] as const);

/** Reads what is neither a group nor a quantifier: a character, a set of them, a position or a back-reference. */
export function parseAtom(reader: TokenReader, groups: GroupRegister, flags: Flags): Node {
  const start = reader.position;
  const token = reader.take() ?? '';
  const { ascii } = flags;
  const fold = foldOf(flags);
  if (token === '.') return { type: 'any', newline: flags.dotAll };
  if (token === '^') return { type: 'position', at: flags.multiline ? 'line-start' : 'text-start', ascii };
  if (token === '$') return { type: 'position', at: flags.multiline ? 'line-end' : 'last-line-end', ascii };
  if (token === '[') return parseSet(reader, { fold, ascii });
  const at = positions.get(token as '\\A');
  if (at !== undefined) return { type: 'position', at, ascii };
  if (/^\\[1-9]$/.test(token)) {
    const read = digitEscape(reader, token, start);
    if ('code' in read) return { type: 'literal', code: read.code, fold };
    groups.refer(read.group, start, start + 1);
    return { type: 'backreference', group: read.group, fold };
  }
  if (token.startsWith('\\')) return escapedNode(atomEscape(reader, token, start, ascii), flags);
  return { type: 'literal', code: token.codePointAt(0) ?? 0, fold };
}

function escapedNode(escaped: Escaped, flags: Flags): Node {
  const fold = foldOf(flags);
  if (typeof escaped === 'number') return { type: 'literal', code: escaped, fold };
  return { type: 'set', negated: false, items: [escaped], fold };
}
