import fc from 'fast-check';

/** A tree of configuration files by path. */
export type ArbitraryConfig = Readonly<Record<string, string>>;

// No name may be a piece of the word datepattern: Fail2Ban 1.0.2 sends such filter parameters to its server.
const names = ['xx', 'yy', 'mode', 'zz', 'ff.gg', 'k-k'] as const;
// Only names of the first three are put in, and only values of the others have names put in: nothing leads back to itself.
const name = fc.constantFrom(...names.slice(0, 3));
const composed = fc.constantFrom(...names.slice(3));
const word = fc.constantFrom('one', 'two', '3', 'é', "it's", '"q"', 'x;y', '#h', 'a=b', 'c:d', '[s]', '\\d+', '<', '>');
const escape = fc.constantFrom('%%', '5%%', '%%Y');
const interpolation = fc.oneof(
  name.map((option) => `%(${option})s`),
  name.map((option) => `%(${option.toUpperCase()})s`),
  name.map((option) => `%(default/${option})s`),
  fc.constantFrom('%(__name__)s', '%(base/xx)s'),
);
const tag = fc.oneof(
  name.map((option) => `<${option}>`),
  fc.tuple(name, name).map(([outer, inner]) => `<${outer}-<${inner}>>`),
  fc.constantFrom('<HOST>', '<ip>', '<unknown>', '<base/xx>', '<default/yy>', '<F-USER>u</F-USER>', '<mode-one>'),
);
const comment = fc.constantFrom('', '', '', ' ; gone', '\t; gone', ' # stays', ';stays');
const note = fc.constantFrom('', '', '', '\n', '\n# note\n', '\n; note\n', '\n   # note\n', '\n   ; note\n', '\n  \n');

/** One line of a value. */
function line(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  return fc
    .tuple(fc.array(fc.oneof(word, word, ...parts), { minLength: 1, maxLength: 4 }), comment)
    .map(([words, end]) => words.join(' ') + end);
}

/** A value over one or several lines, indented as the first line of its option is not. */
function value(...parts: fc.Arbitrary<string>[]): fc.Arbitrary<string> {
  const first = fc.oneof(line(...parts), line(...parts), fc.constant(''));
  const gap = fc.constantFrom('\n  ', '\n    ', '\n\t', '\n\n  ', '\n# note\n  ', '\n    ; note\n  ');
  const rest = fc.array(
    fc.tuple(gap, line(...parts)).map((texts) => texts.join('')),
    { maxLength: 2 },
  );
  return fc.tuple(first, rest).map(([start, lines]) => start + lines.join(''));
}

function option(names: fc.Arbitrary<string>, values: fc.Arbitrary<string>): fc.Arbitrary<[string, string]> {
  const delimiter = fc.constantFrom(' = ', '=', ': ', ' =\t');
  const spelling = fc.tuple(names, fc.boolean()).map(([text, upper]) => (upper ? text.toUpperCase() : text));
  return fc
    .tuple(spelling, delimiter, values, note)
    .map(([key, is, text, after]) => [key.toLowerCase(), key + is + text + after]);
}

/** The options of one section, none of them twice. */
function options(entries: fc.Arbitrary<[string, string]>, maxLength: number): fc.Arbitrary<string> {
  return fc
    .uniqueArray(entries, { selector: ([key]) => key, maxLength })
    .map((found) => found.map(([, text]) => `${text}\n`).join(''));
}

const plain = value(escape);
const withNames = value(escape, interpolation);
const withTags = value(escape, interpolation, tag);

const parameter = fc
  .tuple(name, fc.constantFrom('one', '"a, b"', "'x]y'", '" z "', '', 'u v', '"two\n  lines"', 'p=q'))
  .map(([key, text]) => `${key}=${text}`);
const parameters = fc
  .tuple(fc.array(parameter, { maxLength: 3 }), fc.constantFrom(',', ', ', '][', ',\n   '))
  .map(([list, separator]) => (list.length === 0 ? '' : `[${list.join(separator)}]`));

const jailOption = fc.oneof(
  option(name, plain),
  option(composed, withNames),
  option(fc.constantFrom('ignorecommand', 'logtimezone', 'usedns', 'failregex', 'ignoreregex', 'prefregex'), withNames),
  option(fc.constantFrom('maxretry', 'maxmatches', 'maxlines'), fc.constantFrom('1', '20', '%(default/maxretry)s')),
  option(fc.constantFrom('findtime', 'bantime', 'bantime.maxtime'), fc.constantFrom('10m', '1d 12h', '1h30m')),
  option(fc.constantFrom('ignoreself', 'bantime.increment'), fc.constantFrom('true', 'no', 'maybe')),
  option(fc.constant('ignoreip'), fc.constantFrom('::1', '10.0.0.0/8, 1.2.3.4', '1.2.3.4\n  5.6.7.8  host.example')),
);
const filterOption = fc.oneof(
  option(name, plain),
  option(composed, withTags),
  option(fc.constantFrom('mode-one', 'xx-one', 'yy-two'), plain),
  option(fc.constantFrom('failregex', 'ignoreregex', 'prefregex', 'datepattern'), withTags),
  option(fc.constant('failregex'), fc.constant('%(known/failregex)s\n   ^more <HOST>')),
  option(fc.constantFrom('maxlines'), fc.constantFrom('2', '30')),
);
const actionOption = fc.oneof(
  option(name, plain),
  option(composed, withTags),
  option(fc.constantFrom('actionstart', 'actionstop', 'actionban', 'actionunban', 'actioncheck'), withTags),
  option(fc.constantFrom('mode-one', 'xx-one', 'norestored'), plain),
);

const base = options(option(name, plain), 2).map(
  (text) => `[base]\nxx = base\n${text.replaceAll(/^xx.*\n(?:[\s#;].*\n)*/gim, '')}`,
);
const defaults = options(option(name, plain), 4).map((text) => `[DEFAULT]\n${text}`);
const everyName = `[DEFAULT]\n${names.map((each) => `${each} = default ${each}\n`).join('')}maxretry = 4\n`;

function jail(jailName: string): fc.Arbitrary<string> {
  const action = fc.tuple(parameters, parameters).map(([one, two]) => `action = a${one}\n   b${two}\n`);
  return fc
    .tuple(parameters, action, options(jailOption, 5))
    .map(([given, actions, own]) => `[${jailName}]\nenabled = true\nfilter = f${given}\n${actions}${own}`);
}

function definition(entries: fc.Arbitrary<[string, string]>, maxLength: number): fc.Arbitrary<string> {
  return options(entries, maxLength).map((text) => `[Definition]\n${text}`);
}

const init = fc.tuple(fc.constant('[Init]'), options(option(name, value(word)), 3)).map((texts) => texts.join('\n'));

const unit = (entries: fc.Arbitrary<[string, string]>) =>
  fc
    .tuple(base, definition(entries, 6), init)
    .map((sections) => `${everyName}failregex = ^default <HOST>\n${sections.join('')}`);

const lineEnds = fc.constantFrom('\n', '\n', '\n', '\r\n');

/** Trees of two jails, a filter and two actions over several files each, with every construct of the dialect. */
export const arbitraryConfig: fc.Arbitrary<ArbitraryConfig> = fc
  .record({
    'jail.conf': fc.tuple(base, jail('j'), jail('k')).map((sections) => everyName + sections.join('')),
    'jail.d/1.conf': fc.tuple(defaults, options(jailOption, 3)).map(([shared, own]) => `${shared}[j]\n${own}`),
    'jail.local': fc
      .tuple(defaults, options(jailOption, 3))
      .map(([shared, own]) => `[INCLUDES]\nbefore = more.conf\n${shared}[k]\n${own}`),
    'more.conf': defaults,
    'filter.d/f.conf': unit(filterOption),
    'filter.d/f.local': fc.tuple(definition(filterOption, 3), init).map((sections) => sections.join('')),
    'action.d/a.conf': unit(actionOption),
    'action.d/b.conf': unit(actionOption).map((text) => `[INCLUDES]\nbefore = a.conf\n   none.conf\n${text}`),
  })
  .chain((files) => lineEnds.map((end) => mapTexts(files, (text) => text.replaceAll('\n', end))));

function mapTexts(files: ArbitraryConfig, change: (text: string) => string): ArbitraryConfig {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}
