import { type Variant, wordCharacter } from './generate-set.js';
import type { PositionNode } from './node.js';

const word = `[${wordCharacter}]`;
const unicodeBoundary = `(?:(?<=${word})(?!${word})|(?<!${word})(?=${word}))`;
const unicodeNoBoundary = `(?:(?<=${word})(?=${word})|(?<!${word})(?!${word}))`;

/** Writes a place in a text, such as its end or the border of a word, as a part of a JavaScript RegExp. */
export function generatePosition({ at, ascii }: PositionNode, variant: Variant): string {
  const plain = ascii || variant === 'ascii';
  switch (at) {
    case 'text-start':
      return '^';
    case 'text-end':
      return '$';
    case 'last-line-end':
      return '(?=\\n?$)';
    case 'line-start':
      return '(?:^|(?<=\\n))';
    case 'line-end':
      return '(?=\\n|$)';
    case 'word-boundary':
      return plain ? '\\b' : unicodeBoundary;
    case 'not-word-boundary':
      // Python finds none in an empty text.
      return `(?!^$)${plain ? '\\B' : unicodeNoBoundary}`;
  }
}
