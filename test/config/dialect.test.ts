import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseDialect } from '../../src/config/dialect.js';

/** Section by section what a text sets. */
function read(text: string): Record<string, Record<string, string>> {
  const { sections } = parseDialect(text, 'x.conf');
  return Object.fromEntries(
    [...sections].map(([name, { options }]) => [
      name,
      Object.fromEntries([...options].map(([option, { value }]) => [option, value])),
    ]),
  );
}

function problemsOf(text: string): string[] {
  return parseDialect(text, 'x.conf').problems.map(({ severity, error }) => `${severity} ${error.message}`);
}

describe('parseDialect', () => {
  it.each([
    ['a = 1\n  2\n\n  3\n\n\nb = 4', { a: '1\n2\n\n3', b: '4' }],
    ['b =\n   x\n   # c\n   y\n;c\n   z ; inl', { b: '\nx\ny\nz' }],
    ['  a = 1\n  b = 2\n    c = 3\n d = 4', { a: '1', b: '2\nc = 3', d: '4' }],
    ['a = 1\n  [B]\n  b = 2', { a: '1\n[B]\nb = 2' }],
    ['d = x;y ; z', { d: 'x;y' }],
    ['e =\t;c', { e: '' }],
    ['a = 1\r\nb = 2\r\n', { a: '1', b: '2' }],
    ['a = 1 # keep', { a: '1 # keep' }],
    ['a:b = c', { a: 'b = c' }],
    ['x: 2', { x: '2' }],
    ['a == 1', { a: '= 1' }],
    ['Max Retry.x = 5', { 'max retry.x': '5' }],
    ['failregex = ^foo ; bar <HOST>', { failregex: '^foo' }],
    ['failregex = ^d # e <HOST>\n  # gone\n  ^a;b <HOST>', { failregex: '^d # e <HOST>\n^a;b <HOST>' }],
    ['a = true\nb = null\nc = 12\nd = "q"\ne[] = 1', { a: 'true', b: 'null', c: '12', d: '"q"', 'e[]': '1' }],
    [
      '__proto__ = p\n404 = n',
      Object.fromEntries([
        ['__proto__', 'p'],
        ['404', 'n'],
      ]),
    ],
    ['a = [x]\n  "y" = \\z', { a: '[x]\n"y" = \\z' }],
    ['a = 1\n\n   \n  # comment\n  2', { a: '1\n\n\n2' }],
  ])('%j', (body, options) => {
    expect(read(`[A]\n${body}`)).toEqual({ A: options });
    expect(problemsOf(`[A]\n${body}`)).toEqual([]);
  });

  it.each([
    ['[A] junk\nx=1', 'A'],
    ['[B]]\nx=1', 'B]'],
    ['[ C ]\nx=1', ' C '],
    ['[a.b]\nx=1', 'a.b'],
    ['[__proto__]\nx=1', '__proto__'],
    ['[Init?family=inet6]\nx=1', 'Init?family=inet6'],
    ['\uFEFF[A]\nx=1', 'A'],
  ])('the header of %j is %j', (text, name) => {
    expect([...parseDialect(text, 'x.conf').sections.keys()]).toEqual([name]);
    expect(parseDialect(text, 'x.conf').sections.get(name)?.options.get('x')?.value).toBe('1');
  });

  it('says in which line everything stands', () => {
    const { sections } = parseDialect('# first\n\n[DEFAULT]\n[j]\nfilter = x\n  y\n\nmaxretry = 5', 'jail.conf');
    expect(sections.get('j')?.where).toEqual({ file: 'jail.conf', line: 4, section: 'j', option: '' });
    const places = [...(sections.get('j')?.options.values() ?? [])].map(({ where }) => [where.option, where.line]);
    expect(places).toEqual([
      ['filter', 5],
      ['maxretry', 8],
    ]);
  });

  it.each([
    [
      '[j]\nx = 1\nX = 2',
      [
        'warning x.conf:3: [j] x: stands in this file twice, first at line 2, and the later counts; take one of them out',
      ],
    ],
    [
      '[j]\nx = 1\n[k]\n[j]',
      ['warning x.conf:4: [j] stands in this file twice, first at line 1, and the later counts; take one of them out'],
    ],
    ['[DEFAULT]\nx = 1\n[DEFAULT]\ny = 2', []],
    [
      '[DEFAULT]\nx = 1\n[DEFAULT]\nx = 2',
      [
        'warning x.conf:4: [DEFAULT] x: stands in this file twice, first at line 2, and the later counts; take one of them out',
      ],
    ],
    [
      '[j\nx = 1',
      [
        "error x.conf:1: '[j' is no [section]: close it with ], or indent it if it continues a value",
        'error x.conf:2: this line stands above every [section] and belongs to none; put it below one',
      ],
    ],
    [
      '[j]\n[k\nx = 1',
      ["error x.conf:2: [j] '[k' is no [section]: close it with ], or indent it if it continues a value"],
    ],
    ['x = 1', ['error x.conf:1: this line stands above every [section] and belongs to none; put it below one']],
    [
      '[j]\nenabled true',
      [
        "error x.conf:2: [j] 'enabled true' is neither a [section] nor 'option = value'; indent it if it continues a value",
      ],
    ],
    [
      '[j]\n= 3',
      ["error x.conf:2: [j] '= 3' is neither a [section] nor 'option = value'; indent it if it continues a value"],
    ],
  ])('%j is told of', (text, problems) => {
    expect(problemsOf(text)).toEqual(problems);
  });

  it('lets the later of two count, and keeps what else was said', () => {
    expect(read('[j]\nx = 1\ny = 2\n[k]\n[j]\nx = 3')).toEqual({ j: { x: '3', y: '2' }, k: {} });
  });

  it('gets every name and value through the INI library as it was', () => {
    const word = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 12 });
    const line = fc.string({ unit: 'grapheme', maxLength: 30 }).map((text) => text.replaceAll(/[\r\n]/g, '').trim());
    const name = word.map((text) => text.replaceAll(/[\s=:;#[\]]/g, '').toLowerCase()).filter((text) => text !== '');
    const value = fc.array(line, { minLength: 1, maxLength: 3 }).map((lines) => {
      const kept = lines.map((text) => text.replace(/(?:^|\s)[;#].*$/s, '').trim()).filter((text) => text !== '');
      return kept.join('\n');
    });
    const options = fc.uniqueArray(fc.tuple(name, value), { selector: ([option]) => option });
    fc.assert(
      fc.property(name, options, (section, entries) => {
        const text = entries.map(([option, set]) => `${option} = ${set.replaceAll('\n', '\n  ')}`).join('\n');
        const parsed = parseDialect(`[${section}]\n${text}`, 'x.conf');
        const found = [...(parsed.sections.get(section)?.options ?? [])].map(([option, set]) => [option, set.value]);
        expect(found).toEqual(entries);
        expect(parsed.problems).toEqual([]);
      }),
      { numRuns: 500 },
    );
  });

  it('reads anything at all without throwing', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), fc.stringMatching(/^[[\]a-z=:;# \n\t"'\\]*$/), (any, ini) => {
        expect(parseDialect(any + ini, 'x.conf').file).toBe('x.conf');
      }),
    );
  });
});
