import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { expandGlob } from '../../src/source/expand-glob.js';
import { compileGlob, isLiteral, leadsTo } from '../../src/glob.js';
import { temporaryFolder } from '../support/temporary-folder.js';

describe('leadsTo', () => {
  it.each([
    ['/var/log/auth.log', '/var/log/auth.log', true],
    ['/var/log/auth.log', '/var/log', true],
    ['/var/log/auth.log', '/var/log/auth.log.1', false],
    ['/var/log/auth.log', '/var/log/authXlog', false],
    ['/var/log/*.log', '/var/log/a.log', true],
    ['/var/log/*.log', '/var/log/.a.log', false],
    ['/var/log/.*', '/var/log/.a', true],
    ['/var/log/*.log', '/var/log/a/b.log', false],
    ['/var/*/error?.log', '/var/x/error1.log', true],
    ['/var/*/error?.log', '/var/x/error.log', false],
    ['/a[0-9b]', '/a5', true],
    ['/a[0-9b]', '/ab', true],
    ['/a[0-9b]', '/ac', false],
    ['/a[!0-9]', '/ac', true],
    ['/a[!0-9]', '/a7', false],
    ['/a[]x]', '/a]', true],
    ['/a[z-a]', '/am', false],
    ['/a[b-]', '/a-', true],
    ['/a[^]', '/a^', true],
    ['/a[b', '/a[b', true],
    ['/a{b,c}+(d)', '/a{b,c}+(d)', true],
    ['/*é?', '/xéü', true],
  ])('%s and %s: %s', (glob, path, expected) => {
    expect(leadsTo(compileGlob(glob), path)).toBe(expected);
  });

  it('knows which globs name one file', () => {
    expect(isLiteral(compileGlob('/var/log/auth.log'))).toBe(true);
    expect(isLiteral(compileGlob('/var/log/auth*'))).toBe(false);
  });
});

describe('expandGlob', () => {
  const tree = (): string => {
    const root = temporaryFolder('source');
    for (const directory of ['a', 'b', 'a/logs', '.hidden', 'c.log']) mkdirSync(join(root, directory));
    for (const file of ['x.log', 'a/1.log', 'a/2.log', 'a/1.txt', 'b/1.log', '.hidden/1.log', 'a/logs/err']) {
      writeFileSync(join(root, file), '');
    }
    symlinkSync(join(root, 'nowhere'), join(root, 'b/gone.log'));
    symlinkSync(join(root, 'a/1.log'), join(root, 'b/link.log'));
    return root;
  };

  it.each<[string, string[], string[], string[]]>([
    ['x.log', ['x.log'], [], ['']],
    ['missing.log', [], [], ['']],
    ['no/such/dir.log', [], [], ['']],
    ['*.log', ['x.log'], [], ['']],
    ['*/1.log', ['a/1.log', 'b/1.log'], [], ['', 'a', 'b', 'c.log']],
    ['b/*.log', ['b/1.log', 'b/link.log'], ['b/gone.log'], ['b']],
    ['b/gone.log', [], [], ['b']],
    ['*/logs/err', ['a/logs/err'], [], ['', 'a/logs', 'b', 'c.log']],
    ['x.log/*', [], [], ['']],
  ])('%s', async (glob, files, dangling, directories) => {
    const root = tree();
    const inRoot = (paths: readonly string[]): string[] => paths.map((path) => join(root, path)).sort();
    const found = await expandGlob(compileGlob(join(root, glob)));
    expect([...found.files].sort()).toEqual(inRoot(files));
    expect([...found.dangling].sort()).toEqual(inRoot(dangling));
    expect([...found.directories].map((path) => join(path)).sort()).toEqual(
      inRoot(directories).map((path) => join(path, '.')),
    );
  });
});
