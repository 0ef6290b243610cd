import { type Flags, parseFlags } from './parse-flags.js';
import { skipBlank, skipComment } from './skip.js';
import type { TokenReader } from './tokenize.js';

/** Reads `(?i)` and the like, which only stand at the very start, and gives the flags they make of those `given`. */
export function parseGlobalFlags(reader: TokenReader, given: Flags): Flags {
  let flags = given;
  for (;;) {
    if (flags.verbose && skipBlank(reader)) continue;
    if (reader.attempt(() => (opens(reader, '#') ? true : undefined)) === true) {
      skipComment(reader, reader.position - 3);
      continue;
    }
    const current = flags;
    const found = reader.attempt(() => {
      if (!reader.match('(') || !reader.match('?')) return undefined;
      const read = parseFlags(reader, current);
      return read?.scoped === false ? read.flags : undefined;
    });
    if (found === undefined) return flags;
    flags = found;
  }
}

function opens(reader: TokenReader, letter: string): boolean {
  return reader.match('(') && reader.match('?') && reader.match(letter);
}
