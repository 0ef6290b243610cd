import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { RegexSet } from '../../src/filter/regex-set.js';
import { isAscii } from '../../src/python-regex/is-ascii.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { pick, randomFrom } from '../python-regex/example.js';

/** Anchored and not, with captures, conditions, references, loops and case folding: what may and may not be asked at once. */
const sources = [
  '^no',
  '^a(?P<x>b)?c',
  '^(?P<x>a)?(?(x)b|c)$',
  '^(a)b\\1',
  '^(?P<x>a|ab)(?P=x)',
  '^(?>a|ab)c',
  '^a|^b',
  '^(?:a|b)*?c',
  '^(?:(?P<x>a)|b)+',
  '^(?i:NO|ß)',
  '^(?i:(?P<x>a)b)(?P=x)',
  '^(?:a|)+b',
  '^\\w+ (?P<x>\\d+)$',
  '^[^ab]',
  '^(?!b)..(?<=a.)',
  '(?:^|c)a',
  'b$',
  'a+b',
  'é',
  '(?P<x>c)',
  '^',
];
const compiled = sources.map((source) => PythonRegex.compile(source, { namedOnly: true }));

const list = fc.array(fc.constantFrom(...compiled), { maxLength: 8 });
const text = fc
  .array(fc.constantFrom('a', 'b', 'c', 'ab', 'no', 'NO', ' ', '12', 'é', 'ß', '\n', '😀'), { maxLength: 6 })
  .map((parts) => parts.join(''));

function oneByOne(regexes: readonly PythonRegex[], searched: string) {
  for (const [index, regex] of regexes.entries()) {
    const match = regex.search(searched);
    if (match !== undefined) return { index, start: match.start, end: match.end, named: match.named() };
  }
  return undefined;
}

function together(set: RegexSet, searched: string) {
  const found = set.search(searched, isAscii(searched));
  if (found === undefined) return undefined;
  const { index, match } = found;
  return { index, start: match.start, end: match.end, named: match.named() };
}

describe('a set of regexes', () => {
  it('finds what trying one after the other finds', () => {
    fc.assert(
      fc.property(list, fc.array(text, { minLength: 1, maxLength: 5 }), (regexes, texts) => {
        const set = new RegexSet(regexes);
        for (const searched of texts) expect(together(set, searched)).toEqual(oneByOne(regexes, searched));
      }),
      { numRuns: 3000 },
    );
  });

  it('finds no less once it knows which texts are rare', () => {
    const regexes = ['GET /.* (?:404|403)$', '^[a-z]+ "(?:GET|POST) ', 'gone(?: away)?'].map((source) =>
      PythonRegex.compile(source),
    );
    const words = ['GET /', 'POST /', ' 404', ' 403', ' 200', 'gone', ' away', 'me "', '"'];
    const random = randomFrom(5);
    const set = new RegexSet(regexes);
    let found = 0;
    for (let left = 5000; left > 0; left--) {
      const searched = [1, 2, 3, 4].map(() => pick(random, words)).join('');
      const expected = oneByOne(regexes, searched);
      expect(together(set, searched)).toEqual(expected);
      if (expected !== undefined) found += 1;
    }
    expect(found).toBeGreaterThan(1000);
    expect(found).toBeLessThan(4000);
  });

  it('does so while some of them are demoted, and after that', () => {
    fc.assert(
      fc.property(list, fc.array(fc.boolean(), { minLength: 8, maxLength: 8 }), text, (regexes, demoted, searched) => {
        const expected = oneByOne(regexes, searched);
        const set = new RegexSet(regexes);
        regexes.forEach((regex, index) => demoted[index] === true && regex.demote());
        set.regroup();
        expect(together(set, searched)).toEqual(expected);
        for (const regex of regexes) regex.promote();
        set.regroup();
        expect(together(set, searched)).toEqual(expected);
      }),
    );
  });

  it.each(['^(a?)?(?(1)$|b)', '^(?P<x>)?(?(x)|b)', '^(?:(?P<x>a*)|b)(?(x)$|c)'])(
    'is right about %s on nothing',
    (source) => {
      const regexes = [source, '^', '^'].map((each) => PythonRegex.compile(each));
      expect(together(new RegexSet(regexes), '')).toEqual(oneByOne(regexes, ''));
    },
  );

  it('is right where they are too many to be asked at once', () => {
    const regexes = Array.from({ length: 100 }, (_, i) => PythonRegex.compile(`^(?:[a-z]{0,200}x){3}(?P<n>${i})$`));
    const set = new RegexSet(regexes);
    for (const end of ['0', '57', '99', '100']) {
      expect(together(set, `axbxcx${end}`)).toEqual(oneByOne(regexes, `axbxcx${end}`));
    }
    expect(together(set, 'xxx99')).toMatchObject({ index: 99, named: { n: '99' } });
  });

  it('is right where V8 runs out of stack', () => {
    const regexes = ['^x', '^(?:a|b)*c', '^(?P<all>(?:[ab])+)$'].map((source) => PythonRegex.compile(source));
    const long = 'ab'.repeat(4_000_000);
    expect(together(new RegexSet(regexes), long)).toEqual(oneByOne(regexes, long));
  });
});
