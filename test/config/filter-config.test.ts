import { describe, expect, it } from 'vitest';
import type { FilterConfig } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { makeConfigTree } from '../support/config-tree.js';

/** What the filter of the one jail says. Without `filter = …` among the jail's options it is f. */
function read(filter: string, jail = 'filter = f', more: Readonly<Record<string, string>> = {}): FilterConfig {
  const tree = makeConfigTree({
    'jail.conf': `[DEFAULT]\nenabled = true\nbackend = polling\nmaxretry = 5\nfindtime = 10m\naction =\n[j]\nfilter = f\n`,
    'jail.local': `[j]\n${jail}`,
    'filter.d/f.conf': filter,
    ...more,
  });
  const { jails, problems } = readConfiguration(tree);
  if (jails[0] === undefined) throw new Error(problems.map(({ error }) => error.message).join('\n'));
  return jails[0].filter;
}

function failregex(filter: string, jail?: string, more?: Readonly<Record<string, string>>): string[] {
  return read(filter, jail, more).failregex.map(({ value }) => value);
}

const definition = '[Definition]\n';

describe('tags of a filter', () => {
  it.each([
    ['an option', 'x = 1\nfailregex = ^<x> <HOST>', '^1 <HOST>'],
    ['a tag inside a tag', 'm = b\nre-b = ^b <HOST>\nfailregex = <re-<m>>', '^b <HOST>'],
    ['an unknown one, left alone', 'failregex = ^<x> <re-<y>> <HOST>', '^<x> <re-<y>> <HOST>'],
    ['a default', 'failregex = <d>\n[DEFAULT]\nd = 1', '1'],
    ['any case', 'x = 1\nfailregex = <X>', '1'],
    ['a regex tag that is also an option', 'host = HH\nfailregex = ^<HOST>', '^HH'],
    ['what looks like a tag', 'x = 1\nfailregex = ^(?P<x>a) <HOST>', '^(?P1a) <HOST>'],
    ['[Init] before [Definition]', 'x = defn\nfailregex = ^<x> %(x)s\n[Init]\nx = init', '^init init'],
    ['another section, in its own words', 'p = here\nfailregex = <lt/x>\n[lt]\nx = X%(p)s<p>\np = there', 'Xtherehere'],
    ['another section’s default', 'failregex = <lt/x> <default/x> <DEFAULT/x>\n[lt]\n[DEFAULT]\nx = d', 'd d d'],
    ['an unknown section, left alone', 'failregex = <nope/x> <Lt/x>\n[lt]\nx = 1', '<nope/x> <Lt/x>'],
    ['the backend', 'failregex = <backend> <enabled>', 'polling True'],
    ['the jail’s numbers, left alone', 'failregex = <maxretry> <findtime>', '<maxretry> <findtime>'],
    ['logtype', 'failregex = <logtype>', 'file'],
    ['logtype of the filter', 'logtype = short\nfailregex = <logtype>', 'short'],
    ['its section’s name', 'failregex = %(__name__)s', 'Definition'],
  ])('%s', (_, filter, expected) => {
    expect(failregex(definition + filter)).toEqual([expected]);
  });

  it('one tag at most 25 times in a value', () => {
    expect(() => failregex(`${definition}a = <b>\nb = x<a>\nfailregex = <a>`)).toThrow('leads back to itself');
  });

  it('the journal’s logtype for a jail that reads it', () => {
    expect(failregex(`${definition}failregex = <logtype>`, 'backend = systemd[journalflags=1]')).toEqual(['journal']);
  });
});

describe('parameters of a filter', () => {
  const text = `${definition}z = 1\nfailregex = <p> <w> %(z)s <known/i>\n[Init]\nw = init\ni = i0`;

  it.each([
    ['f', '<p> init 1 i0'],
    ['f[p=P, w=W, z=Z]', 'P W Z i0'],
    ['f[w="w,<known/w>"]', '<p> w,init 1 i0'],
    ['f[i=9]', '<p> init 1 i0'],
    ['f[failregex="50%% <z>"]', '50% 1'],
  ])('%s', (use, expected) => {
    expect(failregex(text, `filter = ${use}`)).toEqual([expected]);
  });

  it('come from the jail’s mode only by the jail’s own line', () => {
    const modes = `${definition}mode = normal\nre-normal = n\nre-aggressive = a\nfailregex = <re-<mode>>`;
    expect(failregex(modes, 'mode = aggressive')).toEqual(['n']);
    expect(failregex(modes, 'mode = aggressive\nfilter = f[mode=%(mode)s]')).toEqual(['a']);
  });
});

describe('jail and filter together', () => {
  const filter = `${definition}failregex = ^f <HOST>\nignoreregex = i\nmaxlines = 4\ndatepattern = %%Y-%%m\nprefregex = ^p`;

  it('give every line its own regex, empty ones none', () => {
    expect(failregex(`${definition}none =\nfailregex = ^a <HOST>\n\n  <none>\n  ^b <HOST>`)).toEqual([
      '^a <HOST>',
      '^b <HOST>',
    ]);
  });

  it('take what the jail sets instead of the filter’s', () => {
    const { failregex, ignoreregex, maxlines, datepattern, prefregex } = read(
      filter,
      'failregex = ^<mode> <HOST>\nmaxlines = 2\ndatepattern = %%H\nprefregex =',
    );
    expect(failregex.map(({ value }) => value)).toEqual(['^<mode> <HOST>']);
    expect(ignoreregex.map(({ value }) => value)).toEqual(['i']);
    expect([maxlines, datepattern?.value, prefregex]).toEqual([2, '%H', undefined]);
  });

  it('let the jail build on the filter’s', () => {
    expect(failregex(filter, 'failregex = %(known/failregex)s\n  ^j <HOST>')).toEqual(['^f <HOST>', '^j <HOST>']);
    expect(() => failregex(filter, 'datepattern = %(known/datepattern)s')).toThrow("'%Y' is neither");
    expect(() => failregex(filter, 'failregex = %(known/__prefix)s')).toThrow(
      '%(known/__prefix)s is set nowhere; set it, or correct the name',
    );
  });

  it('show a jail options of the filter’s own as its file alone sets them, and those of all filters as used', () => {
    const using = 'filter = f[p=given]\nfailregex = %(known/own)s\n  %(known/prefregex)s';
    const own = (above: string) => failregex(`${above}${definition}own = o %(p)s <p>\nprefregex = p %(p)s <p>`, using);
    expect(own('[DEFAULT]\np = set\n')).toEqual(['o set given', 'p given given']);
    expect(own('')).toEqual(['o given given', 'p given given']);
  });

  it('put in what other sections set behind <known/…> too', () => {
    const base = `[base]\nx = b\n${definition}own = %(base/x)s\nfailregex = <known/own>`;
    expect(failregex(base, undefined, { 'filter.d/f.local': `${definition}own = other` })).toEqual(['b']);
  });

  it('let the filter see the jail’s options by %() where it has them itself', () => {
    const seeing = `${definition}maxretry = 7\nfailregex = A<maxretry>B%(maxretry)s`;
    expect(failregex(seeing)).toEqual(['A5B5']);
    expect(failregex(seeing, 'failregex = %(known/failregex)s')).toEqual(['A7B7']);
    expect(failregex(`[DEFAULT]\nfindtime = 77\n${definition}failregex = <findtime> %(findtime)s`)).toEqual(['77 10m']);
    expect(() => failregex(`${definition}failregex = %(maxretry)s`)).toThrow(
      '%(maxretry)s is set nowhere; set it, or correct the name',
    );
  });

  it('read options of the filter that stand in [Init] as they are', () => {
    const { datepattern, maxlines } = read(
      `${definition}failregex = x\ndatepattern = %%d\n[Init]\ndatepattern = ^%%Y\nmaxlines = 3`,
    );
    expect([datepattern?.value, maxlines]).toEqual(['^%Y', 3]);
  });

  it('keep what the filter’s .local changes', () => {
    expect(
      failregex(filter, undefined, { 'filter.d/f.local': `${definition}failregex = %(known/failregex)s\n  ^l` }),
    ).toEqual(['^f <HOST>', '^l']);
    expect(failregex(filter, undefined, { 'filter.d/f.local': `${definition}failregex = <known/failregex>x` })).toEqual(
      ['^f <HOST>x'],
    );
  });

  it('split journalmatch by lines; an empty one in the jail takes the filter’s away', () => {
    const journal = `${definition}failregex = x\njournalmatch = _A=1 + _B=2\n  C=3`;
    expect(read(journal).journalmatch.map(({ value }) => value)).toEqual(['_A=1 + _B=2', 'C=3']);
    expect(read(journal, 'journalmatch =').journalmatch).toEqual([]);
  });

  it('leave usedns as it is written', () => {
    expect(read(definition).usedns).toBe('warn');
    expect(read(`${definition}usedns = no`).usedns).toBe('no');
    expect(read(`${definition}usedns = no`, 'usedns = Bogus').usedns).toBe('Bogus');
  });
});
