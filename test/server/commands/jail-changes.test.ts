import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addIgnored, deleteIgnored } from '../../../src/server/commands/ignore-changes.js';
import { withSetting } from '../../../src/server/commands/jail-changes.js';
import { jailValues } from '../../../src/server/commands/jail-values.js';
import { addJournalMatch, deleteJournalMatch } from '../../../src/server/commands/journal-changes.js';
import { addLog, deleteLog, literally } from '../../../src/server/commands/log-changes.js';
import { addRegex, deleteRegex } from '../../../src/server/commands/regex-changes.js';
import { compileGlob, leadsTo } from '../../../src/glob.js';
import { jailConfig } from '../../support/jail-config.js';

describe('a setting', () => {
  it.each([
    { option: 'findtime', word: '1d 12h', value: 129_600 },
    { option: 'bantime', word: '1.9', value: 1 },
    { option: 'bantime', word: '-1', value: -1 },
    { option: 'maxretry', word: ' 1_000 ', value: 1000 },
    { option: 'maxmatches', word: '+0', value: 0 },
    { option: 'maxlines', word: '3', value: 3 },
    { option: 'ignoreself', word: 'nonsense', value: false },
    { option: 'ignorecommand', word: '', value: '' },
    { option: 'ignorecache', word: 'key="<ip>",max-time=1h', value: { key: '<ip>', maxCount: 100, maxTime: 3600 } },
    { option: 'ignorecache', word: '', value: null },
    { option: 'usedns', word: 'RAW', value: 'raw' },
    { option: 'usedns', word: 'nonsense', value: 'no' },
    { option: 'logencoding', word: 'auto', value: 'UTF-8' },
    { option: 'logencoding', word: 'Latin1', value: 'Latin1' },
    { option: 'logtimezone', word: 'UTC+0200', value: 'UTC+0200' },
    { option: 'prefregex', word: '^a <F-CONTENT>.*</F-CONTENT>$', value: '^a (?P<content>.*)$' },
    { option: 'prefregex', word: '', value: '' },
    { option: 'datepattern', word: '%Y', value: { pattern: '%Y', label: 'Year' } },
    { option: 'datepattern', word: '%Y\n%m', value: { pattern: null, label: 'Default Detectors' } },
    { option: 'bantime.increment', word: 'yes', value: true },
    { option: 'bantime.factor', word: '1/2', value: '1/2' },
    { option: 'bantime.formula', word: 'ban.Time * 2', value: 'ban.Time * 2' },
    { option: 'bantime.multipliers', word: '1 2 4', value: '1 2 4' },
    { option: 'bantime.maxtime', word: '1d', value: 86_400 },
    { option: 'bantime.rndtime', word: '', value: null },
    { option: 'bantime.overalljails', word: 'nonsense', value: false },
  ])('$option $word is $value', ({ option, word, value }) => {
    expect(jailValues[option]?.(withSetting(jailConfig(), option, word))).toEqual(value);
  });

  it.each([
    { option: 'findtime', word: 'soon', text: "name 'soon' is not defined" },
    { option: 'findtime', word: '1/0', text: 'no finite value' },
    { option: 'maxretry', word: '5.5', text: "invalid literal for int() with base 10: '5.5'" },
    { option: 'maxretry', word: "it's", text: 'invalid literal for int() with base 10: "it\'s"' },
    { option: 'maxlines', word: '0', text: 'maxlines must be integer greater than zero' },
    { option: 'logencoding', word: 'x', text: 'unknown encoding: x' },
    { option: 'logtimezone', word: 'Europe/Berlin', text: "Unknown or unsupported time zone: 'Europe/Berlin'" },
    { option: 'prefregex', word: '(', text: "Unable to compile regular expression '(':\nmissing )" },
    { option: 'bantime.multipliers', word: '1  2', text: "invalid literal for int() with base 10: ''" },
    { option: 'bantime.maxtime', word: 'x', text: "name 'x' is not defined" },
    { option: 'bantime.formula', word: 'ban.(', text: 'is not a formula' },
  ])('$option $word is refused', ({ option, word, text }) => {
    expect(() => withSetting(jailConfig(), option, word)).toThrow(text);
  });

  it('is unset before anybody sets it, where Fail2Ban says None or False', () => {
    const unset = ['ignorecache', 'logtimezone', 'bantime.increment', 'bantime.factor', 'bantime.overalljails'];
    for (const option of unset) expect(jailValues[option]?.(jailConfig())).toBeNull();
    expect(jailValues['ignorecommand']?.(jailConfig())).toBe(false);
  });
});

describe('regexes', () => {
  const three = ['^a <HOST>', '^b <HOST>', '^c <HOST>'];
  const all = three.reduce((config, regex) => addRegex(config, 'failregex', regex), jailConfig());
  const left = (index: string) => deleteRegex(all, 'failregex', index).filter.failregex.map(({ value }) => value);

  it.each([
    { index: '0', rest: three.slice(1) },
    { index: '-1', rest: three.slice(0, 2) },
    { index: '-3', rest: three.slice(1) },
    { index: '3', rest: three },
    { index: '-4', rest: three },
  ])('lose that of index $index', ({ index, rest }) => {
    expect(left(index)).toEqual(rest);
  });

  it('may leave it to the prefregex to say who failed', () => {
    const config = withSetting(jailConfig(), 'prefregex', '^<HOST> <F-CONTENT>.*</F-CONTENT>$');
    expect(addRegex(config, 'failregex', '^failed$').filter.failregex).toHaveLength(1);
    expect(() => addRegex(jailConfig(), 'failregex', '^failed$')).toThrow("No failure-id group in '^failed$'");
    expect(addRegex(jailConfig(), 'ignoreregex', '^failed$').filter.ignoreregex).toHaveLength(1);
  });
});

describe('ignoreip', () => {
  const shown = (...words: readonly string[]) => jailValues['ignoreip']?.(addIgnored(jailConfig(), words));

  it('has networks and names first, each once, in canonical spelling', () => {
    const words = ['192.0.2.1', '10.1.2.3/255.0.0.0', 'example.org', '2001:DB8::1', '::ffff:192.0.2.1', '10.0.0.0/8'];
    expect(shown(...words)).toEqual(['10.0.0.0/8', 'example.org', '192.0.2.1', '2001:db8::1']);
    expect(shown('192.0.2.1, 192.0.2.2')).toEqual(['192.0.2.1', '192.0.2.2']);
  });

  it('loses an entry in any spelling of it, and no other', () => {
    const config = addIgnored(jailConfig(), ['2001:db8::1', '10.0.0.0/8']);
    expect(jailValues['ignoreip']?.(deleteIgnored(config, '2001:DB8:0::1'))).toEqual(['10.0.0.0/8']);
    expect(() => deleteIgnored(config, '10.0.0.0/9')).toThrow('list.remove(x): x not in list');
  });
});

describe('journalmatch', () => {
  const journal = jailConfig({ backend: 'systemd' });
  const shown = (config: typeof journal) => jailValues['journalmatch']?.(config);

  it('takes alternatives, and loses the one of these terms', () => {
    const config = addJournalMatch(addJournalMatch(journal, ['A=1', 'B=2', '+', 'C=3']), ['D=x y']);
    expect(shown(config)).toEqual([['A=1', 'B=2'], ['C=3'], ['D=x y']]);
    expect(shown(deleteJournalMatch(config, ['A=1', 'B=2']))).toEqual([['C=3'], ['D=x y']]);
    expect(() => deleteJournalMatch(config, ['A=9'])).toThrow("Match ['A=9'] not found");
  });

  it('keeps every term as it was given', () => {
    const term = fc.string().map((text) => `A=${text}`);
    fc.assert(
      fc.property(fc.array(term, { minLength: 1, maxLength: 3 }), (terms) => {
        const config = addJournalMatch(journal, terms);
        expect(shown(config)).toEqual([terms]);
        expect(shown(deleteJournalMatch(config, terms))).toEqual([]);
      }),
    );
  });

  it('is nothing to a jail that reads files', () => {
    expect(shown(addJournalMatch(jailConfig(), ['A=1']))).toEqual([]);
  });
});

describe('logs', () => {
  const log = (glob: string) => ({ glob, from: 'head', word: 'head' }) as const;
  const globs = ({ logpath }: ReturnType<typeof jailConfig>) => logpath.map(({ value }) => value.glob);

  it('are followed once, and left', () => {
    const config = addLog(addLog(addLog(jailConfig(), log('/a.log')), log('/b.log')), log('/a.log'));
    expect(globs(config)).toEqual(['/a.log', '/b.log']);
    expect(globs(deleteLog(config, '/a.log', ['/a.log', '/b.log']))).toEqual(['/b.log']);
    expect(globs(deleteLog(config, '/c.log', ['/a.log', '/b.log']))).toEqual(['/a.log', '/b.log']);
  });

  it('of a glob stay followed when one of them is left', () => {
    const config = addLog(addLog(jailConfig(), log('/x/*.log')), log('/y.log'));
    const followed = ['/x/a.log', '/x/b[1].log', '/y.log'];
    expect(globs(deleteLog(config, '/x/a.log', followed))).toEqual(['/x/b[[]1].log', '/y.log']);
    expect(globs(deleteLog(config, '/x/*.log', followed))).toEqual(['/y.log']);
  });

  it('are not followed where the journal is read', () => {
    const journal = jailConfig({ backend: 'systemd' });
    expect(addLog(journal, log('/a.log'))).toBe(journal);
  });

  it('are meant literally, whatever they are called', () => {
    const name = fc.stringMatching(/^[a-z*?[\]!-]{1,8}$/);
    fc.assert(
      fc.property(name, name, (own, other) => {
        expect(leadsTo(compileGlob(literally(`/${own}`)), `/${own}`)).toBe(true);
        if (own !== other) expect(leadsTo(compileGlob(literally(`/${own}`)), `/${other}`)).toBe(false);
      }),
    );
  });
});
