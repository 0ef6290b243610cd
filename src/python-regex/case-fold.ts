import type { Fold } from './node.js';

/** The last code point with a case is in Adlam; nothing beyond changes. */
const lastCased = 0x1e943;

/** ASCII letters that have relatives outside: İ and ı, the Kelvin sign, the long s. */
const asciiRelatives = new Map([
  ['i', [0x130, 0x131]],
  ['k', [0x212a]],
  ['s', [0x17f]],
]);

/** Every code point CPython takes for the same as this one when it ignores case, itself included. */
export function caseRelatives(code: number, fold: Fold): readonly number[] {
  if (fold === 'none') return [code];
  if (isAsciiLetter(code)) {
    const lower = String.fromCharCode(code | 0x20);
    const both = [code & ~0x20, code | 0x20];
    return fold === 'ascii' ? both : [...both, ...(asciiRelatives.get(lower) ?? [])];
  }
  if (fold === 'ascii' || code < 0x80 || code > lastCased) return [code];
  return relatives().get(foldKey(code)) ?? [code];
}

function isAsciiLetter(code: number): boolean {
  const lower = code | 0x20;
  return lower >= 0x61 && lower <= 0x7a;
}

/** The code point as CPython compares it with what a group took. */
export function lowerCase(code: number, fold: Fold): number {
  if (fold === 'none') return code;
  if (code < 0x80) return isAsciiLetter(code) ? code | 0x20 : code;
  // Only İ lowers to two characters; CPython goes by the first.
  return fold === 'ascii' ? code : (String.fromCodePoint(code).toLowerCase().codePointAt(0) ?? code);
}

/** Two code points are relatives if their lower-case forms have one upper-case form. */
function foldKey(code: number): string {
  return String.fromCodePoint(lowerCase(code, 'unicode')).toUpperCase();
}

let table: ReadonlyMap<string, readonly number[]> | undefined;

/** Families of two and more, made when the first non-ASCII letter asks for them: patterns seldom do. */
function relatives(): ReadonlyMap<string, readonly number[]> {
  table ??= buildRelatives();
  return table;
}

function buildRelatives(): ReadonlyMap<string, readonly number[]> {
  const families = new Map<string, number[]>();
  for (let code = 0; code <= lastCased; code++) {
    if (code >= 0xd800 && code <= 0xdfff) continue;
    const key = foldKey(code);
    const family = families.get(key);
    if (family === undefined) families.set(key, [code]);
    else family.push(code);
  }
  return new Map([...families].filter(([, family]) => family.length > 1));
}
