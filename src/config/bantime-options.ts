import { parseDuration } from '../time/duration.js';
import { type BantimeOptions, ConfigError, type Located } from './configuration.js';
import type { Findings } from './findings.js';
import { parseFormula } from './formula.js';
import { FormulaError } from './formula-tokens.js';
import type { JailOptions } from './jail-options.js';
import { isTrue, readSeconds } from './values.js';

/** The options `bantime.*` of a jail (spec config §3); an empty one counts as not set, what can't be used goes to the findings. */
export function readBantimeOptions(options: JailOptions, findings: Findings): BantimeOptions {
  const read = <T>(option: string, reader: (written: Located<string>) => T): T | undefined => {
    const written = options.get(`bantime.${option}`);
    return written === undefined || written.value === '' ? undefined : findings.attempt(() => reader(written));
  };
  const yes = ({ value }: Located<string>) => isTrue(value);
  return {
    increment: read('increment', yes) ?? false,
    factor: read('factor', readFactor) ?? 1,
    formula: read('formula', readFormula),
    multipliers: read('multipliers', readMultipliers),
    maxtime: read('maxtime', readSeconds),
    rndtime: read('rndtime', readSeconds),
    overalljails: read('overalljails', yes) ?? false,
  };
}

/** A number, or arithmetic with numbers: `2`, `0.5`, `2.0/2.8`. Throws a ConfigError. */
function readFactor({ value, where }: Located<string>): number {
  const number = Number(value);
  if (!Number.isNaN(number)) return number;
  try {
    if (/[a-z]|[\d.]\s+[\d.]/i.test(value)) throw new Error('no arithmetic');
    return parseDuration(value);
  } catch {
    throw new ConfigError(`'${value}' is not a number; write one such as 2, 0.5 or 1/2`, where);
  }
}

/** Whole numbers, one blank between two of them. Throws a ConfigError. */
function readMultipliers({ value, where }: Located<string>): readonly number[] {
  if (/^[-+]?\d+(?: [-+]?\d+)*$/.test(value)) return value.split(' ').map(Number);
  const proper = value.match(/\d+(?:\.\d+)?/g)?.map((number) => Math.ceil(Number(number))) ?? [1, 2, 4, 8];
  const advice = `write ${proper.join(' ')}, for example`;
  throw new ConfigError(`'${value}' is not a row of whole numbers with single blanks between; ${advice}`, where);
}

/** An expression of Python's. Throws a ConfigError. */
function readFormula({ value, where }: Located<string>): string {
  try {
    parseFormula(value);
    return value;
  } catch (error) {
    if (!(error instanceof FormulaError)) throw error;
    const advice = 'write an expression such as ban.Time * 2 ** ban.Count';
    throw new ConfigError(`'${value}' is not a formula: ${error.message}; ${advice}`, where);
  }
}
