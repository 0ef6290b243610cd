import { TsbanError } from '../error.js';

/** A text that is no duration; the message quotes it and shows how one is written. */
export class DurationError extends TsbanError {
  readonly code = 'DURATION';

  constructor(text: string, reason: string) {
    super(`'${text}' is not a time: ${reason}. Write seconds or units, like 600, 10m or 1d 12h`);
    this.name = 'DurationError';
  }
}

/**
 * Seconds in `600`, `1h30m`, `1d 12h`, `1.5h`, `2*1h - 5m`, `-1`; `m` are minutes, `mo` months of 2629800 s,
 * a year has 31557600 s (spec config §3.4). Throws a DurationError.
 */
export function parseDuration(text: string): number {
  const tokens = tokenize(text);
  const { value, next } = readSum(tokens, 0, text);
  if (next < tokens.length) throw misplaced(tokens[next], text);
  if (!Number.isFinite(value)) throw new DurationError(text, 'it has no finite value');
  return value;
}

type Token = number | '+' | '-' | '*' | '/' | '(' | ')';

const secondsPerUnit: readonly (readonly [RegExp, number])[] = [
  [/^(?:ss?|sec|seconds?)$/i, 1],
  [/^(?:mm?|min|minutes?)$/i, 60],
  [/^(?:hh?|hou|hours?)$/i, 3600],
  [/^(?:dd?|da|days?)$/i, 86_400],
  [/^(?:ww?|wee|weeks?)$/i, 604_800],
  [/^(?:mo|mon|months?)$/i, 2_629_800],
  [/^(?:yy?|yea|years?)$/i, 31_557_600],
];

const piece =
  /\s*(?:(?<number>\d(?:_?\d)*(?:\.\d*)?|\.\d+)(?:(?<=\d)\s*(?<unit>[a-z]+))?|(?<sign>[-+*/()])|(?<other>\S))/giy;

/** Numbers side by side are added; a unit multiplies in its place, so that `1/2h` is half an hour. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const { groups = {} } of text.matchAll(piece)) {
    const { number, unit, sign, other } = groups;
    if (other !== undefined) throw new DurationError(text, `'${other}' has no meaning in it`);
    if (sign !== undefined) tokens.push(sign as Token);
    if (number === undefined) continue;
    if (typeof tokens.at(-1) === 'number') tokens.push('+');
    tokens.push(readNumber(number, text));
    if (unit !== undefined) tokens.push('*', readUnit(unit, text));
  }
  return tokens;
}

function readNumber(number: string, text: string): number {
  if (/^0[\d_]*[1-9][\d_]*$/.test(number)) throw new DurationError(text, `${number} starts with a zero`);
  return Number(number.replaceAll('_', ''));
}

function readUnit(unit: string, text: string): number {
  const found = secondsPerUnit.find(([words]) => words.test(unit));
  if (found === undefined) throw new DurationError(text, `'${unit}' is not a unit`);
  return found[1];
}

interface Part {
  readonly value: number;
  /** Index of the first token that is not part of it. */
  readonly next: number;
}

function readSum(tokens: readonly Token[], start: number, text: string): Part {
  let { value, next } = readProduct(tokens, start, text);
  for (let sign = tokens[next]; sign === '+' || sign === '-'; sign = tokens[next]) {
    const right = readProduct(tokens, next + 1, text);
    value = sign === '+' ? value + right.value : value - right.value;
    next = right.next;
  }
  return { value, next };
}

function readProduct(tokens: readonly Token[], start: number, text: string): Part {
  let { value, next } = readFactor(tokens, start, text);
  for (let sign = tokens[next]; sign === '*' || sign === '/'; sign = tokens[next]) {
    const right = readFactor(tokens, next + 1, text);
    value = sign === '*' ? value * right.value : value / right.value;
    next = right.next;
  }
  return { value, next };
}

function readFactor(tokens: readonly Token[], start: number, text: string): Part {
  const token = tokens[start];
  if (typeof token === 'number') return { value: token, next: start + 1 };
  if (token === '+') return readFactor(tokens, start + 1, text);
  if (token === '-') {
    const { value, next } = readFactor(tokens, start + 1, text);
    return { value: -value, next };
  }
  if (token !== '(') throw misplaced(token, text);
  const inner = readSum(tokens, start + 1, text);
  if (tokens[inner.next] !== ')') throw misplaced(tokens[inner.next], text);
  return { value: inner.value, next: inner.next + 1 };
}

function misplaced(token: Token | undefined, text: string): DurationError {
  return new DurationError(text, token === undefined ? 'something is missing' : `'${token}' stands in the wrong place`);
}
