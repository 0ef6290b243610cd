import { afterEach, describe, expect, it } from 'vitest';
import fc from 'fast-check';
import { instantOf, localOffset, settingOffset, ZoneError, zoneOffset } from '../../src/time/zone.js';
import { offsetsIn } from '../support/offsets-in.js';

const wall = (text: string) => Date.parse(`${text.replace(' ', 'T')}Z`) / 1000;

describe('zoneOffset', () => {
  it.each([
    ['', 0],
    ['Z', 0],
    ['UTC', 0],
    ['CET', 3600],
    ['CET+0100', 7200],
    ['+0100', 3600],
    ['-03:30', -12_600],
    ['+19', 68_400],
    ['EST-01', -21_600],
    ['NPT', 20_700],
    ['M', 43_200],
    ['NZDT', 46_800],
    ['Y', -43_200],
  ])('reads %j as %d s east', (text, seconds) => expect(zoneOffset(text)).toBe(seconds));

  it.each(['Europe/Paris', 'cet', 'utc', 'PT', '+2', 'UTC0200', 'UTC+2359', ' UTC'])('takes %j for no zone', (text) =>
    expect(zoneOffset(text)).toBeUndefined(),
  );

  it.each(['XYZ', 'BST', 'IST', 'J', 'XYZ+0100'])('does not know %j', (text) =>
    expect(() => zoneOffset(text)).toThrow(ZoneError),
  );
});

describe('settingOffset', () => {
  it('gives the offset of a setting', () => expect(settingOffset('CET+0100')).toBe(7200));

  it('names a setting it does not know', () => {
    expect(() => settingOffset('Europe/Paris')).toThrow(ZoneError);
    expect(() => settingOffset('Europe/Paris')).toThrow("Unknown or unsupported time zone: 'Europe/Paris'");
  });
});

describe('instantOf', () => {
  it.each([
    ['Europe/Berlin', '2024-10-27 02:30:00', 1729992600],
    ['Europe/Berlin', '2024-03-31 02:30:00', 1711848600],
    ['Europe/Berlin', '2024-10-27 01:59:59', 1729987199],
    ['Europe/Berlin', '2024-10-27 03:00:00', 1729994400],
    ['America/New_York', '2024-11-03 01:30:00', 1730615400],
    ['America/New_York', '2024-03-10 02:30:00', 1710055800],
    ['Australia/Lord_Howe', '2024-04-07 01:45:00', 1712416500],
    ['Australia/Lord_Howe', '2024-10-06 02:15:00', 1728143100],
    ['UTC', '2024-10-27 02:30:00', 1729996200],
  ])('in %s reads %s as %d', (zone, text, instant) => {
    expect(instantOf(wall(text), offsetsIn(zone))).toBe(instant);
  });

  it.each(['UTC', 'Europe/Berlin', 'America/St_Johns', 'Australia/Lord_Howe', 'Asia/Kathmandu', 'Pacific/Auckland'])(
    'comes back to an instant, or to its double an hour later, in %s',
    (zone) => {
      const offsetAt = offsetsIn(zone);
      fc.assert(
        fc.property(fc.integer({ min: 315_532_800, max: 4_102_444_800 }), (time) => {
          const shown = time + offsetAt(time);
          const back = instantOf(shown, offsetAt);
          expect(back).toBeGreaterThanOrEqual(time);
          expect(back + offsetAt(back)).toBe(shown);
        }),
      );
    },
  );
});

describe('localOffset', () => {
  const before = process.env['TZ'];
  afterEach(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it('follows the zone of the process through the year', () => {
    process.env['TZ'] = 'Europe/Berlin';
    expect([localOffset(1_704_067_200), localOffset(1_719_792_000)]).toEqual([3600, 7200]);
  });
});
