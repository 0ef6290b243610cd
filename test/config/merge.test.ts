import { describe, expect, it } from 'vitest';
import { parseDialect } from '../../src/config/dialect.js';
import { mergeFiles } from '../../src/config/merge.js';
import { valuesOf } from '../../src/config/vars.js';

function merge(...texts: string[]) {
  return mergeFiles(
    'jail',
    texts.map((text, index) => parseDialect(text, `${index + 1}.conf`)),
  );
}

describe('mergeFiles', () => {
  it('lets later files win key by key, and shares [DEFAULT]', () => {
    const unit = merge('[DEFAULT]\nx = 1\n[j]\na = 1\nb = 1', '[j]\nb = 2\n[DEFAULT]\nx = 2\ny = 2');
    expect(Object.fromEntries(valuesOf(unit.defaults))).toEqual({ x: '2', y: '2' });
    expect(Object.fromEntries(valuesOf(unit.sections.get('j')?.options ?? new Map()))).toEqual({ a: '1', b: '2' });
    expect(unit.sections.get('j')?.options.get('b')?.where).toEqual({
      file: '2.conf',
      line: 2,
      section: 'j',
      option: 'b',
    });
  });

  it('keeps the one value a later file overwrote, for sections only', () => {
    const unit = merge('[DEFAULT]\nk = 0\n[j]\nk = 1', '[j]\nk = 2', '[DEFAULT]\nk = 9\n[j]\nk = 3');
    expect(Object.fromEntries(valuesOf(unit.sections.get('j')?.known ?? new Map()))).toEqual({ k: '2' });
  });

  it('names sections in order of first appearance, and says where that is', () => {
    const unit = merge('[b]\n[a]', '[c]\n[a]\nx = 1');
    expect([...unit.sections.keys()]).toEqual(['b', 'a', 'c']);
    expect(unit.sections.get('a')?.where).toMatchObject({ file: '1.conf', line: 2 });
  });

  it('makes conditional options of conditional sections', () => {
    const unit = merge('[Init]\nbt = 4\n[Init?family=inet6]\nbt = 6');
    expect([...unit.sections.keys()]).toEqual(['Init']);
    expect([...valuesOf(unit.sections.get('Init')?.options ?? new Map())]).toEqual([
      ['bt', '4'],
      ['bt?family=inet6', '6'],
    ]);
  });

  it('gathers the problems of all files', () => {
    expect(merge('garbage', '[j]\njunk').problems.map(({ error }) => error.where.file)).toEqual(['1.conf', '2.conf']);
  });
});
