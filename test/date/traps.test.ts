import { afterEach, describe, expect, it } from 'vitest';
import { DateFieldsError } from '../../src/date/calendar.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { DatePatternError } from '../../src/date/date-pattern-error.js';
import { type Circumstances, LineTime } from '../../src/filter/line-time.js';
import { ZoneError } from '../../src/time/zone.js';
import { cutDate, sunday } from './cut-date.js';

const midnight = sunday - 12 * 3600;

afterEach(() => void (process.env['TZ'] = 'UTC'));

/** Lines read by the filter, all at noon: what regexes see of each, when it happened, and what was told. */
function read(texts: readonly string[], circumstances: Partial<Circumstances> = {}) {
  const told: string[] = [];
  const dates = createDateDetector({ clock: () => sunday });
  const times = new LineTime({ dates, findtime: 600, offline: false, warn: (text) => told.push(text) });
  const at = { now: sunday, inOperation: true, writtenAfterStart: true, ...circumstances };
  const batch = texts.map((text) => ({ text, end: 0 }));
  const lines = batch.map((line, next) => {
    times.cut(line, at.now, { lines: batch, next });
    return times.read(line, at);
  });
  return { lines: lines.map((line) => line && [line.text.trimEnd(), line.time]), told };
}

/** As the spec numbers them (config-and-filters §8). All in UTC, read on 2024-03-10 at noon, unless said. */
describe('traps of dates', () => {
  it('35: a datepattern without %-codes is the literal text', () => {
    expect(cutDate('03/11:59 x', 'm/H:S')).toBeUndefined();
    expect(cutDate('a m/H:S x', 'm/H:S')).toEqual({ rest: 'a  x', time: midnight });
    expect(cutDate('2024-03-10T11:59:59', 'ISO8601')).toBeUndefined();
    expect(cutDate('ISO8601 x', 'ISO8601')).toEqual({ rest: ' x', time: midnight });
  });

  it('36: {DEFAULT} beside another entry is not heeded', () => {
    const time = midnight + 3 * 3600 + 10 * 60;
    expect(cutDate('2024-03-10 11:59:59', '{DEFAULT}\n%H-%M')).toEqual({ rest: '2024- 11:59:59', time });
  });

  it('37: a group of its own, wherever it stands, makes the first group what is cut', () => {
    expect(cutDate('11:59 foo x', '%H:%M (foo|bar)')?.rest).toBe(':59 foo x');
  });

  it('38: what was learned decides between day and month first', () => {
    const dates = createDateDetector({ clock: () => sunday });
    dates.cut('01-27-2024 11:59:59', sunday);
    dates.cut('03-10-2024 11:59:59', sunday);
    expect(dates.time(sunday)).toBe(Date.UTC(2024, 2, 10, 11, 59, 59) / 1000);
    expect(cutDate('03-10-2024 11:59:59')?.time).toBe(Date.UTC(2024, 9, 3, 11, 59, 59) / 1000);
  });

  it('39: a word before a syslog date is taken for a zone', () => {
    expect(cutDate('error Mar 10 11:59:59 x')).toEqual({ rest: ' x', time: undefined });
    expect(() => cutDate('XYZ Mar 10 11:59:59')).toThrow(ZoneError);
  });

  it('40: a date without year is of this year, though it were of tomorrow', () => {
    const newYearsEve = Date.UTC(2024, 11, 31, 23, 30) / 1000;
    expect(cutDate('Jan  1 00:10:00', undefined, newYearsEve)?.time).toBe(Date.UTC(2024, 0, 1, 0, 10) / 1000);
  });

  it('41: a leap second is no time; the line borrows the last one, and then keeps its text', () => {
    const { lines, told } = read(['2024-03-10 11:59:60 a', '2024-03-10 11:59:30 b', '2024-03-10 11:59:60 c']);
    expect(lines).toEqual([
      [' a', sunday],
      [' b', sunday - 30],
      ['2024-03-10 11:59:60 c', sunday - 30],
    ]);
    expect(told).toContain('findFailure failed to parse timeText: 2024-03-10 11:59:60');
  });

  it('42: years begin with 2000 and end with the decade; a zone by name is no part of the date', () => {
    const in2026 = Date.UTC(2026, 10, 21) / 1000;
    expect(cutDate('1999-01-01 00:00:00', undefined, in2026)).toBeUndefined();
    expect(cutDate('2030-01-01 00:00:00', undefined, in2026)).toBeUndefined();
    expect(cutDate('2024-03-10 11:59:59 CET')).toEqual({ rest: ' CET', time: sunday - 1 });
  });

  it('43: a line an hour old counts as now in operation, and is ignored while catching up', () => {
    expect(read(['2024-03-10 11:00:00 x']).lines).toEqual([[' x', sunday]]);
    const catchingUp = { inOperation: false, writtenAfterStart: false };
    expect(read(['2024-03-10 11:00:00 x'], catchingUp).lines).toEqual([undefined]);
  });

  it('44: what {^LN-BEG} skips is not cut', () => {
    expect(cutDate('[[11:59 x', '{^LN-BEG}%H:%M')?.rest).toBe('[[ x');
  });

  it('45: a date without its day is of no use, nor is an entry that starts with %k', () => {
    expect(() => cutDate('2024-03 x', '%Y-%m')).toThrow(DateFieldsError);
    for (const datepattern of ['%k:%M', '{^LN-BEG}%l:%M', '%Exk:%M', '%Exl']) {
      expect(() => createDateDetector({ datepattern })).toThrow(DatePatternError);
    }
    for (const datepattern of ['^%k:%M', '**%k:%M', '(%k:%M)', '(?:%k:%M)', '%k %b']) {
      expect(createDateDetector({ datepattern }).templates).toHaveLength(1);
    }
  });

  it('46: of an hour shown twice the later is meant', () => {
    process.env['TZ'] = 'Europe/Berlin';
    expect(cutDate('2024-10-27 02:30:00')?.time).toBe(1_729_992_600);
  });

  it.each([
    ['2024-03-10 11:59:50 x', undefined, 'fraction'],
    ['2024-03-10T11:59:50.25+0000 x', undefined, 'whole'],
    ['2024-03-10T11:59:50Z x', undefined, 'whole'],
    ['10/Mar/2024:11:59:50 +0100 x', undefined, 'whole'],
    ['Mar 10 11:59:50 x', undefined, 'fraction'],
    ['Mar 10 11:59:50 x', 'UTC+0100', 'whole'],
    ['1710071999 x', undefined, 'fraction'],
    ['1710071999.123 x', 'UTC+0100', 'fraction'],
    ['@400000005a2b3c4d00000000 x', undefined, 'whole'],
    ['2024-02-30 11:59:50 x', 'UTC', 'none'],
    ['x', 'UTC', 'none'],
  ])('50: the time of %s in a zone of %s is shown as %s', (text, logtimezone, form) => {
    const dates = createDateDetector({ clock: () => sunday, ...(logtimezone !== undefined && { logtimezone }) });
    const times = new LineTime({ dates, findtime: 600, offline: true, warn: () => undefined });
    const at = { now: sunday, inOperation: true, writtenAfterStart: true };
    // The second is found where the first was, without the regex.
    const lines = [text, text].map((each) => ({ text: each, end: 0 }));
    const forms = lines.map((line, next) => {
      times.cut(line, sunday, { lines, next });
      return times.read(line, at)?.form;
    });
    expect(forms).toEqual([form, form]);
  });

  it('51: a group around {EPOCH} is all that is cut', () => {
    expect(cutDate('|1710071999| x', '\\|({EPOCH})\\|')).toEqual({ rest: '|| x', time: 1_710_071_999 });
    expect(cutDate('|1710071999| x', '\\|{EPOCH}\\|')).toEqual({ rest: ' x', time: 1_710_071_999 });
  });
});
