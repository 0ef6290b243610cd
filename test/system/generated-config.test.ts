import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { type ArbitraryConfig, arbitraryConfig } from '../support/arbitrary-config.js';
import { makeConfigTree } from '../support/config-tree.js';
import { readGeneratedTrees, writeGeneratedTrees } from '../support/generated-trees.js';
import { atHome, plainServer } from '../support/nasty-trees.js';
import { type RealDump, type RealFail2ban, realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
const seeds = (process.env.SEEDS ?? '2 3').split(' ').map(Number);
const count = 1000;

function sample(numRuns: number, seed: number): readonly ArbitraryConfig[] {
  return fc.sample(arbitraryConfig, { numRuns, seed });
}

function layOut(files: ArbitraryConfig): string {
  return makeConfigTree(plainServer, files);
}

/** A tree that tsban shows otherwise than Fail2Ban. */
interface Difference {
  readonly files: ArbitraryConfig;
  readonly ours: string;
  readonly theirs: string;
}

function differencesIn(
  samples: readonly ArbitraryConfig[],
  trees: readonly string[],
  dumps: readonly RealDump[],
  format: 'lines' | 'pretty',
): Difference[] {
  return samples.flatMap((files, at) => {
    const { stdout: theirs = '', commands = [] } = dumps[at] ?? {};
    const { stdout: ours, told } = printStream(trees[at] ?? '', format);
    const errors = told.filter(({ level }) => level === 'error').length;
    // Of several faults Fail2Ban tells one, which need not be the first.
    const comparable = (text: string) => (errors > 1 ? text.replaceAll(/^\['config-error'.*$/gm, '') : text);
    // What Fail2Ban gives up on as a whole is told here as an error of the jails it spoils.
    const isSame = commands.length === 0 ? errors > 0 : comparable(ours) === comparable(theirs);
    return isSame ? [] : [{ files, ours, theirs }];
  });
}

/** True where Fail2Ban gave up on no jail. */
function isWhole(dump: RealDump | undefined): boolean {
  return dump?.status === 0 && dump.commands.every((command) => command[0] !== 'config-error');
}

/** The smallest trees out of many that Fail2Ban reads without giving up on any jail. */
function record(fail2ban: RealFail2ban): void {
  const samples = sample(300, 1);
  const trees = samples.map(layOut);
  const dumps = fail2ban.dump(trees);
  const recorded = samples.flatMap((files, at) => {
    const dump = dumps[at];
    return dump !== undefined && isWhole(dump) ? [{ files, expected: atHome(dump.stdout, trees[at] ?? '') }] : [];
  });
  const size = (tree: unknown) => JSON.stringify(tree).length;
  writeGeneratedTrees(recorded.sort((a, b) => size(a) - size(b)).slice(0, 100));
}

/** `RECORD=1` records the trees that are compared without Fail2Ban; `SEEDS="7 8"` generates others. */
describe('generated configuration', () => {
  it.for(seeds)('comes out as it does from Fail2Ban (seed %i)', { timeout: 300_000 }, (seed, context) => {
    if (typeof real === 'string') return context.skip(real);
    const samples = sample(count, seed);
    const trees = samples.map(layOut);
    const theirs = real.dump(trees);
    const aborted = theirs.filter(({ commands }) => commands.length === 0).length;
    const different = differencesIn(samples, trees, theirs, 'lines');
    console.info(`${count - different.length} of ${count} agree; Fail2Ban gave up on ${aborted} of them`);
    expect(aborted).toBeLessThan(count / 4);
    expect(different).toEqual([]);
  });

  it('comes out the same with --dp, and with --json', { timeout: 300_000 }, (context) => {
    if (typeof real === 'string') return context.skip(real);
    const samples = sample(300, 4);
    const trees = samples.map(layOut);
    const theirs = real.dump(trees, '--dp');
    expect(differencesIn(samples, trees, theirs, 'pretty')).toEqual([]);
    const whole = trees.flatMap((tree, at) => (isWhole(theirs[at]) ? [{ tree, commands: theirs[at]?.commands }] : []));
    expect(whole.length).toBeGreaterThan(150);
    for (const { tree, commands } of whole) expect(JSON.parse(printStream(tree, 'json').stdout)).toEqual(commands);
  });

  it('is recorded as Fail2Ban prints it', (context) => {
    if (typeof real === 'string') return context.skip(real);
    if (process.env.RECORD === '1') record(real);
    const recorded = readGeneratedTrees();
    const trees = recorded.map(({ files }) => layOut(files));
    const streams = real.dump(trees).map(({ stdout }, at) => atHome(stdout, trees[at] ?? ''));
    expect(streams).toEqual(recorded.map(({ expected }) => expected));
  });
});
