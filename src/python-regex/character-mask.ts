import { nullable } from './analyze.js';
import { caseRelatives } from './case-fold.js';
import { asciiOfSet, includes, unicodeSpace } from './char-class.js';
import { isWord } from './character-test.js';
import { children, type Fold, type Node, type SetItem, type SetNode } from './node.js';

/** A set of characters: a bit for each of ASCII's, and three for the others: blanks, word characters and the rest. */
export type CharacterMask = bigint;

const wideSpace = 1n << 128n;
const wideWord = 1n << 129n;
const wideRest = 1n << 130n;
const wide = wideSpace | wideWord | wideRest;
const all = (1n << 131n) - 1n;
const newline = 1n << 10n;

/** Characters a node may begin with. */
export function firstCharacters(node: Node): CharacterMask {
  switch (node.type) {
    case 'literal':
      return caseRelatives(node.code, node.fold).reduce((mask, code) => mask | maskOf(code), 0n);
    case 'any':
      return node.newline ? all : all & ~newline;
    case 'set':
      return setMask(node);
    case 'sequence': {
      const end = node.items.findIndex((item) => !nullable(item));
      return union(end === -1 ? node.items : node.items.slice(0, end + 1));
    }
    case 'backreference':
      return all;
    case 'position':
    case 'look':
      return 0n;
    default:
      return union(children(node));
  }
}

function union(nodes: readonly Node[]): CharacterMask {
  return nodes.reduce((mask, node) => mask | firstCharacters(node), 0n);
}

/** The bit of a character, which for one that is not of ASCII stands for others too. */
export function maskOf(code: number): CharacterMask {
  if (code < 0x80) return 1n << BigInt(code);
  if (includes(unicodeSpace, code)) return wideSpace;
  return isWord(code, false) ? wideWord : wideRest;
}

function setMask(set: SetNode): CharacterMask {
  const ascii = asciiOfSet(set).reduce((mask, [low, high]) => mask | maskOfRange(low, high), 0n);
  const others = set.items.map((item) => wideOf(item, set));
  if (set.negated) return ascii | (wide & ~others.reduce((mask, { whole }) => mask | whole, 0n));
  return ascii | others.reduce((mask, { some }) => mask | some, 0n);
}

function maskOfRange(low: number, high: number): CharacterMask {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}

/** Of which kinds that are not of ASCII an item has some characters, and of which all. */
function wideOf(item: SetItem, { fold }: SetNode): { readonly some: CharacterMask; readonly whole: CharacterMask } {
  if (item.kind === 'range') return { some: wideOfRange(item.high, fold), whole: 0n };
  if (item.ascii) return item.negated ? { some: wide, whole: wide } : { some: 0n, whole: 0n };
  if (item.name === 'digit')
    return { some: item.negated ? wide : wideWord, whole: item.negated ? wideSpace | wideRest : 0n };
  const named = item.name === 'space' ? wideSpace : wideWord;
  const mask = item.negated ? wide & ~named : named;
  return { some: mask, whole: mask };
}

function wideOfRange(high: number, fold: Fold): CharacterMask {
  if (high >= 0x80) return wide;
  // Letters of ASCII have relatives outside.
  return fold === 'unicode' ? wideWord : 0n;
}
