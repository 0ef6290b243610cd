import { appendFileSync, mkdirSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isDistant } from '../../src/source/is-distant.js';
import { SafetyLooks } from '../../src/source/safety-looks.js';
import { HandWaker } from '../support/hand-waker.js';
import { until } from '../support/until.js';
import { temporaryFolder } from '../support/temporary-folder.js';

it('tells which paths were changed since the look before, however that was done', async () => {
  const root = temporaryFolder('source');
  const at = (name: string) => join(root, name);
  const names = ['grows', 'replaced', 'gone', 'comes', 'link', 'directory', 'quiet'];
  for (const name of ['grows', 'replaced', 'gone', 'quiet']) writeFileSync(at(name), 'x');
  mkdirSync(at('directory'));
  symlinkSync(at('target'), at('link'));
  const waker = new HandWaker();
  const changed: string[] = [];
  let close = 0;
  const looks = new SafetyLooks({
    waker,
    closeLook: () => (close += 1),
    paths: () => names.map(at),
    changed: (path) => changed.push(path.slice(root.length + 1)),
  });
  waker.wake();
  await until(() => changed.length === names.length);
  changed.length = 0;
  appendFileSync(at('grows'), 'x');
  writeFileSync(at('new'), 'x');
  renameSync(at('new'), at('replaced'));
  rmSync(at('gone'));
  for (const name of ['comes', 'target', 'directory/child']) writeFileSync(at(name), '');
  waker.wake();
  await until(() => changed.length === names.length - 1);
  expect(changed).not.toContain('quiet');
  expect(close).toBe(2);
  looks.stop();
  waker.wake();
  expect(close).toBe(2);
});

it('takes no directory of this machine, and none that is missing, for one that others write to', async () => {
  expect(await isDistant(temporaryFolder('source'))).toBe(false);
  expect(await isDistant('/nowhere/at/all')).toBe(false);
});
