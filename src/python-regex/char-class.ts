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

/** Which of the ASCII characters a set matches, by code. */
export function asciiMembers(set: SetNode): boolean[] {
  return Array.from(
    { length: 0x80 },
    (_, code) => set.items.some((item) => matchesAscii(item, code, set.fold)) !== set.negated,
  );
}

function matchesAscii(item: SetItem, code: number, fold: Fold): boolean {
  if (item.kind === 'range') {
    return caseRelatives(code, fold).some((relative) => relative >= item.low && relative <= item.high);
  }
  const ranges = item.name === 'space' && !item.ascii ? unicodeSpace : asciiRanges[item.name];
  return ranges.some(([low, high]) => code >= low && code <= high) !== item.negated;
}

/** The ranges in which `members` is true. */
export function rangesOf(members: readonly boolean[]): Ranges {
  const ranges: [number, number][] = [];
  members.forEach((member, code) => {
    const last = ranges.at(-1);
    if (!member) return;
    if (last !== undefined && last[1] === code - 1) last[1] = code;
    else ranges.push([code, code]);
  });
  return ranges;
}

/** All code points that are not in these ranges, which are in order. */
export function complement(ranges: Ranges): Ranges {
  const starts = [0, ...ranges.map(([, high]) => high + 1)];
  const ends = [...ranges.map(([low]) => low - 1), 0x10ffff];
  return starts.map((start, at) => [start, ends[at] ?? 0] as const).filter(([low, high]) => low <= high);
}
