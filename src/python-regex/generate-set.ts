import { caseRelatives } from './case-fold.js';
import { asciiDigit, asciiOfSet, asciiRanges, asciiWord, complement, type Ranges, unicodeSpace } from './char-class.js';
import type { LiteralNode, SetItem, SetNode } from './node.js';

/** Which texts a source is for: those of ASCII alone, where it can be plainer and faster, or all. */
export type Variant = 'ascii' | 'unicode';

export const anyCharacter = '[^]';

/** The inside of a class of Python's word characters, and of all others: no connector of words but `_` is one. */
export const wordCharacter = '\\p{L}\\p{N}_';
const noWordCharacter =
  '\\p{M}\\p{S}\\p{Z}\\p{C}\\p{Pd}\\p{Ps}\\p{Pe}\\p{Pi}\\p{Pf}\\p{Po}\\u203f\\u2040\\u2054\\ufe33\\ufe34\\ufe4d-\\ufe4f\\uff3f';

/** A JavaScript class that matches what the set matches. */
export function generateSet(set: SetNode, variant: Variant): string {
  if (variant === 'ascii') return asciiClass(asciiOfSet(set));
  return `[${set.negated ? '^' : ''}${set.items.map((item) => unicodeItem(item, set)).join('')}]`;
}

export function generateLiteral({ code, fold }: LiteralNode, variant: Variant): string {
  const relatives = caseRelatives(code, fold).filter((relative) => variant === 'unicode' || relative < 0x80);
  const [only] = relatives;
  if (only === undefined) return '[]';
  return relatives.length === 1 ? character(only) : `[${relatives.map(character).join('')}]`;
}

function asciiClass(inside: Ranges): string {
  const outside = complement(inside, 0x7f);
  if (outside.length === 0) return anyCharacter;
  if (inside.length === 0) return '[]';
  const source = inside.length <= outside.length ? `[${text(inside)}]` : `[^${text(outside)}]`;
  return shorthands.get(source) ?? source;
}

/** V8 has quick ways for these. */
const shorthands = new Map([
  [`[${text(asciiDigit)}]`, '\\d'],
  [`[^${text(asciiDigit)}]`, '\\D'],
  [`[${text(asciiWord)}]`, '\\w'],
  [`[^${text(asciiWord)}]`, '\\W'],
]);

function unicodeItem(item: SetItem, { fold }: SetNode): string {
  if (item.kind === 'class') return classText(item);
  if (fold === 'none') return text([[item.low, item.high]]);
  const extra = new Set<number>();
  for (let code = item.low; code <= item.high; code++) {
    for (const relative of caseRelatives(code, fold)) {
      if (relative < item.low || relative > item.high) extra.add(relative);
    }
  }
  return text([[item.low, item.high], ...[...extra].map((code) => [code, code] as const)]);
}

function classText({ name, ascii, negated }: SetItem & { readonly kind: 'class' }): string {
  if (!ascii && name === 'digit') return negated ? '\\P{Nd}' : '\\p{Nd}';
  if (!ascii && name === 'word') return negated ? noWordCharacter : wordCharacter;
  const ranges = !ascii && name === 'space' ? unicodeSpace : asciiRanges[name];
  return text(negated ? complement(ranges) : ranges);
}

function text(ranges: Ranges): string {
  return ranges.map(([low, high]) => (low === high ? character(low) : `${character(low)}-${character(high)}`)).join('');
}

/** One character as it may stand both inside and outside a class, with and without the `u` flag. */
function character(code: number): string {
  const plain = String.fromCodePoint(code);
  if (/^[A-Za-z0-9_ "'%,:;<=>@]$/.test(plain)) return plain;
  if (code < 0x100) return `\\x${code.toString(16).padStart(2, '0')}`;
  if (code < 0x10000) return `\\u${code.toString(16).padStart(4, '0')}`;
  return `\\u{${code.toString(16)}}`;
}
