import { describe, expect, it } from 'vitest';
import { allDefaultPatterns, defaultPatterns, lineStartPatterns } from '../../src/date/default-patterns.js';
import { ZoneError } from '../../src/time/zone.js';
import { cutDate } from './cut-date.js';

// All in UTC, read on 2024-03-10 at noon.
describe('the default shapes', () => {
  it.each([
    ['2024-03-10T11:59:59.98+02:00', '', 1710064799],
    ['2024/3/1  1:2:3', '', 1709254923],
    ['2024-03-10 11:59:59', '', 1710071999],
    ['2024-03-10 11:59:59 +0100', '', 1710068399],
    ['Mar  1 11:59:59', '', 1709294399],
    ['Sun Mar 10 11:59:59.011 2024', '', 1710071999],
    ['Sun Mar 10 2024 11:59:59', '', 1710071999],
    ['10/03/24 11:59:59', '', 1710071999],
    ['10/Mar/2024:11:59:59 +0100', '', 1710068399],
    ['10/Mar/2024 11:59:59.5', '', 1710071999],
    ['03/10/2024:11:59:59', '', 1710071999],
    ['03-13-2024 11:59:59', '', 1710331199],
    ['1710071999.123', '', 1710071999.123],
    ['[1710071999] x', '[] x', 1710071999],
    ['type=X msg=audit(1700000000.123:45): x', 'type=X msg=audit(:45): x', 1700000000.123],
    ['11:59:59 x', ' x', 1710071999],
    ['<03/10/24@11:59:59> x', ' x', 1710071999],
    ['240310  1:59:59', '', 1710035999],
    ['Mar 10, 2024 11:59:59 PM', '', 1710115199],
    ['Mar-10-24 11:59:59', '', 1710071999],
    ['20240310-11:59:59', '', 1710071999],
    ['20240310T115959Z', '', 1710071999],
    ['CET Sun Mar 10 07:59:59', '', 1710053999],
    ['+01:00 Mar 10 07:59:59 2024', '', 1710053999],
    ['@4000000065ed9d1f00000000', '', 1710071071],
    // what is cut, and what is left (spec §4.3)
    ['2023-11-14 22:13:20 host x', ' host x', 1700000000],
    ['[2023-11-14 22:13:20] host x', '[] host x', 1700000000],
    ['host 2023-11-14 22:13:20 x', 'host  x', 1700000000],
    ['host x 2023-11-14 22:13:20', 'host x ', 1700000000],
    // a fraction too long, a zone by name, a shape without fractions: left in the text
    ['2024-03-10 11:59:59.1234567', '.1234567', 1710071999],
    ['2024-03-10 11:59:59 CET', ' CET', 1710071999],
    ['03-10-2024 11:59:59.252', '.252', 1727956799],
    // not English, so only the time of day is a date
    ['märz 10 2024-03-10 11:59:59', 'märz 10 ', 1710071999],
    ['2024-03-09 11:59:59 said Mar 08 10:00:00', ' said Mar 08 10:00:00', 1709985599],
  ])('find the date of %j', (text, rest, time) => expect(cutDate(text)).toEqual({ rest, time }));

  it.each([
    '2024-03-10T11:59 x',
    '2024-03-10 x',
    'foo2024-03-10 11:59:59',
    '2024-03-10 11:59:59foo',
    '2024-03-10 24:00:00',
    '1999-01-01 11:59:59',
    '2030-01-01 11:59:59',
    'x 1710071999',
    '1710071999123',
    '20240310 85959',
    'März 10 11:59:59',
    '[[[11:59:59',
    ' <03/10/24@11:59:59> x',
    '',
  ])('find no date in %j', (text) => expect(cutDate(text)).toBeUndefined());

  it.each([
    ['2024-02-30 11:00:00', ''],
    ['2024-03-10 11:59:60', ''],
    ['Mar 10 24:00:00', ''],
    ['31/Apr/2024:11:59:59', ''],
    ['error Mar 10 11:59:59 x', ' x'],
    ['abc Mar 10 11:59:59', ''],
  ])('cut %j but know no such time', (text, rest) => expect(cutDate(text)).toEqual({ rest, time: undefined }));

  it('cannot read a date in a zone that is not in the table', () => {
    expect(() => cutDate('XYZ Mar 10 11:59:59')).toThrow(ZoneError);
  });

  it('knows Feb 29 in leap years only', () => {
    expect(cutDate('Feb 29 11:59:59')).toEqual({ rest: '', time: 1709207999 });
    expect(cutDate('Feb 29 11:59:59', undefined, 1_678_536_000)).toEqual({ rest: '', time: undefined });
  });

  it('takes years up to the decade that is three years ahead', () => {
    const in2027 = Date.UTC(2027, 0, 1) / 1000;
    expect(cutDate('2030-01-01 00:00:00', undefined, in2027)?.time).toBe(1893456000);
    expect(cutDate('2039-01-01 00:00:00', undefined, in2027)?.time).toBe(2177452800);
    expect(cutDate('2040-01-01 00:00:00', undefined, in2027)).toBeUndefined();
    expect(cutDate('2005-01-01 00:00:00', undefined, 0)?.time).toBe(1104537600);
  });

  it('are 17, 14 of which are tried at the start of a line first', () => {
    expect([defaultPatterns.length, allDefaultPatterns.length, lineStartPatterns.length]).toEqual([17, 31, 17]);
    expect(new Set(allDefaultPatterns).size).toBe(31);
  });
});
