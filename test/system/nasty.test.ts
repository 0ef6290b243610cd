import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { atHome, makeNastyTree, nastyTrees, readText } from '../support/nasty-trees.js';
import { realFail2ban } from '../support/real-fail2ban.js';

const real = realFail2ban();
const record = process.env.RECORD === '1';

/** `RECORD=1` writes the answers instead of comparing them. */
describe('what the nasty trees expect', () => {
  it('is what Fail2Ban prints, where it prints anything', (context) => {
    if (typeof real === 'string') return context.skip(real);
    const alike = nastyTrees.filter(({ why }) => why === undefined);
    const trees = alike.map(makeNastyTree);
    const dumps = real.dump(trees);
    for (const [at, { folder, name }] of alike.entries()) {
      const said = atHome(dumps[at]?.stdout ?? '', trees[at] ?? '');
      if (record) writeFileSync(join(folder, 'expected.txt'), said);
      expect(readText(folder, 'expected.txt'), name).toBe(said);
      expect(dumps[at]?.status, name).toBe(0);
    }
    console.info(`${trees.length} of ${alike.length} nasty trees recorded as Fail2Ban prints them`);
  });
});
