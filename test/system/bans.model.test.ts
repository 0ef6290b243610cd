import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { seed } from '../support/seed.js';
import { act, BanWorld, configuration } from '../support/ban-world.js';
import { makeNamespace, missing } from '../support/netns.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const reason = missing('nft', 'iptables', 'ipset');

const schedules = Number(process.env['TSBAN_SCHEDULES'] ?? 3);

describe.skipIf(reason !== undefined)(`bans (${reason ?? 'in network namespaces'})`, () => {
  it(`are in force, and nothing else is, through ${schedules} schedules of changes and ends (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(configuration, fc.array(act, { minLength: 8, maxLength: 16 }), async (first, acts) => {
        const box = makeNamespace();
        const world = new BanWorld(box, temporaryFolder('bans'), first);
        try {
          const before = world.dump();
          await world.start();
          for (const next of acts) await world.take(next);
          expect(await world.end()).toBe(before);
        } finally {
          await world.kill();
          box.remove();
        }
      }),
      { numRuns: schedules, endOnFailure: true },
    );
  }, 3_600_000);
});
