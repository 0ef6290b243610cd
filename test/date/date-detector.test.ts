import { describe, expect, it } from 'vitest';
import { createDateDetector } from '../../src/date/date-detector.js';
import { ZoneError } from '../../src/time/zone.js';
import { sunday } from './cut-date.js';

const clock = () => sunday;

/** The date texts and times one detector finds in a log. */
function datesOf(log: readonly string[]): (readonly [string, number | undefined] | undefined)[] {
  const detector = createDateDetector({ clock });
  return log.map((text) => {
    if (!detector.cut(text, sunday)) return undefined;
    return [text.slice(detector.start, detector.end), detector.time(sunday)] as const;
  });
}

describe('learning', () => {
  it('reads 03-10-2024 as 3 October on a fresh log', () => {
    expect(datesOf(['03-10-2024 11:59:59'])[0]?.[1]).toBe(1727956799);
    expect(datesOf(['27-01-2024 11:59:59', '03-10-2024 11:59:59'])[1]?.[1]).toBe(1727956799);
  });

  it('reads it as 10 March where an earlier line had the month first', () => {
    expect(datesOf(['01-27-2024 11:59:59', '03-10-2024 11:59:59'])[1]?.[1]).toBe(1710071999);
  });

  it('prefers the date at the start of the line to one in the message', () => {
    expect(datesOf(['2024-03-09 11:59:59 said Mar 08 10:00:00'])[0]?.[0]).toBe('2024-03-09 11:59:59');
  });

  it('takes dates of messages once it has learned one', () => {
    const log = ['a message of 2023-02-02 01:02:03', 'x referer=2023-01-01 00:00:00'];
    expect(datesOf(log).map((date) => date?.[0])).toEqual(['2023-02-02 01:02:03', '2023-01-01 00:00:00']);
  });

  it('finds a date again at other columns, and the old ones after it', () => {
    const log = ['host 2024-03-09 01:02:03', 'longer host 2024-03-09 01:02:04', 'nothing', 'host 2024-03-09 01:02:05'];
    expect(datesOf(log).map((date) => date?.[0].slice(-2))).toEqual(['03', '04', undefined, '05']);
  });

  it('moves a template that keeps finding dates to the front, and counts its hits', () => {
    const detector = createDateDetector({ clock });
    for (let second = 10; second < 30; second += 1) detector.cut(`10/Mar/2024:11:59:${second} +0100`, sunday);
    expect(detector.templates[0]).toMatchObject({ hits: 20, template: { anchored: true, weight: 100 } });
    expect(detector.templates.filter(({ hits }) => hits > 0)).toHaveLength(1);
    expect(detector.templates).toHaveLength(31);
  });

  it('lets a template that was long unused be overtaken', () => {
    let now = sunday;
    const detector = createDateDetector({ clock, datepattern: '^%Y-%m-%d %H:%M\n^%d/%m/%Y %H:%M' });
    for (let minute = 10; minute < 20; minute += 1) detector.cut(`2024-03-10 11:${minute}`, now);
    const first = () => detector.templates[0]?.template.name;
    now += 300;
    detector.cut('10/03/2024 11:20', now);
    expect(first()).toBe('^Year-Month-Day 24hour:Minute');
    detector.cut('2024-03-10 11:20', now);
    now += 301;
    detector.cut('10/03/2024 11:20', now);
    expect(first()).toBe('^Day/Month/Year 24hour:Minute');
  });
});

describe('a cut', () => {
  it('answers for the now it is asked with', () => {
    const dates = createDateDetector({ clock });
    dates.cut('Mar 10 11:59:59', sunday);
    expect([dates.time(sunday), dates.time(sunday), dates.time(sunday + 366 * 86_400)]).toEqual([
      1710071999,
      1710071999,
      1710071999 + 365 * 86_400,
    ]);
  });
});

it('reads lines of one second alike, and those of the next anew', () => {
  const log = ['11:59:58 a', '11:59:58 b', '11:59:59 c', '11:59:58 d'];
  expect(datesOf(log).map((date) => date?.[1])).toEqual([1710071998, 1710071998, 1710071999, 1710071998]);
});

it('refuses a time zone it does not know', () => {
  expect(() => createDateDetector({ logtimezone: 'Europe/Paris' })).toThrow(ZoneError);
});
