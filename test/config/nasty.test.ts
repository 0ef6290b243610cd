import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { atHome, makeNastyTree, nastyTrees, readText } from '../support/nasty-trees.js';

const alike = nastyTrees.filter(({ why }) => why === undefined);
const apart = nastyTrees.filter(({ why }) => why !== undefined);

describe('nasty trees', () => {
  it.each(alike)('$name: the stream Fail2Ban was seen to print', (nasty) => {
    const tree = makeNastyTree(nasty);
    expect(atHome(printStream(tree, 'lines').stdout, tree)).toBe(readText(nasty.folder, 'expected.txt'));
  });

  it.each(apart)('$name: $why', async (nasty) => {
    const tree = makeNastyTree(nasty);
    const { stdout, told } = printStream(tree, 'lines');
    const problems = told.map(({ level, text }) => `${level}: ${text}\n`).join('');
    await expect(atHome(stdout, tree)).toMatchFileSnapshot(join(nasty.folder, 'expected.txt'));
    await expect(atHome(problems, tree)).toMatchFileSnapshot(join(nasty.folder, 'problems.txt'));
  });
});
