import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { readFilter } from '../../src/config/read-filter.js';
import { compileRegexes } from '../../src/filter/compile-regexes.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { type Answered, answered, compare } from '../python-regex/answered.js';
import { machine, repeat, stepsIn } from '../python-regex/attacks.js';
import { whyNoCpython } from '../python-regex/cpython.js';
import { exampleOf, mutate, randomFrom } from '../python-regex/example.js';
import { engines } from '../python-regex/places.js';
import { type RealFail2ban, realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
const missing = typeof real === 'string' ? real : whyNoCpython();
if (missing !== undefined) console.warn(missing);

const logtypes = ['file', 'short', 'journal', 'rfc5424'];
const dateAndTime =
  /(?:[A-Z][a-z]{2} +\d+ |[\d/.-]+[T :]|\d+\/[A-Z][a-z]{2}\/\d+:)?\d\d:\d\d:\d\d(?:[.,]\d+)?(?: ?[+-]\d{4})?/;

interface Pattern {
  readonly pattern: string;
  readonly flags: string;
  readonly isPrefix: boolean;
}

/** Every regex of every filter in each of its modes and for each kind of log, tags expanded, once. */
function effectivePatterns({ config }: RealFail2ban): readonly Pattern[] {
  const known = new Map<string, Pattern>();
  for (const file of readdirSync(join(config, 'filter.d')).filter((name) => name.endsWith('.conf'))) {
    const name = file.replace(/\.conf$/, '');
    const modes = modesIn(readFileSync(join(config, 'filter.d', file), 'utf8'));
    for (const mode of modes) {
      for (const logtype of logtypes) {
        for (const pattern of patternsOf(config, name, { mode, logtype })) {
          known.set(pattern.flags + pattern.pattern, pattern);
        }
      }
    }
  }
  return [...known.values()];
}

/** The words behind the last dash of options such as `mdre-aggressive`, if there are modes at all. */
function modesIn(text: string): readonly string[] {
  if (!text.includes('<mode>')) return ['normal'];
  return [...new Set([...text.matchAll(/^[\w-]+-(\w+) *=/gm)].map(([, mode = '']) => mode))];
}

function patternsOf(config: string, name: string, options: Record<string, string>): readonly Pattern[] {
  try {
    const filter = readFilter(config, name, new Map(Object.entries(options)))?.filter;
    if (filter === undefined) return [];
    const regexes = compileRegexes({
      ...(filter.prefregex !== undefined && { prefregex: filter.prefregex.value }),
      failregex: filter.failregex.map(({ value }) => value),
      ignoreregex: filter.ignoreregex.map(({ value }) => value),
      maxlines: filter.maxlines,
      usedns: 'warn',
    });
    const flags = regexes.maxlines > 1 ? 'm' : '';
    const of = (list: readonly (PythonRegex | undefined)[], rest: Omit<Pattern, 'pattern'>) =>
      list.flatMap((regex) => (regex === undefined ? [] : [{ pattern: regex.pattern, ...rest }]));
    return [
      ...of([regexes.prefregex], { flags: '', isPrefix: true }),
      ...of(regexes.failregex, { flags, isPrefix: false }),
      ...of(regexes.ignoreregex, { flags: '', isPrefix: false }),
    ];
  } catch (error) {
    // Not every word behind a dash is a mode.
    if (error instanceof ConfigError) return [];
    throw error;
  }
}

/** Lines of all sample logs as they are, without their dates, as prefregexes hand them on, and five at a time. */
function sampleTexts({ sampleLogs }: RealFail2ban, patterns: readonly Pattern[]): readonly string[] {
  const files = readdirSync(sampleLogs, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile());
  const lines = files.flatMap(({ parentPath, name }) =>
    readFileSync(join(parentPath, name), 'utf8')
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  const undated = lines.map((line) => line.replace(dateAndTime, ''));
  const prefixes = patterns.filter(({ isPrefix }) => isPrefix).map(({ pattern }) => PythonRegex.compile(pattern));
  const contents = undated.flatMap((line) =>
    prefixes.flatMap((regex) => regex.search(`${line}\n`)?.group('content') ?? []),
  );
  const single = [...lines, ...undated, ...contents];
  const several = undated.map((_, at) => undated.slice(at, at + 5).join('\n'));
  return [...new Set([...single, ...several].map((text) => `${text}\n`))];
}

describe.skipIf(missing !== undefined)("against CPython, Debian's filters on all their sample logs", () => {
  let asked: readonly Answered[];

  beforeAll(() => {
    if (typeof real === 'string') return;
    const patterns = effectivePatterns(real);
    const texts = sampleTexts(real, patterns);
    console.info(`${patterns.length} patterns, ${texts.length} texts`);
    asked = answered(patterns.map(({ pattern, flags }) => ({ pattern, flags, texts })));
  }, 600_000);

  it.each(engines)(
    '%s finds the same',
    (name, engine) => {
      const { differing, ...count } = compare(asked, engine);
      console.info(`${name}: ${JSON.stringify(count)}, ${differing.length} differ`);
      expect(count.matching).toBeGreaterThan(10_000);
      expect(count.givenUp).toBe(0);
      expect(differing).toEqual([]);
    },
    600_000,
  );

  it('names the same when only names are asked for', () => {
    for (const { pattern, flags = '', texts, regex, answers } of asked) {
      const named = PythonRegex.compile(pattern, { namedOnly: true, multiline: flags.includes('m') });
      for (const [at, theirs] of answers.entries()) {
        if (!Array.isArray(theirs)) continue;
        const text = texts[at] ?? '';
        const expected = [...regex.groupNames].flatMap(([name, group]) => {
          const [start = -1, end = -1] = theirs.slice(2 * group, 2 * group + 2) as number[];
          return start < 0 ? [] : [[name, text.slice(start, end)]];
        });
        expect(named.search(text)?.named()).toEqual(Object.fromEntries(expected));
        expect(named.searchSafely(text)?.named()).toEqual(Object.fromEntries(expected));
      }
    }
  }, 600_000);
});

describe.skipIf(typeof real === 'string')("Debian's filters under attack", () => {
  it('take the safe machine no more than in proportion, whatever they are made for is repeated', () => {
    const patterns = typeof real === 'string' ? [] : effectivePatterns(real);
    const random = randomFrom(1);
    const worse = patterns.flatMap(({ pattern, flags }) => {
      const bitState = machine(pattern, flags === 'm');
      return Array.from({ length: 3 }, () => exampleOf(pattern, random) || 'x').flatMap((example) => {
        const start = example.slice(0, random(example.length));
        const [few, many] = stepsIn(bitState, repeat(mutate(example, random) || 'x', '!', start));
        return many <= 8.5 * few + 10_000 ? [] : [JSON.stringify({ pattern, example, few, many })];
      });
    });
    const risks = patterns.map(({ pattern }) => PythonRegex.compile(pattern).risk);
    const count = (risk: string) => risks.filter((each) => each === risk).length;
    console.info(`${patterns.length} patterns: ${count('exponential')} exponential, ${count('polynomial')} polynomial`);
    expect(worse).toEqual([]);
  }, 300_000);
});
