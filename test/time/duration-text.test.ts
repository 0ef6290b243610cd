import { describe, expect, it } from 'vitest';
import { durationText } from '../../src/time/duration-text.js';

describe('durationText', () => {
  it.each([
    [0, '0'],
    [8, '8s'],
    [10.87, '10.87s'],
    [60, '1m'],
    [80.34214769275067, '1.0m 20.34214769275067s'],
    [1000, '16m 40s'],
    [3594, '59m 54s'],
    [3595, '1h'],
    [4096.9, '1h 8m'],
    [7134, '1h 58m'],
    [86_399, '24h'],
    [86_430, '1d'],
    [86_431, '1d 1m'],
    [262_144, '3d 49m'],
    [604_799, '7d'],
    [1_310_340, '2w 1d 4h'],
    [31_535_999, '52w 1d'],
    [31_536_000, '1y'],
    [90_000_000, '2y 44w 4d'],
  ])('%d seconds are %s', (seconds, text) => {
    expect(durationText(seconds)).toBe(text);
  });
});
