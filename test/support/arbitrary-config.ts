import fc from 'fast-check';
import { type ArbitraryOption, joined, line, option, options, section, value } from './arbitrary-text.js';

/** A tree of configuration files by path. */
export type ArbitraryConfig = Readonly<Record<string, string>>;

// Values of the first take no names in, those of the second only the first, all others both: few lead back to themselves.
const plainNames = ['xx', 'yy', 'mode'] as const;
const composedNames = ['zz', 'ff.gg', 'k-k'] as const;
const plain = fc.constantFrom(...plainNames);
const composed = fc.constantFrom(...composedNames);
const any = fc.constantFrom(...plainNames, ...composedNames);

const escape = fc.constantFrom('%%', '5%%', '%%Y');

function interpolation(names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const form = fc.constantFrom('NAME', 'NAME', 'NAME', 'default/NAME', 'known/NAME', 'base/NAME', 'base/NAME');
  return fc.oneof(
    { weight: 4, arbitrary: fc.tuple(form, names).map(([text, name]) => `%(${text.replace('NAME', name)})s`) },
    { weight: 1, arbitrary: names.map((name) => `%(${name.toUpperCase()})s`) },
    { weight: 1, arbitrary: fc.constant('%(__name__)s') },
  );
}

function tag(names: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const places = ['base', 'default', 'DEFAULT', 'known', 'Init', 'nowhere'];
  return fc.oneof(
    names.map((name) => `<${name}>`),
    names.map((name) => `<${name.toUpperCase()}>`),
    fc.tuple(plain, plain).map(([outer, inner]) => `<${outer}-<${inner}>>`),
    fc.tuple(fc.constantFrom(...places), names).map(([place, name]) => `<${place}/${name}>`),
    fc.constantFrom(
      '<HOST>',
      '<ip>',
      '<unknown>',
      '<F-USER>u</F-USER>',
      '<mode-one>',
      '<base/<mode>>',
      '<bantime>',
      '<family>',
    ),
  );
}

const plainText = value(line());
const namesPut = value(line(interpolation(plain)));
const tagsPut = value(line(interpolation(plain), tag(plain)));
const allNamesPut = value(line(escape, interpolation(any)));
const allTagsPut = value(line(escape, interpolation(any), tag(any)));

/** What was overwritten, taken up again. */
const takenUp = plain.chain((name) =>
  option(fc.constant(name), fc.constantFrom(`%(known/${name})s`, `more %(known/${name})s\n  and more`)),
);
const moreFailregex = option(fc.constant('failregex'), fc.constant('%(known/failregex)s\n   ^more <HOST>'));
const journalmatch = option(
  fc.constant('journalmatch'),
  value(
    fc.constantFrom('_SYSTEMD_UNIT=a.service', '_COMM=b + _COMM=c', '"A=b c" D=\'e f\'', 'A=b\\ c', 'X=%(xx)s', ''),
  ),
);

const texts = [
  'one',
  '"a, b"',
  "'x]y'",
  '" z "',
  '',
  'u v',
  '"two\n  lines"',
  'p=q',
  '"<xx>"',
  '"%(yy)s"',
  '"<known/xx>,1"',
  'x"y"',
  '"é"',
];
/** What makes no list of options. */
const faults = [' = 1', '/xx=1', '="a" b', '="a" , yy=2', '', '="x"y', '=x]y'];

function parameters(names: readonly string[]): fc.Arbitrary<string> {
  const good = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...texts)).map(([name, text]) => `${name}=${text}`);
  const faulty = fc.tuple(fc.constantFrom(...names), fc.constantFrom(...faults)).map((parts) => parts.join(''));
  const parameter = fc.oneof({ weight: 100, arbitrary: good }, { weight: 1, arbitrary: faulty });
  return fc
    .tuple(fc.array(parameter, { maxLength: 3 }), fc.constantFrom(',', ', ', '][', '] [', ',\n   '))
    .map(([list, separator]) => (list.length === 0 ? '' : `[${list.join(separator)}]`));
}

const filterParameters = parameters([
  ...plainNames,
  ...plainNames,
  'zz',
  'failregex',
  'maxlines',
  'logtype',
  'usedns',
  'ignoreregex',
  'at',
]);
const actionParameters = parameters([
  ...plainNames,
  ...plainNames,
  'XX',
  'zz',
  'name',
  'actname',
  'actionban',
  'norestored',
  'bantime',
  'port',
]);

const jailOption = fc.oneof(
  option(plain, plainText),
  option(composed, namesPut),
  option(
    fc.constantFrom('ignorecommand', 'logtimezone', 'usedns', 'failregex', 'ignoreregex', 'prefregex', 'datepattern'),
    allNamesPut,
  ),
  option(
    fc.constantFrom('failregex', 'ignoreregex'),
    fc.constantFrom('%(known/failregex)s\n  ^more <HOST>', '%(known/ignoreregex)s'),
  ),
  option(
    fc.constantFrom('maxretry', 'maxmatches', 'maxlines'),
    fc.constantFrom('1', '20', '007', '%(default/maxretry)s'),
  ),
  option(fc.constantFrom('findtime', 'bantime', 'bantime.maxtime'), fc.constantFrom('10m', '1d 12h', '1h30m')),
  option(fc.constantFrom('ignoreself', 'bantime.increment'), fc.constantFrom('true', 'no', 'maybe', 'ON')),
  option(fc.constant('ignoreip'), fc.constantFrom('::1', '10.0.0.0/8, 1.2.3.4', '1.2.3.4\n  5.6.7.8  host.example')),
  option(fc.constant('backend'), fc.constantFrom('auto', 'polling', 'systemd', 'systemd[journalflags=1]', 'Polling')),
  option(
    fc.constant('logpath'),
    value(
      fc.constantFrom(
        '%(fail2ban_confpath)s/jail.conf',
        '%(fail2ban_confpath)s/*.d/?.conf',
        '%(fail2ban_confpath)s/filter.d/[a-f].conf TAIL',
        '/none/%(__name__)s',
        '%(fail2ban_confpath)s/jail.conf tail',
      ),
    ),
  ),
  journalmatch,
);
const filterOption = fc.oneof(
  option(plain, plainText),
  option(composed, tagsPut),
  option(fc.constantFrom('mode-one', 'xx-one', 'yy-two'), plainText),
  option(fc.constantFrom('failregex', 'ignoreregex', 'prefregex', 'datepattern'), allTagsPut),
  option(fc.constantFrom('maxlines'), fc.constantFrom('2', '30', '%(maxretry)s')),
  option(fc.constantFrom('usedns', 'logtype'), fc.constantFrom('no', 'journal', '<mode>')),
  journalmatch,
);
const actionOption = fc.oneof(
  option(plain, plainText),
  option(fc.oneof(composed, fc.constant('family')), tagsPut),
  option(
    fc.constantFrom('actionstart', 'actionstop', 'actionban', 'actionunban', 'actioncheck', 'actionflush'),
    allTagsPut,
  ),
  option(fc.constantFrom('actionstart_on_demand', 'actionrepair_on_unban'), fc.constantFrom('yes', 'no')),
  option(fc.constantFrom('mode-one', 'xx-one', 'norestored'), plainText),
);
/** [Init] sees [DEFAULT] and parameters alone. */
const initOption = fc.oneof(option(plain, plainText), option(composed, namesPut));
/** Only one layer of each unit: two leads back to itself. */
const orTakenUp = (entries: ArbitraryOption, taken = takenUp) =>
  fc.oneof({ weight: 3, arbitrary: entries }, { weight: 1, arbitrary: taken });

const plainOption = option(plain, plainText);
/** Fail2Ban 1.0.2 lets [Init?family=…] go before what is given, today's does not. */
const neverGiven = option(fc.constantFrom('family', 'k-k'), plainText);

const base = section('[base]', options(option(plain, plainText), 2)).map(
  (text) => `[base]\n${text.replace('[base]\n', '')}`,
);
const defaults = options(option(plain, plainText), 4).map((text) => `[DEFAULT]\n${text}`);
const everyName = `[DEFAULT]\n${[...plainNames, ...composedNames].map((each) => `${each} = default ${each}\n`).join('')}maxretry = 4\nsystemd_if_nologs = false\n`;
const includes = fc.constantFrom(
  '',
  '[INCLUDES]\nbefore = before.conf\n',
  '[INCLUDES]\nbefore = none.conf\n   before.conf\nafter = %(there)s.conf\n[DEFAULT]\nthere = after\n',
);

function jail(jailName: string): fc.Arbitrary<string> {
  const action = fc
    .tuple(
      actionParameters,
      actionParameters.map((given) => given.replaceAll('actname', 'zz')),
    )
    .map(([one, two]) => `action = a${one}\n   b${two}\n`);
  return fc
    .tuple(filterParameters, action, options(jailOption, 6))
    .map(([given, actions, own]) => `[${jailName}]\nenabled = true\nfilter = f${given}\n${actions}${own}`);
}

function layer(
  entries: ArbitraryOption,
  conditional: ArbitraryOption,
  maxLength: number,
  inInit = initOption,
): fc.Arbitrary<string> {
  return joined(
    section('[Definition]', options(entries, maxLength)),
    section('[Init]', options(inInit, 2)),
    section('[Init?family=inet6]', options(conditional, 1)),
  );
}

function whole(entries: ArbitraryOption, conditional: ArbitraryOption): fc.Arbitrary<string> {
  return fc
    .tuple(base, options(entries, 6), layer(entries, conditional, 0))
    .map(
      ([own, definition, rest]) =>
        `${everyName}failregex = ^default <HOST>\nignoreregex =\n${own}[Definition]\n${definition}${rest.replace('[Definition]\n', '')}`,
    );
}

const lineEnds = fc.constantFrom('\n', '\n', '\n', '\r\n');

/** Trees of two jails, a filter and two actions over several files each, with every construct of the dialect. */
export const arbitraryConfig: fc.Arbitrary<ArbitraryConfig> = fc
  .record({
    'jail.conf': joined(fc.constant(everyName), base, jail('j'), jail('k')),
    'jail.d/1.conf': joined(defaults, section('[j]', options(orTakenUp(jailOption), 3))),
    'jail.d/2.local': joined(section('[j]', options(jailOption, 2)), section('[k]', options(jailOption, 2))),
    'jail.local': joined(
      fc.constant('[INCLUDES]\nbefore = more.conf\n'),
      defaults,
      section('[k]', options(orTakenUp(jailOption), 3)),
    ),
    'more.conf': defaults,
    'filter.d/f.conf': fc.tuple(includes, whole(filterOption, plainOption)).map(([start, text]) => start + text),
    'filter.d/before.conf': layer(filterOption, plainOption, 3),
    'filter.d/after.conf': layer(filterOption, plainOption, 2),
    'filter.d/f.d/1.conf': layer(filterOption, plainOption, 2),
    'filter.d/f.local': layer(
      orTakenUp(filterOption, fc.oneof(takenUp, moreFailregex)),
      plainOption,
      3,
      orTakenUp(initOption),
    ),
    'filter.d/f.d/2.local': layer(filterOption, plainOption, 2),
    'action.d/a.conf': whole(actionOption, neverGiven),
    'action.d/b.conf': whole(actionOption, neverGiven).map(
      (text) => `[INCLUDES]\nbefore = a.conf\n   none.conf\n${text}`,
    ),
    'action.d/a.local': layer(orTakenUp(actionOption), neverGiven, 3, orTakenUp(initOption)),
  })
  .chain((files) => lineEnds.map((end) => mapTexts(files, (text) => text.replaceAll('\n', end))));

function mapTexts(files: ArbitraryConfig, change: (text: string) => string): ArbitraryConfig {
  return Object.fromEntries(Object.entries(files).map(([path, text]) => [path, change(text)]));
}
