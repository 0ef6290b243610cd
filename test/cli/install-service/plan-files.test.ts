import { expect, it } from 'vitest';
import fc from 'fast-check';
import { planFiles, writtenAfter } from '../../../src/cli/install-service/plan-files.js';

const files = (wanted?: string, present?: string, written?: string) => {
  const one = (digest?: string) => new Map(digest === undefined ? [] : [['/a', digest]]);
  return { wanted: one(wanted), present: one(present), written: one(written) };
};

it.each([
  // wanted, present, written the last time, what is done, what is remembered
  ['new', undefined, undefined, 'write', 'new'],
  ['new', 'new', undefined, 'nothing', 'new'],
  ['new', 'other', undefined, 'leave', undefined],
  ['new', undefined, 'old', 'write', 'new'],
  ['new', 'old', 'old', 'write', 'new'],
  ['new', 'other', 'old', 'leave', 'old'],
  ['new', 'other', 'new', 'leave', 'new'],
  [undefined, 'old', 'old', 'remove', undefined],
  [undefined, 'other', 'old', 'leave', undefined],
  [undefined, undefined, 'old', 'nothing', undefined],
] as const)('wanted %s, there is %s, written was %s: %s', (wanted, present, written, what, remembered) => {
  const given = files(wanted, present, written);
  const steps = planFiles(given);
  expect(steps).toEqual([{ path: '/a', what }]);
  expect(writtenAfter(steps, given).get('/a')).toBe(remembered);
});

it('never touches what somebody else has written, and has nothing to do the second time', () => {
  const digests = fc.dictionary(fc.constantFrom('/a', '/b', '/c'), fc.constantFrom('1', '2', '3'));
  fc.assert(
    fc.property(digests, digests, digests, (wanted, present, written) => {
      const of = (digest: Readonly<Record<string, string>>) => new Map(Object.entries(digest));
      const before = { wanted: of(wanted), present: of(present), written: of(written) };
      const steps = planFiles(before);
      const after = of(present);
      for (const { path, what } of steps) {
        if (what === 'write' || what === 'remove') expect([undefined, written[path]]).toContain(present[path]);
        if (what === 'write') after.set(path, wanted[path] ?? '');
        if (what === 'remove') after.delete(path);
      }
      const again = planFiles({ ...before, present: after, written: writtenAfter(steps, before) });
      expect(again.filter(({ what }) => what === 'write' || what === 'remove')).toEqual([]);
    }),
  );
});
