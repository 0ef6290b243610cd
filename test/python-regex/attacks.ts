import { BitState } from '../../src/python-regex/bit-state.js';
import { compileBitProgram } from '../../src/python-regex/compile-bit-program.js';
import { parse } from '../../src/python-regex/parse.js';
import { expandTags } from '../../src/filter/tags.js';

/** A machine for a pattern, for those who count its steps. */
export function machine(pattern: string, multiline = false): BitState {
  const flags = { ignoreCase: false, multiline, dotAll: false, verbose: false, ascii: false };
  return new BitState(compileBitProgram(parse(pattern, flags), () => true));
}

/** How many steps a machine takes in 8 KiB and in 64 KiB of a text. */
export function stepsIn(bitState: BitState, text: (length: number) => string): readonly [number, number] {
  bitState.search(text(8 * 1024), 0);
  const few = bitState.steps;
  bitState.search(text(64 * 1024), 0);
  return [few, bitState.steps];
}

export interface Attack {
  readonly pattern: string;
  /** A text of about that many characters on which backtracking takes long. */
  readonly text: (length: number) => string;
}

export const repeat =
  (piece: string, end = '', start = '') =>
  (length: number) =>
    start + piece.repeat(Math.ceil((length - start.length - end.length) / piece.length)) + end;

const host = (pattern: string) => expandTags(pattern, 'warn');

/** Patterns as filters have them, and worse, each with the text that hurts it most. */
export const attacks: readonly Attack[] = [
  // loops in loops
  { pattern: '^(a+)+$', text: repeat('a', '!') },
  { pattern: '^(?P<x>(?:a|a)*)*$', text: repeat('a', '!') },
  { pattern: '(?:a|ab|b)*c', text: repeat('ab') },
  { pattern: '(a*)*b', text: repeat('a') },
  { pattern: '(?:(?:a*b?)*c?)*d', text: repeat('aab') },
  { pattern: '(?:a??)*?b', text: repeat('a') },
  { pattern: '(a|b|)+?c', text: repeat('ab') },
  { pattern: '(?:a?){20}a{20}b', text: repeat('a') },
  { pattern: '(?:[ab]{1,5}){2,9}c', text: repeat('ab') },
  { pattern: '^(?:\\[(?:[^\\]"]*|"[^"]*")*\\])+ x', text: repeat('["a" b]') },
  { pattern: '^(?:\\[(?:[^\\]"]*|"[^"]*")*\\])+ x', text: repeat('""', '', '[') },
  { pattern: host('^<HOST> -.*(?:\\w+\\s?)*login failed$'), text: repeat('a', '', '192.0.2.1 - ') },
  { pattern: '^(?!ip=)(?:user=[^,]*|\\w+=[^,]*, )*done', text: repeat('user=, ') },
  { pattern: '^(?:(?!ip=)(?:user=(?P<user>[^,]*)|\\w+=[^,]*), )*ip=', text: repeat('user=, ') },
  { pattern: '(?i)(?:\\w+ ?)*FAILED', text: repeat('faile d') },
  { pattern: '(?:\\w+\\s?)*ü!', text: repeat('é') },
  { pattern: '(?:[^a]😀|.){2,}!', text: repeat('😀') },
  // neighbours that take the same
  { pattern: '.*.*.*=', text: repeat('a') },
  { pattern: '.*?.*?.*?=', text: repeat('a') },
  { pattern: '\\s+\\s*$', text: repeat(' ', 'x') },
  { pattern: host('^<HOST> .* "(GET|POST).* HTTP/.*" (404|403)'), text: repeat(' "GET HTTP/', '', '192.0.2.1') },
  { pattern: host('.*rhost=.*<HOST> failed$'), text: repeat('rhost=192.0.2.1 ') },
  { pattern: host('.*rhost=.*<HOST> failed$'), text: repeat('1::', '', 'rhost=') },
  { pattern: host('from <HOST>(?:[^ ]* )*to nobody$'), text: repeat('from 192.0.2.1 ') },
  // look-around and atomic groups, from every place
  { pattern: '(?:(?=.*x).)*y', text: repeat('a', 'x') },
  { pattern: '(?=.*x)z', text: repeat('a', 'x') },
  { pattern: '(?=(.*)x)z', text: repeat('a', 'x') },
  { pattern: '(?:(?=(?:(a)|(b))*x).)*y', text: repeat('ab', 'x') },
  { pattern: '(?:(?! from ).)* from nowhere', text: repeat(' fro m') },
  { pattern: '(?:(?!.*x).)*y', text: repeat('a') },
  { pattern: '(?:(?=.*(?=.*x)).)*y', text: repeat('a', 'x') },
  { pattern: '(?:(?<=aa)a|a)*b', text: repeat('a') },
  { pattern: '(?:(?<!b.{30})a|a)*b', text: repeat('a') },
  { pattern: '(?>a*)b', text: repeat('a') },
  { pattern: '(?:(?>a*)b?)*c', text: repeat('ab') },
  { pattern: '(?:a++b?|a)*c', text: repeat('a') },
  { pattern: '(?>(?:a|(ab))*)c', text: repeat('ab') },
  { pattern: '(?:\\b\\w+\\b ?)*!', text: repeat('ab ') },
  { pattern: '(?m)(?:^.*$\\n?)*!', text: repeat('ab\n') },
  // conditions
  { pattern: '(?:(a)|b)*(?(1)c|d)e', text: repeat('ab') },
  { pattern: '(?:(?P<q>")|x)?(?:(?(q)[^"]|[^ ])*"?)* end$', text: repeat('"a') },
];
