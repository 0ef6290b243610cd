import { TsbanError } from '../error.js';
import { pythonRound } from '../python-round.js';

/** Whether two numbers stand to each other as a sign says. */
export type Compare = (left: number, right: number) => boolean;

type Operate = (left: number, right: number) => number;

/** What a function of a formula makes of its values. */
type FormulaFunction = (values: readonly number[], random: () => number) => number;

class NoValue extends TsbanError {
  readonly code = 'NO_VALUE';
}

/** Throws where there is no value: what has none leaves everything without one that it is a part of. */
export function valued(value = NaN): number {
  if (Number.isNaN(value)) throw new NoValue();
  return value;
}

/** NaN where `calculate` came to something without a value. */
export function valueOrNaN(calculate: () => number): number {
  try {
    return calculate();
  } catch (error) {
    if (error instanceof NoValue) return NaN;
    throw error;
  }
}

/** Operators between two numbers with Python's meaning, by rank, those that bind least first; NaN where there is no value. */
export const operators: readonly Readonly<Record<string, Operate>>[] = [
  { '|': bitwise((left, right) => left | right) },
  { '^': bitwise((left, right) => left ^ right) },
  { '&': bitwise((left, right) => left & right) },
  { '<<': shifted((left, right) => left * 2 ** right), '>>': shifted((left, right) => Math.floor(left / 2 ** right)) },
  { '+': (left, right) => left + right, '-': (left, right) => left - right },
  {
    '*': (left, right) => left * right,
    '/': (left, right) => (right === 0 ? NaN : left / right),
    '//': (left, right) => Math.round((left - modulo(left, right)) / right),
    '%': modulo,
  },
];

export const comparisons: Readonly<Record<string, Compare>> = {
  '<': (left, right) => left < right,
  '<=': (left, right) => left <= right,
  '>': (left, right) => left > right,
  '>=': (left, right) => left >= right,
  '==': (left, right) => left === right,
  '!=': (left, right) => left !== right,
};

/** Names of numbers. */
export const formulaConstants: ReadonlyMap<string, number> = new Map([
  ['True', 1],
  ['False', 0],
  ['math.pi', Math.PI],
  ['math.e', Math.E],
  ['math.tau', 2 * Math.PI],
  ['math.inf', Infinity],
]);

/** Names of functions; without a value they need the result is NaN. */
export const formulaFunctions: ReadonlyMap<string, FormulaFunction> = new Map<string, FormulaFunction>([
  ['max', (values) => Math.max(...values)],
  ['min', (values) => Math.min(...values)],
  ['abs', of(Math.abs)],
  ['int', of(Math.trunc)],
  ['float', of((value) => value)],
  ['bool', of((value) => Number(value !== 0))],
  ['round', ([value = NaN, digits = 0]) => pythonRound(value * 10 ** digits) / 10 ** digits],
  ['pow', ([base = NaN, exponent = NaN]) => base ** exponent],
  ['math.pow', ([base = NaN, exponent = NaN]) => base ** exponent],
  [
    'math.log',
    ([value = NaN, base = Math.E]) => (base === Math.E ? Math.log(value) : Math.log(value) / Math.log(base)),
  ],
  ['math.exp', of(Math.exp)],
  ['math.expm1', of(Math.expm1)],
  ['math.log2', of(Math.log2)],
  ['math.log10', of(Math.log10)],
  ['math.log1p', of(Math.log1p)],
  ['math.sqrt', of(Math.sqrt)],
  ['math.fabs', of(Math.abs)],
  ['math.floor', of(Math.floor)],
  ['math.ceil', of(Math.ceil)],
  ['math.trunc', of(Math.trunc)],
  ['math.sin', of(Math.sin)],
  ['math.cos', of(Math.cos)],
  ['math.tan', of(Math.tan)],
  ['math.tanh', of(Math.tanh)],
  ['math.atan', of(Math.atan)],
  ['random.random', (_, random) => random()],
  ['random.uniform', ([from = NaN, to = NaN], random) => from + (to - from) * random()],
  ['random.randint', ([from = NaN, to = NaN], random) => from + Math.floor((to - from + 1) * random())],
]);

function of(calculate: (value: number) => number): FormulaFunction {
  return ([value = NaN]) => calculate(value);
}

/** With the sign of the divisor. */
function modulo(left: number, right: number): number {
  const rest = left % right;
  return rest !== 0 && rest < 0 !== right < 0 ? rest + right : rest;
}

/** By whole numbers from 0 on. */
function shifted(shift: Operate): Operate {
  return (left, right) => (Number.isInteger(left) && Number.isInteger(right) && right >= 0 ? shift(left, right) : NaN);
}

/** Of whole numbers of any size, as Python's are; with others there is no value. */
function bitwise(calculate: (left: bigint, right: bigint) => bigint): Operate {
  return (left, right) =>
    Number.isInteger(left) && Number.isInteger(right) ? Number(calculate(BigInt(left), BigInt(right))) : NaN;
}
