import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { takeFiles } from '../../../src/cli/import-fail2ban/take-files.js';
import { makeConfigTree } from '../../support/config-tree.js';

const from = makeConfigTree({ 'jail.local': 'mine', 'filter.d/app.conf': 'app', 'jail.d/sub/web.conf': 'web' });
const files = ['jail.local', 'filter.d/app.conf', 'jail.d/sub/web.conf'].map((path) => ({
  path,
  isTaken: path !== 'filter.d/app.conf',
  why: '',
}));
const settings = ['dbpurgeage = 5d'];

describe('files of Fail2Ban', () => {
  let to: string;
  const contents = () =>
    readdirSync(to, { recursive: true, encoding: 'utf8', withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map(({ parentPath, name }) => [
        join(parentPath, name).slice(to.length),
        readFileSync(join(parentPath, name), 'utf8'),
      ]);
  beforeEach(() => {
    to = mkdtempSync(join(tmpdir(), 'tsban-take-'));
    cpSync(makeConfigTree({ 'jail.conf': 'ours', 'tsban.d/fail2ban.conf': 'from before' }), to, { recursive: true });
  });
  afterEach(() => rmSync(to, { recursive: true }));

  it('are copied where they are to be taken, with the settings', () => {
    takeFiles({ from, to, files, settings });
    expect(Object.fromEntries(contents())).toEqual({
      '/jail.conf': 'ours',
      '/jail.local': 'mine',
      '/jail.d/sub/web.conf': 'web',
      '/tsban.d/fail2ban.conf': "# From Fail2Ban's own settings.\n[Definition]\ndbpurgeage = 5d\n",
    });
  });

  it('are gone when that is undone, with their folders; what was there before is there again', () => {
    const [folders, before] = [readdirSync(to), contents()];
    takeFiles({ from, to, files, settings })();
    expect([readdirSync(to), contents()]).toEqual([folders, before]);
  });
});
