import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { parseDialect } from '../../src/config/dialect.js';
import { readOption } from '../../src/config/interpolate.js';
import { mergeFiles } from '../../src/config/merge.js';

/** Reads option `x` of section [s] of the merged texts. */
function x(texts: string | string[], vars: Record<string, string> = {}): string | undefined {
  const files = [texts].flat().map((text, index) => parseDialect(text, `${index + 1}.conf`));
  return readOption({ unit: mergeFiles('unit', files), section: 's', vars: new Map(Object.entries(vars)) }, 'x')?.value;
}

function chain(length: number): string {
  const links = Array.from({ length }, (_, i) => `a${i} = %(a${i + 1})s`);
  return `[s]\nx = %(a0)s\n${links.join('\n')}\na${length} = end`;
}

describe('readOption', () => {
  it.each([
    ['a plain name', '[s]\nx = <%(y)s>\ny = 1', '<1>'],
    ['a name in any case', '[s]\nx = %(FooBar)s\nfoobar = 1', '1'],
    ['[DEFAULT]', '[DEFAULT]\ny = d\n[s]\nx = %(y)s', 'd'],
    ['a default of the option itself', '[DEFAULT]\nx = %(y)s\n[s]\ny = own', 'own'],
    ['a percent sign', '[s]\nx = 50%% %%(y)s', '50% %(y)s'],
    ['several lines', '[s]\nx = 0\n  %(y)s\ny = 1\n  2', '0\n1\n2'],
    ['its section', '[s]\nx = %(__name__)s\n__name__ = no', 's'],
    ['the raw default', '[DEFAULT]\ny = %(z)s\nz = d\n[s]\nx = %(default/y)s\ny = own\nz = s', 's'],
    ['another section, read in this one', '[s]\nx = %(b/who)s\nk = s\n[b]\nwho = %(k)s\nk = b', 's'],
    ['another section’s default', '[DEFAULT]\nd = 1\n[s]\nx = %(b/d)s\n[b]', '1'],
    ['a default behind known/', '[DEFAULT]\nd = 1\n[s]\nx = %(known/d)s', '1'],
    ['an option called known/y', '[s]\nx = %(known/y)s\nknown/y = 1', '1'],
    ['nine steps', chain(9), 'end'],
  ])('puts in %s', (_, text, value) => {
    expect(x(text)).toBe(value);
  });

  it('knows what a later file overwrote', () => {
    expect(x(['[s]\nx = conf', '[s]\nx = %(known/x)s,local'])).toBe('conf,local');
    expect(x(['[s]\ny = conf', '[s]\ny = local\nx = %(known/y)s %(y)s'])).toBe('conf local');
  });

  it('asks vars first', () => {
    expect(x('[s]\nx = %(y)s\ny = 1', { y: 'var' })).toBe('var');
    expect(x('[s]\nx = 1', { x: '%(y)s', y: 'var' })).toBe('var');
  });

  it('has nothing where nobody sets it', () => {
    expect(x('[s]\ny = 1')).toBeUndefined();
  });

  it.each([
    ['an unknown name', '[s]\nx = %(nope)s', '%(nope)s is set nowhere; set it, or correct the name'],
    ['a lone percent sign', '[s]\nx = %d', "'%d' is neither %% nor %(name)s; write %% for a percent sign"],
    ['one at the end', '[s]\nx = 50%', "'%' is neither %% nor"],
    ['a name without s', '[s]\nx = %(y)d\ny = 1', "'%(' is neither %% nor"],
    ['a value that names itself', '[s]\nx = %(x)s', 'take out the name that leads back to itself'],
    ['ten steps', chain(10), 'more than 10 steps'],
    [
      '[DEFAULT] in capitals',
      '[DEFAULT]\nk = 1\n[s]\nx = %(DEFAULT/k)s',
      '%(DEFAULT/k)s is set nowhere; set it, or correct the name',
    ],
    ['a section with capitals', '[Definition]\nk = 1\n[s]\nx = %(Definition/k)s', 'is set nowhere'],
    ['known/ with capitals', '[s]\nx = %(known/Foo)s\nfoo = 1', 'is set nowhere'],
    ['a section with a dot', '[c.d]\nk = 1\n[s]\nx = %(c.d/k)s', 'is set nowhere'],
    ['no such section', '[DEFAULT]\nk = 1\n[s]\nx = %(b/k)s', 'is set nowhere'],
    ['nothing overwritten', '[s]\nx = %(known/y)s\ny = 1', 'is set nowhere'],
  ])('refuses %s', (_, text, message) => {
    expect(() => x(text)).toThrow(ConfigError);
    expect(() => x(text)).toThrow(message);
  });

  it.each([
    ['three files deep', ['[s]\nx = conf', '[s]\nx = %(known/x)s,1', '[s]\nx = %(known/x)s,local']],
    ['in [DEFAULT]', ['[DEFAULT]\nx = 1', '[DEFAULT]\nx = %(known/x)s 2\n[s]']],
  ])('known/ keeps one value of a section: %s it leads round and round', (_, texts) => {
    expect(() => x(texts)).toThrow('take out the name that leads back to itself');
  });

  it('says where', () => {
    expect(() => x('[s]\n\nx = %(nope)s')).toThrow('1.conf:3: [s] x: ');
  });
});
