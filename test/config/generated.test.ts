import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { makeConfigTree } from '../support/config-tree.js';
import { readGeneratedTrees } from '../support/generated-trees.js';
import { atHome, plainServer } from '../support/nasty-trees.js';

describe('generated trees', () => {
  it('come out as Fail2Ban was seen to print them', () => {
    const trees = readGeneratedTrees();
    expect(trees.length).toBeGreaterThan(90);
    for (const [at, { files, expected }] of trees.entries()) {
      const tree = makeConfigTree(plainServer, files);
      expect(atHome(printStream(tree, 'lines').stdout, tree), `tree ${at}`).toBe(expected);
    }
  });
});
