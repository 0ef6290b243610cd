import fc from 'fast-check';

/** The text of an option with what it is called, so that no section says it twice. */
export type ArbitraryOption = fc.Arbitrary<readonly [name: string, text: string]>;

const word = fc.constantFrom('one', 'two', '3', 'é', "it's", '"q"', 'x;y', '#h', 'a=b', 'c:d', '[s]', '\\d+', '<', '>');
const comment = fc.constantFrom('', '', '', ' ; gone', '\t; gone', ' # stays', ';stays');
const note = fc.constantFrom('', '', '', '\n', '\n# note\n', '\n; note\n', '\n   # note\n', '\n   ; note\n', '\n  \n');
const delimiter = fc.constantFrom(' = ', '=', ': ', ' =\t');

/** Words and whatever else may stand in one line of a value. */
export function line(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.oneof(word, word, ...parts), { minLength: 1, maxLength: 4 }), comment)
    .map(([words, end]) => words.join(' ') + end);
}

/** A value over one or several lines, indented as the first line of its option is not. */
export function value(lines: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const first = fc.oneof(lines, lines, fc.constant(''));
  const gap = fc.constantFrom('\n  ', '\n    ', '\n\t', '\n\n  ', '\n# note\n  ', '\n    ; note\n  ');
  const rest = fc.array(
    fc.tuple(gap, lines).map((texts) => texts.join('')),
    { maxLength: 2 },
  );
  return fc.tuple(first, rest).map(([start, more]) => start + more.join(''));
}

export function option(names: fc.Arbitrary<string>, values: fc.Arbitrary<string>): ArbitraryOption {
  const spelling = fc.tuple(names, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
  return fc
    .tuple(spelling, delimiter, values, note)
    .map(([key, is, text, after]) => [key.toLowerCase(), key + is + text + after] as const);
}

/** The options of one section, none of them twice; never those it says already. */
export function options(
  entries: ArbitraryOption,
  maxLength: number,
  said: readonly string[] = [],
): fc.Arbitrary<string> {
  return fc.uniqueArray(entries, { selector: ([key]) => key, maxLength }).map((found) =>
    found
      .filter(([key]) => !said.includes(key))
      .map(([, text]) => `${text}\n`)
      .join(''),
  );
}

/** A section that may be left out. */
export function section(header: string, body: fc.Arbitrary<string>): fc.Arbitrary<string> {
  return fc.oneof(
    { weight: 4, arbitrary: body.map((text) => `${header}\n${text}`) },
    { weight: 1, arbitrary: fc.constant('') },
  );
}

/** One text after the other. */
export function joined(...parts: readonly fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc.tuple(...parts).map((texts) => texts.join(''));
}
