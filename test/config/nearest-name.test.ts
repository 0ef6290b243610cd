import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { nearestName } from '../../src/config/nearest-name.js';

const options = ['maxretry', 'maxmatches', 'findtime', 'bantime', 'port', 'action', 'logpath', 'ignoreip'];

describe('nearestName', () => {
  it.each([
    ['maxrety', 'maxretry'],
    ['maxretrry', 'maxretry'],
    ['max_retry', 'maxretry'],
    ['bantme', 'bantime'],
    ['prot', 'port'],
    ['logpaths', 'logpath'],
    ['ingoreip', 'ignoreip'],
    ['acton', 'action'],
    ['ports2', undefined],
    ['port2', undefined],
    ['action_', undefined],
    ['my-logpath', undefined],
    ['sort', 'port'],
    ['pot', undefined],
    ['actual', undefined],
  ])('%s: %s', (name, nearest) => {
    expect(nearestName(name, options)).toBe(nearest);
  });

  it('finds any name of which two letters have changed places', () => {
    const names = fc.constantFrom(...options.filter(({ length }) => length > 4));
    fc.assert(
      fc.property(names, fc.nat(), (name, where) => {
        const at = where % (name.length - 1);
        const swapped = name.slice(0, at) + name.charAt(at + 1) + name.charAt(at) + name.slice(at + 2);
        expect(swapped === name ? name : nearestName(swapped, options)).toBe(name);
      }),
    );
  });
});
