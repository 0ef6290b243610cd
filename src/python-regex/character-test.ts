import { caseRelatives } from './case-fold.js';
import { asciiOfSet, includes } from './char-class.js';
import { generateSet, wordCharacter } from './generate-set.js';
import type { CharacterTest } from './bit-program.js';
import type { SetNode, SingleNode } from './node.js';

export function characterTest(node: SingleNode): CharacterTest {
  switch (node.type) {
    case 'any':
      return table(
        (code) => node.newline || code !== 0x0a,
        () => true,
      );
    case 'literal': {
      const relatives = new Set(caseRelatives(node.code, node.fold));
      return table(
        (code) => relatives.has(code),
        (code) => relatives.has(code),
      );
    }
    case 'set': {
      const ranges = asciiOfSet(node);
      return table((code) => includes(ranges, code), wideTest(node));
    }
  }
}

function table(ascii: (code: number) => boolean, wide: CharacterTest['wide']): CharacterTest {
  return { ascii: Uint8Array.from({ length: 0x80 }, (_, code) => Number(ascii(code))), wide };
}

/** V8 knows Unicode's classes; asked at most once for each character. */
function wideTest(set: SetNode): CharacterTest['wide'] {
  const known = new Map<number, boolean>();
  let regExp: RegExp | undefined;
  return (code) => {
    let member = known.get(code);
    if (member === undefined) {
      regExp ??= new RegExp(`^${generateSet(set, 'unicode')}$`, 'u');
      member = regExp.test(String.fromCodePoint(code));
      known.set(code, member);
    }
    return member;
  };
}

const wideWord = new RegExp(`[${wordCharacter}]`, 'u');

/** Whether a code point is a word character. */
export function isWord(code: number, ascii: boolean): boolean {
  if (code >= 0x80) return !ascii && wideWord.test(String.fromCodePoint(code));
  const lower = code | 0x20;
  return (lower >= 0x61 && lower <= 0x7a) || (code >= 0x30 && code <= 0x39) || code === 0x5f;
}
