import fc from 'fast-check';
import { afterEach, describe, expect, it } from 'vitest';
import { compileDateTemplate } from '../../src/date/date-template.js';
import { defaultPatterns } from '../../src/date/default-patterns.js';
import { Calendar, DateFieldsError } from '../../src/date/calendar.js';
import { readFields } from '../../src/date/written-date.js';
import { instantOf, localOffset } from '../../src/time/zone.js';
import { cutDate, sunday } from './cut-date.js';

afterEach(() => void (process.env['TZ'] = 'UTC'));

describe('codes', () => {
  it.each([
    ['%Y %j', '2023 366', 1704067200],
    ['%Y %j', '2024 366', 1735603200],
    ['%j', '100', 1680998400],
    ['%Y-%W-%w', '2024-10-0', 1710028800],
    ['%Y-%W-%w', '2024-10-6', 1709942400],
    ['%Y-%W-%w', '2024-00-1', 1704067200],
    ['%Y %U %a', '2024 10 Mon', 1710115200],
    ['%W-%w', '10-6', 1709942400],
    ['%Y %U', '2024 10', 1710028800],
    ['%y-%m-%d', '99-03-10', 4076784000],
    ['%c', 'Sun Mar  10 11:59:59 2024', 1710071999],
    ['%x %X', '03/10/24 11:59:59', 1710071999],
    ['%d %B %Y', '3 march 2024', 1709424000],
    ['%I:%M %p', '12:30 AM', 1710030600],
    ['%I:%M %p', '1:30 pm', 1709991000],
    ['%I:%M', '12:30', 1710030600],
    ['%l:%M %p', '11:30 PM', 1710027000],
    ['%H:%M %p', '11:30 PM', 1710070200],
    ['x%k:%M', 'x 1:30', 1710034200],
    ['x%Exk:%M', 'x 1:00', 1710032400],
    ['%H:%M:%S%%', '11:59:59%', 1710071999],
    ['%Y-%m-%d %A', '2024-03-10 Monday', 1710028800],
    ['%Y-%m-%d %H:%M %z', '2024-03-10 11:00 UTC+0100', 1710068400],
    ['%Y-%m-%d %H:%M %z', '2024-03-10 11:00 +01:30', 1710063000],
    ['%Y-%m-%d %H:%M %Z', '2024-03-10 11:00 CET', 1710064800],
    ['%Y-%m-%d %H:%M %Exz', '2024-03-10 11:00 CET+0100', 1710061200],
    ['%Y-%m-%d %H:%M %ExZ', '2024-03-10 11:00 A', 1710064800],
    ['%Y', '2022', 1646870400],
    ['%M', '30', 1710030600],
  ])('%s reads %j', (datepattern, text, time) => expect(cutDate(text, datepattern)?.time).toBe(time));

  it.each([
    ['%I:%M', '0:05'],
    ['%Exd', '1'],
    ['%d %B %Y', '3 mar 2024'],
    ['%Y %j', '2024 0'],
    ['%Y-%m-%d %H:%M %z', '2024-03-10 11:00 utc'],
    ['%Y-%m-%d %Z', '2024-03-10 AA'],
    ['%u', '0'],
  ])('%s does not accept %j', (datepattern, text) => expect(cutDate(text, datepattern)).toBeUndefined());

  it.each([
    ['%Y', '0000'],
    ['(?i)%H:%M %z', '11:00 utc'],
  ])('%s knows no time for %j', (datepattern, text) => {
    expect(cutDate(text, datepattern)).toEqual({ rest: '', time: undefined });
  });

  it.each([
    ['%Y-%m', '2024-03'],
    ['%d %H:%M', '10 11:00'],
  ])('%s leaves out what %j would need', (datepattern, text) => {
    expect(() => cutDate(text, datepattern)).toThrow(DateFieldsError);
  });
});

describe('what the clock fills in', () => {
  const newYear = 1_704_069_000; // 2024-01-01 00:30:00
  it.each([
    ['Dec 31 23:59:59', newYear, 1704067199],
    ['Jan  2 00:30:00', newYear, 1704155400],
    ['Jan  2 00:30:01', newYear, 1672619401],
    ['Jan  1 00:10:00', 1_735_687_800, 1704067800], // read on 2024-12-31 at 23:30
    ['12:00:00', sunday, sunday],
    ['12:00:01', sunday, sunday - 86_399],
  ])('%s read at %d is %d', (text, now, time) => expect(cutDate(text, undefined, now)?.time).toBe(time));

  it.each([
    ['%H:%M %z', '12:30 +0100', 1710070200],
    ['%H:%M %z', '11:00 -0200', 1709989200],
    ['%m/%d %H:%M %z', '3/11 12:59 +0100', 1710158340],
    ['%m/%d %H:%M %z', '3/11 13:01 +0100', 1678536060],
  ])('%s compares %j, turned to UTC, with the clock', (datepattern, text, time) => {
    expect(cutDate(text, datepattern)?.time).toBe(time);
  });

  it.each([
    ['M+0600', '%H:%M', '05:00', 1709982000],
    ['M+0600', '%m/%d %H:%M', '3/12 05:59', 1710158340],
    ['M+0600', '%m/%d %H:%M', '3/12 06:01', 1678622460],
    ['Y-0600', '%H:%M', '17:00', 1710068400],
    ['CET', '%Y-%m-%d %H:%M %z', '2024-03-10 11:00 Z', 1710068400],
    ['CET', 'EPOCH', '1710071999', 1710071999],
  ])('logtimezone %s, %s: %j', (zone, datepattern, text, time) => {
    expect(cutDate(text, datepattern, sunday, zone)?.time).toBe(time);
  });
});

describe('in the zone of the process', () => {
  it('sets a date in a known zone, as it is in UTC, against the local clock', () => {
    process.env['TZ'] = 'Europe/Berlin';
    const atOne = Date.UTC(2024, 1, 29, 12, 0, 41) / 1000;
    expect(cutDate('12:03:14', undefined, atOne, 'UTC')?.time).toBe(atOne + 153);
    process.env['TZ'] = 'America/St_Johns';
    expect(cutDate('CET Tue Dec 12 0:40:03', undefined, 1_710_054_662)?.time).toBe(1_702_424_403);
  });

  it.each([
    ['Europe/Berlin', '2024-10-27 02:30:00', 1729992600],
    ['Europe/Berlin', '2024-03-31 02:30:00', 1711848600],
    ['Europe/Berlin', '2024-07-01 00:00:00', 1719784800],
    ['America/New_York', '13:00:00', 1710007200],
  ])('%s: %s', (zone, text, time) => {
    process.env['TZ'] = zone;
    expect(cutDate(text)?.time).toBe(time);
  });
});

/** Writes an instant the way a default shape has it, for a clock with these offsets. */
function writeAs(pattern: string, time: number): string {
  const offset = localOffset(time);
  const date = new Date((time + offset) * 1000);
  const two = (value: number) => String(value).padStart(2, '0');
  const day = date.toUTCString().slice(0, 3);
  const month = date.toUTCString().slice(8, 11);
  const zone = `${offset < 0 ? '-' : '+'}${two(Math.trunc(Math.abs(offset) / 3600))}${two((Math.abs(offset) / 60) % 60)}`;
  const year = String(date.getUTCFullYear());
  const words: Record<string, string> = {
    ...{ '%ExY': year, '%Exy': year.slice(2), '%b': month, '%a': day, '%z': zone },
    ...{ '%m': two(date.getUTCMonth() + 1), '%Exm': two(date.getUTCMonth() + 1) },
    ...{ '%d': two(date.getUTCDate()), '%Exd': two(date.getUTCDate()) },
    ...{ '%H': two(date.getUTCHours()), '%ExH': two(date.getUTCHours()), '%k': String(date.getUTCHours()).padStart(2) },
    ...{ '%I': two(date.getUTCHours() % 12 || 12), '%p': date.getUTCHours() < 12 ? 'AM' : 'PM' },
    ...{ '%M': two(date.getUTCMinutes()), '%ExM': two(date.getUTCMinutes()) },
    ...{ '%S': two(date.getUTCSeconds()), '%ExS': two(date.getUTCSeconds()), '%f': '25' },
  };
  return pattern
    .replace('(?P<_sep>', '')
    .replace(/^\{\^LN-BEG\}/, '')
    .replace(/^\^/, '')
    .replace(/\[[-/.]+\]\)/, '-')
    .replace('(?P=_sep)', '-')
    .replace('(?:T|  ?)', ' ')
    .replace('(?:-|T|  ?)', 'T')
    .replace('(?:%ExY|%Exy)', '%ExY')
    .replace('(?:[.,]%f)?', ',%f')
    .replace('(?:\\.%f)?', '.%f')
    .replace('(?: %ExY)?', ' %ExY')
    .replace(/\(\?:(%a |%z )\)\?/g, '$1')
    .replace(/\(\?:(?:\\s\*| )%z\)\?/, '%z')
    .replaceAll(/\[ :\]\?|:\?/g, ':')
    .replace('%d  ?', '%d ')
    .replace('%Exd  ?', '%Exd ')
    .replace(/(?<=%S|%f)%z/, ' %z')
    .replaceAll(/%(?:Ex)?./g, (code) => words[code] ?? code);
}

describe('round trips', () => {
  // Zone names can't stand for every offset, and a time of day alone is a time of today.
  const shapes = defaultPatterns.filter((shape) => /%Ex[Yy]/.test(shape) && !shape.includes('%Z'));
  const zones = ['UTC', 'Europe/Berlin', 'America/St_Johns', 'Asia/Kathmandu', 'Pacific/Auckland'];
  it.each(shapes.flatMap((shape) => zones.map((zone) => [zone, shape] as const)))('in %s: %s', (zone, shape) => {
    process.env['TZ'] = zone;
    const template = compileDateTemplate(shape, 2026);
    fc.assert(
      fc.property(fc.integer({ min: 946_771_200, max: 1_893_369_600 }), (time) => {
        const text = writeAs(shape, time);
        const found = template.search(text);
        expect(found && text.slice(found.start, found.end)).toBe(text);
        // A clock shows an hour twice when it is put back; only a zone in the text tells which is meant.
        const meant = shape.includes('%z') ? time : instantOf(time + localOffset(time), localOffset);
        const date = found?.read();
        expect(typeof date === 'object' && new Calendar().timeOf(date, time)).toBe(meant);
      }),
      { numRuns: 30 },
    );
  });

  it('never puts a date without year more than a day ahead, nor a year and a day back', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 946_771_200, max: 4_102_444_800 }),
        fc.integer({ min: 1, max: 12 }),
        (now, month) => {
          const time = new Calendar(0).timeOf(readFields({ m: String(month), d: '28', H: '5' }), now) ?? Number.NaN;
          expect(time).toBeLessThanOrEqual(now + 86_400);
          expect(time).toBeGreaterThan(now - 367 * 86_400);
        },
      ),
    );
  });
});
