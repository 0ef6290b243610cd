import type { RepeatNode } from './node.js';
import type { TokenReader } from './tokenize.js';

export type Quantifier = Pick<RepeatNode, 'min' | 'max' | 'mode'>;
type Bounds = Pick<Quantifier, 'min' | 'max'>;

const simple = new Map<string, Bounds>([
  ['*', { min: 0, max: Infinity }],
  ['+', { min: 1, max: Infinity }],
  ['?', { min: 0, max: 1 }],
]);
/** CPython's MAXREPEAT. */
const tooMany = 4_294_967_295;

/** Reads `*`, `+?`, `{2,5}+` and the like; undefined, with nothing taken, if none comes next. A lone `{` is none. */
export function parseQuantifier(reader: TokenReader): Quantifier | undefined {
  const bounds = reader.attempt(() => simple.get(reader.take() ?? '')) ?? reader.attempt(() => readBraces(reader));
  if (bounds === undefined) return undefined;
  const mode = reader.match('?') ? 'lazy' : reader.match('+') ? 'possessive' : 'greedy';
  return { ...bounds, mode };
}

function readBraces(reader: TokenReader): Bounds | undefined {
  if (!reader.match('{') || reader.next === '}') return undefined;
  const inside = reader.position;
  const low = reader.takeWhile(/^[0-9]$/);
  const high = reader.match(',') ? reader.takeWhile(/^[0-9]$/) : low;
  if (!reader.match('}')) return undefined;
  const min = low === '' ? 0 : Number(low);
  const max = high === '' ? Infinity : Number(high);
  if (min >= tooMany || (high !== '' && max >= tooMany))
    throw reader.error('the repetition number is too large', inside);
  if (max < min) throw reader.error('min repeat greater than max repeat', inside);
  return { min, max };
}
