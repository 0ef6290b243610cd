import { describe, expect, it } from 'vitest';
import { compareRotations, rotationOf } from '../../src/source/rotation.js';

describe('rotationOf', () => {
  it.each([
    ['app.log', 'app.log.1'],
    ['app.log', 'app.log.12.gz'],
    ['app.log', 'app.log-20261120'],
    ['app.log', 'app.log-20261120.gz'],
    ['app.log', 'app.log-2026112013'],
    ['app.log', 'app.log-1795000000'],
    ['app.log', 'app.log.2026-11-20'],
    ['app.log', 'app.log.2026-11-20_13'],
    ['app.log', 'app.log.2026-11-20.3'],
    ['app.log', 'app-20261120.log'],
    ['app.log', 'app.2026-11-20.log.gz'],
    ['app.log', 'app.1.log'],
    ['app.log', 'app.log.old'],
    ['messages', 'messages.4'],
    ['messages', 'messages-20261120.xz'],
  ])('of %s is %s', (base, name) => {
    expect(rotationOf(base, name)).toBeDefined();
  });

  it.each([
    ['app.log', 'app.log'],
    ['app.log', 'app.log.bak'],
    ['app.log', 'app.log.gz'],
    ['app.log', 'app.log~'],
    ['app.log', 'app-2.log'],
    ['app.log', 'app-error.log.1'],
    ['app.log', 'app.log.20-11-2026'],
    ['app.log', 'other.log.1'],
    ['access', 'access_log.1'],
    ['.log', '1.log'],
  ])('of %s is not %s', (base, name) => {
    expect(rotationOf(base, name)).toBeUndefined();
  });
});

describe('compareRotations', () => {
  const compare = (a: string, b: string): number => {
    const [first, second] = [rotationOf('app.log', a), rotationOf('app.log', b)];
    return first && second ? Math.sign(compareRotations(first, second)) : Number.NaN;
  };

  it.each([
    ['app.log.2', 'app.log.1'],
    ['app.log.10', 'app.log.9.gz'],
    ['app.log-20261119', 'app.log-20261120'],
    ['app.log-20261120', 'app.log-2026112013'],
    ['app.log.2026-11-20.2', 'app.log.2026-11-20.10'],
    ['app-20261119.log.gz', 'app-20261120.log'],
  ])('%s was rotated before %s', (a, b) => {
    expect([compare(a, b), compare(b, a)]).toEqual([-1, 1]);
  });

  it('takes a file and its archive for the same, and does not guess across schemes', () => {
    expect(compare('app.log.1', 'app.log.1.gz')).toBe(0);
    expect(compare('app.log.1', 'app.log-20261120')).toBeNaN();
  });
});
