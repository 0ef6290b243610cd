import { nullable } from './analyze.js';
import { caseRelatives } from './case-fold.js';
import { asciiOfSet } from './char-class.js';
import { children, type Node, type SetItem, type SetNode } from './node.js';

/** A set of characters, a bit for each of ASCII's and one for all others together. */
export type CharacterMask = bigint;

const wide = 1n << 128n;
const all = (1n << 129n) - 1n;
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

function maskOf(code: number): CharacterMask {
  return code < 0x80 ? 1n << BigInt(code) : wide;
}

function setMask(set: SetNode): CharacterMask {
  const ascii = asciiOfSet(set).reduce((mask, [low, high]) => mask | maskOfRange(low, high), 0n);
  return set.negated || set.items.some((item) => isWide(item, set)) ? ascii | wide : ascii;
}

function maskOfRange(low: number, high: number): CharacterMask {
  return ((1n << BigInt(high - low + 1)) - 1n) << BigInt(low);
}

function isWide(item: SetItem, { fold }: SetNode): boolean {
  return item.kind === 'class' ? !item.ascii || item.negated : item.high >= 0x80 || fold === 'unicode';
}
