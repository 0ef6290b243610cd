import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FilePlace } from '../../src/source/line.js';
import { type FoundFile, planReading, type Sibling } from '../../src/source/position.js';
import { rotationOf } from '../../src/source/rotation.js';

const saved = { device: '1', inode: '10', offset: 500, fingerprint: 'head', fingerprintLength: 500, older: [] };

/** A file that begins with what `fingerprint` stands for, in all lengths. */
const found = ({ fingerprint = 'head', ...change }: Partial<FoundFile> & { fingerprint?: string }): FoundFile => ({
  device: '1',
  inode: '10',
  size: 500,
  fingerprintOf: () => fingerprint,
  ...change,
});

type NamedSibling = Sibling & { readonly name: string };
const sibling = (name: string, change: Partial<Sibling> & { fingerprint?: string } = {}): NamedSibling => ({
  ...found({ inode: name, size: 900, fingerprint: 'new', ...change }),
  name,
  rotation: rotationOf('app.log', name),
  born: 0,
  modified: 0,
  ...change,
});
const plan = (
  place: FilePlace & { older: FilePlace[] },
  present: FoundFile | undefined,
  ...siblings: NamedSibling[]
) => {
  const { older, left, later, offset } = planReading(place, present, siblings);
  const rotated = [...older, ...(left ? [left] : []), ...later];
  return [...rotated.map(({ file, offset: at }) => `${file.name}@${at}`), `@${offset}`].join(' ');
};

describe('planReading', () => {
  const fresh = found({ inode: '11', size: 900, fingerprint: 'new' });
  const old = { inode: '10', fingerprint: 'head' };
  const copy = { inode: '99', fingerprint: 'head' };

  it.each<[string, string, FoundFile | undefined, NamedSibling[]]>([
    ['nothing new', '@500', found({}), []],
    ['grown', '@500', found({ size: 900 }), []],
    ['grown, with a copy beside it', '@500', found({ size: 900 }), [sibling('app.log.1', copy)]],
    ['truncated', '@0', found({ size: 499 }), []],
    ['refilled, longer than before', '@0', found({ size: 900, fingerprint: 'new' }), []],
    ['rotated and gone', '@0', fresh, []],
    ['moved to another disk', '@500', found({ device: '2', inode: '77', size: 700 }), []],
    ['rotated', 'app.log.1@500 @0', fresh, [sibling('app.log.1', old)]],
    ['rotated, nothing there yet', 'app.log.1@500 @0', undefined, [sibling('app.log.1', old)]],
    [
      'rotated, the new one begins alike',
      'app.log.1@500 @0',
      found({ inode: '11', size: 600 }),
      [sibling('app.log.1', old)],
    ],
    ['renamed by hand', 'mine@500 @0', fresh, [sibling('mine', old)]],
    ['copied by hand', '@0', fresh, [sibling('mine', copy)]],
    ['the old inode is something else now', '@0', fresh, [sibling('app.log.1', { inode: '10' })]],
    ['the old one is shorter now', '@0', fresh, [sibling('app.log.1', { ...old, size: 1 })]],
    [
      'rotated three times',
      'app.log.3@500 app.log.2@0 app.log.1@0 @0',
      fresh,
      [sibling('app.log.1'), sibling('app.log.2'), sibling('app.log.4'), sibling('app.log.3', old)],
    ],
    [
      'rotated once more since it was opened',
      'app.log.3@500 app.log.2@0 @0',
      fresh,
      [sibling('app.log.1', { inode: '11' }), sibling('app.log.2'), sibling('app.log.3', old)],
    ],
    [
      'rotated twice more since it was opened: what came after it is for the next plan',
      'app.log.3@500 @0',
      fresh,
      [sibling('app.log.1'), sibling('app.log.2', { inode: '11' }), sibling('app.log.3', old)],
    ],
    [
      'rotated and packed',
      'app.log.3.gz@500 app.log.2.gz@0 app.log.1@0 @0',
      fresh,
      [sibling('app.log.1'), sibling('app.log.2.gz'), sibling('app.log.3.gz', copy)],
    ],
    [
      'rotated, just being packed',
      'app.log.2@500 app.log.1@0 @0',
      fresh,
      [sibling('app.log.1'), sibling('app.log.1.gz'), sibling('app.log.2', old), sibling('app.log.2.gz', copy)],
    ],
    [
      'rotated by date',
      'app.log-20261119@500 app.log-20261120@0 @0',
      fresh,
      [
        sibling('app.log-20261120'),
        sibling('app.log-20261119', old),
        sibling('app.log.1'),
        sibling('app.log-20261118'),
      ],
    ],
    [
      'copied and truncated twice',
      'app.log.2@500 app.log.1@0 @0',
      found({ size: 20, fingerprint: 'new' }),
      [sibling('app.log.1'), sibling('app.log.2', copy)],
    ],
    [
      'all begin with the same words',
      '@0',
      fresh,
      [sibling('app.log.1', copy), sibling('app.log.2', { ...copy, inode: '98' })],
    ],
    [
      'put among numbers by hand: they were written before it was born',
      'app.log.9@500 @0',
      fresh,
      [sibling('app.log.1', { modified: 50 }), sibling('app.log.9', { ...old, born: 100 })],
    ],
  ])('%s: %s', (_name, expected, present, siblings) => {
    expect(plan(saved, present, ...siblings)).toBe(expected);
  });

  it('does not trust the inode of a file of which nothing is known, except where its name fits', () => {
    const empty = { ...saved, offset: 0, fingerprint: 'empty', fingerprintLength: 0 };
    const same = { inode: '10', fingerprint: 'empty' };
    expect(plan(empty, fresh, sibling('other.log', same))).toBe('@0');
    expect(plan(empty, fresh, sibling('app.log.1', same))).toBe('app.log.1@0 @0');
  });

  it('begins with the rest of older files that may still have been written to', () => {
    const older = { ...saved, inode: '9', offset: 70, fingerprint: 'older' };
    const before = sibling('app.log.2', { inode: '9', fingerprint: 'older' });
    const position = { ...saved, older: [older] };
    expect(plan(position, found({}), before)).toBe('app.log.2@70 @500');
    expect(plan(position, fresh, before, sibling('app.log.1', old))).toBe('app.log.2@70 app.log.1@500 @0');
    expect(plan(position, found({}), sibling('app.log.2'))).toBe('@500');
    const overtaken = sibling('app.log.1', { inode: '9', fingerprint: 'older' });
    expect(plan(position, fresh, overtaken, sibling('app.log.2', old))).toBe('app.log.2@500 app.log.1@70 @0');
    const oldest = { ...older, inode: '8', fingerprint: 'oldest' };
    const inFolder = [before, sibling('app.log.3', { inode: '8', fingerprint: 'oldest' })];
    const both = { ...saved, older: [oldest, older] };
    expect(plan(both, found({}), ...inFolder)).toBe('app.log.3@70 app.log.2@70 @500');
    const back = found({ inode: '9', fingerprint: 'older' });
    expect(plan(position, back, sibling('app.log.1', old))).toBe('app.log.1@500 @70');
  });

  it('reads, after any number of rotations and whatever is packed, the saved one and all later ones in their order', () => {
    const files = fc.tuple(
      fc.integer({ min: 1, max: 12 }),
      fc.infiniteStream(fc.boolean()),
      fc.integer({ min: 1, max: 12 }),
    );
    fc.assert(
      fc.property(files, fc.boolean(), ([count, packed, at], shuffled) => {
        const names = Array.from({ length: count }, (_, i) => `app.log.${i + 1}${packed.next().value ? '.gz' : ''}`);
        const siblings = names.map((name, i) => sibling(name, i + 1 === at ? copy : {}));
        const read = names.slice(0, at).reverse();
        const expected = at > count ? [] : read.map((name, i) => `${name}@${i === 0 ? 500 : 0}`);
        if (shuffled) siblings.reverse();
        expect(plan(saved, fresh, ...siblings)).toBe([...expected, '@0'].join(' '));
      }),
    );
  });
});
