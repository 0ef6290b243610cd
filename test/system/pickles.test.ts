import { join } from 'node:path';
import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { pickle, type Picklable } from '../../src/server/compat/pickle.js';
import { PickleError } from '../../src/server/compat/pickle-error.js';
import type { Unpickled } from '../../src/server/compat/pickle-machine.js';
import { unpickle } from '../../src/server/compat/unpickle.js';
import { whyNoCpython } from '../python-regex/cpython.js';

const { TSBAN_FUZZ_TIMES = '1', TSBAN_FUZZ_SEED = '1' } = process.env;
const count = 2000 * Number(TSBAN_FUZZ_TIMES);

/** A value with its kind, as Python describes it. */
type Tagged = Readonly<Record<string, unknown>>;

function tagged(value: Unpickled): Tagged {
  if (value === null) return { constant: 'None' };
  if (typeof value === 'boolean') return { constant: value ? 'True' : 'False' };
  if (typeof value === 'string') return { text: value };
  if (typeof value === 'number' || typeof value === 'bigint') return { number: value };
  if (Buffer.isBuffer(value)) return { bytes: value.toString('hex') };
  if (Array.isArray(value)) return { list: value.map(tagged) };
  if (value instanceof Set) return { set: sorted([...value].map(tagged)) };
  return { dict: Array.from(value, (entry) => entry.map(tagged)) };
}

/** Python's description, with numbers as JavaScript has them. */
function translated(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(translated);
  if (typeof value !== 'object' || value === null) return value;
  const [kind, content] = Object.entries(value)[0] ?? [];
  if (kind === 'float')
    return { number: content === 'inf' ? Infinity : content === '-inf' ? -Infinity : Number(content) };
  if (kind === 'integer') {
    const number = Number(content);
    return { number: Number.isSafeInteger(number) ? number : BigInt(String(content)) };
  }
  if (kind === 'set') return { set: sorted(translated(content) as Tagged[]) };
  return { [String(kind)]: translated(content) };
}

function sorted(items: readonly Tagged[]): readonly Tagged[] {
  const key = (item: Tagged) => String(Object.values(item)[0]);
  return items.toSorted((a, b) => (key(a) < key(b) ? -1 : 1));
}

function python(args: readonly string[], input = ''): readonly string[] {
  const script = join(import.meta.dirname, '../support/real-pickles.py');
  const { stdout } = execaSync('python3', [script, ...args], { input, maxBuffer: 1e9 });
  return stdout.split('\n').filter((line) => line !== '');
}

describe.skipIf(whyNoCpython() !== undefined)('against Python', { timeout: 300_000 }, () => {
  it('pickles of every protocol are read as what they are, those that are more than data refused', () => {
    const lines = python(['write', String(count), TSBAN_FUZZ_SEED]);
    let refused = 0;
    for (const line of lines) {
      const { pickle: hex, value, plain } = JSON.parse(line) as { pickle: string; value: unknown; plain: boolean };
      const bytes = Buffer.from(hex, 'hex');
      if (plain) expect(tagged(unpickle(bytes)), hex).toEqual(translated(value));
      else expect(() => unpickle(bytes), hex).toThrow(PickleError);
      if (!plain) refused++;
    }
    console.info(`${lines.length} pickles of ${count} values, ${refused} of them refused`);
    expect(lines).toHaveLength(count * 12);
    expect(refused).toBeGreaterThan(count);
    expect(refused).toBeLessThan(count * 6);
  });

  it('reads what pickle writes', () => {
    const text = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('<F2B_END_COMMAND>', 'F2B_END_COMMAND>'.padEnd(60), 'x'.repeat(300)),
    );
    const number = fc.oneof(fc.integer(), fc.maxSafeInteger(), fc.double({ noNaN: true, noDefaultInfinity: true }));
    const { value } = fc.letrec<{ value: Picklable }>((tie) => ({
      value: fc.oneof(
        { maxDepth: 4 },
        text,
        number,
        fc.boolean(),
        fc.constant(null),
        fc.array(tie('value')),
        fc.dictionary(text, tie('value')),
      ),
    }));
    const values = fc.sample(value, { numRuns: count, seed: Number(TSBAN_FUZZ_SEED) });
    const lines = values.map((each) => JSON.stringify({ pickle: pickle(each).toString('hex'), value: each }));
    expect(python(['read'], lines.join('\n'))).toEqual([]);
    const wrong = JSON.stringify({ pickle: pickle('a').toString('hex'), value: 'b' });
    expect(python(['read'], wrong)).toEqual([wrong]);
  });
});
