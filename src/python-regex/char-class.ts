import { caseRelatives } from './case-fold.js';
import type { Fold, SetItem, SetNode } from './node.js';

/** Ranges of code points, both ends included. */
export type Ranges = readonly (readonly [number, number])[];

/** What `\s` matches: with re.ASCII, and over all of Unicode. */
const asciiSpace: Ranges = [
  [0x09, 0x0d],
  [0x20, 0x20],
];
export const unicodeSpace: Ranges = [
  [0x09, 0x0d],
  [0x1c, 0x20],
  [0x85, 0x85],
  [0xa0, 0xa0],
  [0x1680, 0x1680],
  [0x2000, 0x200a],
  [0x2028, 0x2029],
  [0x202f, 0x202f],
  [0x205f, 0x205f],
  [0x3000, 0x3000],
];
export const asciiDigit: Ranges = [[0x30, 0x39]];
export const asciiWord: Ranges = [
  [0x30, 0x39],
  [0x41, 0x5a],
  [0x5f, 0x5f],
  [0x61, 0x7a],
];

/** What the classes match with re.ASCII. */
export const asciiRanges = { digit: asciiDigit, space: asciiSpace, word: asciiWord };

const lastAscii = 0x7f;
const letters = [...Array(26).keys()].flatMap((at) => [0x41 + at, 0x61 + at]);

/** The ASCII characters a set matches, in order, no two ranges touching. */
export function asciiOfSet({ items, negated, fold }: SetNode): Ranges {
  const ranges = joined(items.flatMap((item) => asciiOfItem(item, fold)));
  return negated ? complement(ranges, lastAscii) : ranges;
}

function asciiOfItem(item: SetItem, fold: Fold): Ranges {
  if (item.kind === 'class') {
    const ranges = item.name === 'space' && !item.ascii ? unicodeSpace : asciiRanges[item.name];
    return withinAscii(item.negated ? complement(ranges) : ranges);
  }
  const range = [item.low, item.high] as const;
  const folded = fold === 'none' ? [] : letters.filter((letter) => caseRelatives(letter, fold).some(isIn(range)));
  return [...withinAscii([range]), ...folded.map((letter) => [letter, letter] as const)];
}

const isIn =
  ([low, high]: Ranges[number]) =>
  (code: number) =>
    code >= low && code <= high;

function withinAscii(ranges: Ranges): Ranges {
  return ranges.flatMap(([low, high]) => (low > lastAscii ? [] : [[low, Math.min(high, lastAscii)] as const]));
}

/** The same characters, in order, in as few ranges as they fit in. */
function joined(ranges: Ranges): Ranges {
  const apart: [number, number][] = [];
  for (const [low, high] of ranges.toSorted(([a], [b]) => a - b)) {
    const last = apart.at(-1);
    if (last === undefined || low > last[1] + 1) apart.push([low, high]);
    else last[1] = Math.max(last[1], high);
  }
  return apart;
}

/** True if one of the ranges has the character. */
export function includes(ranges: Ranges, code: number): boolean {
  return ranges.some((range) => isIn(range)(code));
}

/** All code points up to the last that are not in these ranges, which are in order. */
export function complement(ranges: Ranges, last = 0x10ffff): Ranges {
  const starts = [0, ...ranges.map(([, high]) => high + 1)];
  const ends = [...ranges.map(([low]) => low - 1), last];
  return starts.map((start, at) => [start, ends[at] ?? 0] as const).filter(([low, high]) => low <= high);
}
