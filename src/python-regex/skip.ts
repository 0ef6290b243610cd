import type { TokenReader } from './tokenize.js';

/** Takes a comment or blanks that mean nothing in a verbose pattern; false if there are none. */
export function skipBlank(reader: TokenReader): boolean {
  if (reader.match('#')) {
    while (reader.next !== undefined && reader.take() !== '\n');
    return true;
  }
  return reader.takeWhile(/^[ \t\n\r\v\f]$/) !== '';
}

/** Takes what follows `(?#`, which stands at `start`. Throws a PatternError if the comment has no end. */
export function skipComment(reader: TokenReader, start: number): void {
  for (;;) {
    const token = reader.take();
    if (token === undefined) throw reader.error('missing ), unterminated comment', start);
    if (token === ')') return;
  }
}
