import { describe, expect, it } from 'vitest';
import { ConfigError } from '../../src/config/configuration.js';
import { type ConfigFiles, readUnit } from '../../src/config/unit-files.js';

/** Texts by path; undefined for a file that is there and can't be read. */
function filesOf(texts: Readonly<Record<string, string | undefined>>): ConfigFiles {
  return {
    read(path) {
      if (path in texts && texts[path] === undefined) throw new ConfigError("the file can't be read", { file: path });
      return texts[path];
    },
    list(directory) {
      const inside = Object.keys(texts).filter((path) => path.startsWith(`${directory}/`));
      return inside
        .map((path) => path.slice(directory.length + 1))
        .filter((name) => !name.includes('/'))
        .sort();
    },
  };
}

/** The files of a unit in the order in which they count, told by the mark each sets. */
function orderOf(texts: Readonly<Record<string, string>>, name: string): string[] {
  const marked = Object.entries(texts).map(([path, text]) => [`/c/${path}`, `${text}\n[${path}]\n[all]\n${path} = 1`]);
  const unit = readUnit(filesOf(Object.fromEntries(marked) as Record<string, string>), '/c', name);
  return [...(unit?.sections.keys() ?? [])].filter((section) => section.includes('.'));
}

describe('readUnit', () => {
  it('reads X.conf, X.d/*.conf, X.local, X.d/*.local, sorted by code point, hidden and foreign files left out', () => {
    const names = ['jail.local', 'jail.conf', 'jail.d/a.conf', 'jail.d/Z.conf', 'jail.d/9.conf', 'jail.d/10.conf'];
    const others = ['jail.d/a.local', 'jail.d/.hidden.conf', 'jail.d/x.conf.bak', 'jail.d/sub/x.conf'];
    const texts = Object.fromEntries([...names, ...others].map((name) => [name, '']));
    expect(orderOf(texts, 'jail')).toEqual([
      'jail.conf',
      'jail.d/10.conf',
      'jail.d/9.conf',
      'jail.d/Z.conf',
      'jail.d/a.conf',
      'jail.local',
      'jail.d/a.local',
    ]);
  });

  it('reads filters in sub-folders, and filters that only have a .local', () => {
    expect(orderOf({ 'filter.d/sub/g.local': '', 'filter.d/sub/g.d/x.conf': '' }, 'filter.d/sub/g')).toEqual([
      'filter.d/sub/g.d/x.conf',
      'filter.d/sub/g.local',
    ]);
  });

  it('has nothing where there is no file', () => {
    expect(readUnit(filesOf({}), '/c', 'filter.d/none')).toBeUndefined();
  });

  it('puts includes before and after the file, with their .local, relative to it, deep first', () => {
    const texts = {
      'm.conf': '[INCLUDES]\nbefore = b1.conf\n  sub/b2.conf\nafter = a1.conf\n',
      'b1.conf': '',
      'sub/b2.conf': '[INCLUDES]\nbefore = b3.conf',
      'sub/b3.conf': '',
      'b3.conf': '',
      'a1.conf': '',
      'a1.local': '',
    };
    expect(orderOf(texts, 'm')).toEqual(['b1.conf', 'sub/b3.conf', 'sub/b2.conf', 'm.conf', 'a1.conf', 'a1.local']);
  });

  it('puts [DEFAULT] of the file into the names of its includes', () => {
    expect(
      orderOf(
        { 'm.conf': '[DEFAULT]\nn = debian\n[INCLUDES]\nbefore = paths-%(n)s.conf', 'paths-debian.conf': '' },
        'm',
      ),
    ).toEqual(['paths-debian.conf', 'm.conf']);
  });

  it.each([
    ['a missing include', { 'm.conf': '[INCLUDES]\nbefore = nope.conf' }],
    ['two names on one line', { 'm.conf': '[INCLUDES]\nbefore = a.conf b.conf', 'a.conf': '', 'b.conf': '' }],
    ['a header in another case', { 'm.conf': '[Includes]\nbefore = a.conf', 'a.conf': '' }],
    ['a file that includes itself', { 'm.conf': '[INCLUDES]\nbefore = m.conf' }],
  ])('goes on without %s', (_, texts) => {
    expect(orderOf(texts as Record<string, string>, 'm')).toEqual(['m.conf']);
  });

  it('reads a loop of includes once around', () => {
    expect(orderOf({ 'm.conf': '[INCLUDES]\nbefore = n.conf', 'n.conf': '[INCLUDES]\nafter = m.conf' }, 'm')).toEqual([
      'n.conf',
      'm.conf',
    ]);
  });

  it('keeps what can be read where a file can not be, and tells of it', () => {
    const unit = readUnit(filesOf({ '/c/jail.conf': '[a]', '/c/jail.d/x.conf': undefined }), '/c', 'jail');
    expect([...(unit?.sections.keys() ?? [])]).toEqual(['a']);
    expect(unit?.problems.map(({ error }) => error.message)).toEqual(["/c/jail.d/x.conf: the file can't be read"]);
  });

  it('tells of an include whose name can not be put together, and keeps the file', () => {
    const unit = readUnit(filesOf({ '/c/m.conf': '[INCLUDES]\nbefore = %(nope)s\n[a]' }), '/c', 'm');
    expect(unit?.sections.has('a')).toBe(true);
    expect(unit?.problems[0]?.error.message).toBe(
      '/c/m.conf:2: [INCLUDES] before: %(nope)s is set nowhere; set it, or correct the name',
    );
  });
});
