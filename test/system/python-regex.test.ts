import { beforeAll, describe, expect, it } from 'vitest';
import { PatternError } from '../../src/python-regex/pattern-error.js';
import { type Answered, answered, compare } from '../python-regex/answered.js';
import { type Answer, type Case, readCases } from '../python-regex/cases.js';
import { askCpython, type CpythonFound, type Question, whyNoCpython } from '../python-regex/cpython.js';
import { breakPattern, exampleOf, mutate, randomFrom } from '../python-regex/example.js';
import { engines, tryCompile } from '../python-regex/places.js';
import { randomPattern } from '../python-regex/random-pattern.js';

const missing = whyNoCpython();
/** More of it, and other of it, for those who have the time. */
const { TSBAN_FUZZ_TIMES = '1', TSBAN_FUZZ_SEED = '1' } = process.env;
const patterns = 4000 * Number(TSBAN_FUZZ_TIMES);

describe.skipIf(missing !== undefined)('against CPython, patterns and texts at random', () => {
  let asked: readonly Answered[];

  beforeAll(() => {
    const random = randomFrom(Number(TSBAN_FUZZ_SEED));
    const questions = Array.from({ length: patterns }, (): Question | undefined => {
      const pattern = randomPattern(random);
      if (tryCompile(pattern) instanceof PatternError) return undefined;
      // Longer ones take CPython and V8 too long where a pattern backtracks badly.
      const texts = Array.from({ length: 6 }, () => mutate(exampleOf(pattern, random), random).slice(0, 16));
      return { pattern, texts };
    });
    asked = answered(questions.filter((question) => question !== undefined));
  }, 600_000);

  it.each(engines)(
    '%s finds the same',
    (name, engine) => {
      expect(asked.length).toBeGreaterThan(patterns * 0.8);
      const { differing, ...count } = compare(asked, engine);
      console.info(`${name}: ${JSON.stringify(count)}, ${differing.length} differ`);
      expect(differing).toEqual([]);
    },
    600_000,
  );
});

describe.skipIf(missing !== undefined)('against CPython, broken patterns', () => {
  it('are refused in the same words and at the same place', () => {
    const random = randomFrom(Number(TSBAN_FUZZ_SEED));
    const questions = Array.from({ length: patterns }, () => ({
      pattern: breakPattern(randomPattern(random), random),
      texts: [],
    }));
    const theirs = askCpython(questions).map((answer) => (Array.isArray(answer) ? 'compiles' : answer.error));
    const ours = questions.map(({ pattern }) => {
      const regex = tryCompile(pattern);
      return regex instanceof PatternError ? regex.message : 'compiles';
    });
    const differing = questions.flatMap(({ pattern }, at) =>
      ours[at] === theirs[at] ? [] : [JSON.stringify({ pattern, ours: ours[at], theirs: theirs[at] })],
    );
    const refused = theirs.filter((answer) => answer !== 'compiles').length;
    console.info(`${refused} of ${theirs.length} refused, ${differing.length} differ`);
    expect(refused).toBeGreaterThan(patterns / 3);
    expect(differing).toEqual([]);
  }, 600_000);
});

describe.skipIf(missing !== undefined)('the recorded answers of CPython', () => {
  it.each(['cases', 'random'] as const)('%s are what it says', (name) => {
    const cases = readCases(name);
    const answers = askCpython(cases.map(({ pattern, flags = '', text }) => ({ pattern, flags, texts: [text] })));
    const theirs = answers.map((answer, at) => (Array.isArray(answer) ? asRecorded(answer[0], cases[at]) : answer));
    expect(theirs).toEqual(cases.map(({ expected }) => expected));
  });
});

function asRecorded(found: CpythonFound | undefined, asked: Case | undefined): Answer {
  if (found === undefined || asked === undefined || typeof found === 'string') throw new Error('no answer');
  if (found === null) return null;
  const groups = Array.from({ length: found.length / 2 }, (_, group) => found.slice(2 * group, 2 * group + 2));
  const texts = groups.map(([start = -1, end]) => (start < 0 ? null : asked.text.slice(start, end)));
  return [...found.slice(0, 2), ...texts.slice(1)];
}
