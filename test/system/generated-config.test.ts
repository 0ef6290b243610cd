import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { arbitraryConfig } from '../support/arbitrary-config.js';
import { makeConfigTree } from '../support/config-tree.js';
import { plainServer } from '../support/nasty-trees.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
const count = 2000;

describe('generated configuration', () => {
  it('comes out as it does from Fail2Ban', (context) => {
    if (typeof real === 'string') return context.skip(real);
    const trees = fc
      .sample(arbitraryConfig, { numRuns: count, seed: 2 })
      .map((files) => makeConfigTree(plainServer, files));
    const theirs = real.dump(trees);
    const differing = trees.filter((tree, at) => {
      const ours = printStream(tree, 'lines');
      // What Fail2Ban gives up on as a whole is told here as an error of the jails it spoils.
      if (theirs[at]?.status !== 0) return !ours.told.some(({ level }) => level === 'error');
      return ours.stdout !== theirs[at].stdout;
    });
    const aborted = theirs.filter(({ status }) => status !== 0).length;
    console.info(`${count - differing.length} of ${count} agree; Fail2Ban gave up on ${aborted} of them`);
    expect(aborted).toBeLessThan(count / 4);
    expect(differing).toEqual([]);
  }, 300_000);
});
