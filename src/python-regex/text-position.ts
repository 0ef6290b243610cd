import { isWord } from './character-test.js';
import type { PositionNode } from './node.js';

/** UTF-16 code units a code point takes. */
export function widthOf(code: number): number {
  return code > 0xffff ? 2 : 1;
}

/** True between the two halves of a character; for Python there is no such place. */
export function isInsideCharacter(text: string, position: number): boolean {
  const code = text.charCodeAt(position);
  return code >= 0xdc00 && code <= 0xdfff && position > 0 && (text.codePointAt(position - 1) ?? 0) > 0xffff;
}

/** The position `count` characters before another, -1 if the text starts behind it. */
export function stepBack(text: string, position: number, count: number): number {
  let at = position;
  for (let left = count; left > 0 && at >= 0; left--) {
    at--;
    if (isInsideCharacter(text, at)) at--;
  }
  return at;
}

/** Whether a position such as `^` or `\b` is here. */
export function holds(node: PositionNode | undefined, text: string, position: number): boolean {
  switch (node?.at) {
    case undefined:
      return false;
    case 'text-start':
      return position === 0;
    case 'text-end':
      return position === text.length;
    case 'last-line-end':
      return position === text.length || (position === text.length - 1 && text[position] === '\n');
    case 'line-start':
      return position === 0 || text[position - 1] === '\n';
    case 'line-end':
      return position === text.length || text[position] === '\n';
    case 'word-boundary':
      return isBoundary(text, position, node.ascii);
    case 'not-word-boundary':
      // Python finds none in an empty text.
      return text !== '' && !isBoundary(text, position, node.ascii);
  }
}

function isBoundary(text: string, position: number, ascii: boolean): boolean {
  const before = position > 0 ? text.codePointAt(stepBack(text, position, 1)) : undefined;
  const after = text.codePointAt(position);
  return (before !== undefined && isWord(before, ascii)) !== (after !== undefined && isWord(after, ascii));
}
