import type { Fold, SetItem, SetNode } from './node.js';
import { type Escaped, setEscape } from './parse-escape.js';
import type { TokenReader } from './tokenize.js';

/** Reads `[…]` whose `[` was just taken. */
export function parseSet(reader: TokenReader, flags: { readonly fold: Fold; readonly ascii: boolean }): SetNode {
  const start = reader.position - 1;
  const negated = reader.match('^');
  const items: SetItem[] = [];
  for (;;) {
    const member = reader.position;
    const token = takeMember(reader, start);
    // A `]` in the first place is an ordinary character.
    if (token === ']' && items.length > 0) break;
    const low = readMember(reader, token, member, flags.ascii);
    if (!reader.match('-')) {
      items.push(asItem(low));
      continue;
    }
    const end = reader.position;
    const last = takeMember(reader, start);
    if (last === ']') {
      items.push(asItem(low), asItem(0x2d));
      break;
    }
    const high = readMember(reader, last, end, flags.ascii);
    if (typeof low !== 'number' || typeof high !== 'number' || high < low) {
      // CPython counts back by the tokens' own length, digits read for them left out.
      const position = reader.position - Array.from(token + last).length - 1;
      throw reader.error(`bad character range ${token}-${last}`, position);
    }
    items.push({ kind: 'range', low, high });
  }
  return { type: 'set', negated, items, fold: flags.fold };
}

function takeMember(reader: TokenReader, start: number): string {
  const token = reader.take();
  if (token === undefined) throw reader.error('unterminated character set', start);
  return token;
}

function readMember(reader: TokenReader, token: string, start: number, ascii: boolean): Escaped {
  return token.startsWith('\\') ? setEscape(reader, token, start, ascii) : (token.codePointAt(0) ?? 0);
}

function asItem(member: Escaped): SetItem {
  return typeof member === 'number' ? { kind: 'range', low: member, high: member } : member;
}
