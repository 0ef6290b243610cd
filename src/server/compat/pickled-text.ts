import { PickleError } from './pickle-error.js';

/** Longer integers are nothing anybody means, and slow to make. */
const [longestDigits, longestBytes] = [40, 16];

/** An integer as protocol 0 writes it: `-5`, as a long `5L`. */
export function integerIn(line: string): number | bigint {
  const [, digits] = /^([+-]?\d+)L?$/.exec(line) ?? [];
  if (digits === undefined || digits.length > longestDigits) throw notA('whole number', line);
  return narrowed(BigInt(digits.replace('+', '')));
}

/** What protocol 0 writes for integers, and, as 00 and 01, for False and True. */
export function integerOrBooleanIn(line: string): number | bigint | boolean {
  return line === '00' ? false : line === '01' ? true : integerIn(line);
}

/** An integer in two's complement, the lowest byte first. */
export function integerOf(bytes: Buffer): number | bigint {
  if (bytes.length > longestBytes) throw new PickleError(`a number of ${bytes.length} bytes is too long`);
  if (bytes.length === 0) return 0;
  const unsigned = BigInt(`0x${Buffer.from(bytes).reverse().toString('hex')}`);
  return narrowed(BigInt.asIntN(bytes.length * 8, unsigned));
}

function narrowed(integer: bigint): number | bigint {
  const number = Number(integer);
  return Number.isSafeInteger(number) ? number : integer;
}

const special: Readonly<Record<string, number>> = { inf: Infinity, '-inf': -Infinity, nan: NaN };

/** A float as protocol 0 writes it: `1.5`, `1e+300`, `-inf`. */
export function floatIn(line: string): number {
  const number = special[line];
  if (number !== undefined) return number;
  if (!/^[+-]?\d+(?:\.\d*)?(?:e[+-]?\d+)?$/.test(line)) throw notA('number', line);
  return Number(line);
}

/** A text as protocol 0 writes it: a character a byte, others as `\u20ac` or `\U0001f600`. */
export function textIn(line: string): string {
  return line.replace(/\\u([\da-fA-F]{4})|\\U([\da-fA-F]{8})/g, (_all, short?: string, long?: string) => {
    const code = Number.parseInt(short ?? long ?? '', 16);
    if (code > 0x10ffff) throw new PickleError(`there is no character ${code}`);
    return String.fromCodePoint(code);
  });
}

function notA(kind: string, line: string): PickleError {
  return new PickleError(`${JSON.stringify(line.slice(0, longestDigits))} is no ${kind}`);
}
