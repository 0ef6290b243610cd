import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { DateCutter, LinePlace } from '../../src/date/date-cut.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { SharedDates } from '../../src/date/shared-dates.js';
import { ZoneError } from '../../src/time/zone.js';
import { sunday } from './cut-date.js';

const clock = () => sunday;
const batchOf = (...texts: readonly string[]): LinePlace['lines'] => texts.map((text) => ({ text }));

/** What a cutter makes of a line: its date and what is left, or what reading it threw. */
function dateOf(dates: DateCutter, place: LinePlace, text = place.lines[place.next]?.text ?? '') {
  if (!dates.cut(text, sunday, place)) return 'none';
  const where = [dates.start, dates.end, dates.rest(`${text}\n`)];
  try {
    return [...where, dates.time(sunday)];
  } catch (error) {
    return [...where, error instanceof ZoneError];
  }
}

const datesOf = (dates: DateCutter, lines: LinePlace['lines']) =>
  lines.map((_, next) => dateOf(dates, { lines, next }));

describe('shared dates', () => {
  // Which template is tried first, and so what is a date, depends on the lines before.
  const text = fc.constantFrom(
    'Mar 10 11:59:50 a 2024-03-10 11:58:00',
    '2024-03-10 11:58:00 a Mar 10 11:59:50',
    'a 2024-03-10 11:57:00',
    'a [10/Mar/2024:11:56:00 +0100] b',
    'x @400000005a2b3c4d00000000 Mar 10 11:59:50',
    '1710072000 a',
    'Mar 10 11:59:50 NOWHERE 2024 a',
    'Feb 30 11:59:50 a',
    'none',
    '',
  );
  const batch = fc.array(text, { minLength: 1, maxLength: 6 }).map((texts) => batchOf(...texts));
  const kinds = [{}, { logtimezone: 'UTC+02:00' }, { datepattern: '%b %d %H:%M:%S %Z\n{^LN-BEG}' }].map((options) => ({
    options,
    unlearned: createDateDetector({ ...options, clock }),
  }));

  it('are those each jail would have found alone, whatever batches it is given, and which jail comes first', () => {
    const shared = new SharedDates(clock);
    const kind = fc.constantFrom(...kinds);
    const reading = fc.record({ jail: fc.nat(2), batch: fc.nat(4) });
    fc.assert(
      fc.property(
        fc.array(batch, { minLength: 5, maxLength: 5 }),
        fc.array(reading, { maxLength: 30 }),
        fc.tuple(kind, kind, kind),
        (batches, readings, jails) => {
          const cutters = jails.map(({ options, unlearned }) => [shared.cutter(options), unlearned.copy()] as const);
          for (const { jail, batch: number } of readings) {
            const [together, alone] = cutters[jail] ?? [];
            const lines = batches[number] ?? [];
            if (together === undefined || alone === undefined) continue;
            expect(datesOf(together, lines)).toEqual(datesOf(alone, lines));
          }
        },
      ),
    );
  });

  it('are those of the line although two jails read a batch by turns', () => {
    const shared = new SharedDates(clock);
    const [first, second] = [shared.cutter({}), shared.cutter({})];
    const lines = batchOf('2024-03-10 11:58:00 a', 'none', 'Mar 10 11:59:50 b');
    const alone = datesOf(createDateDetector({ clock }), lines);
    const dates = lines.map((_, next) => [first, second].map((cutter) => dateOf(cutter, { lines, next })));
    expect(dates).toEqual(alone.map((date) => [date, date]));
  });

  it('are looked for once', () => {
    const shared = new SharedDates(clock);
    const [first, second] = [shared.cutter({}), shared.cutter({})];
    const line = { text: '2024-03-10 11:58:00 a' };
    const lines = [line];
    const [found] = datesOf(first, lines);
    line.text = 'changed';
    expect(dateOf(second, { lines, next: 0 })).toEqual(found);
  });

  it('of a line that was shortened are its own, and nobody learns from it', () => {
    const shared = new SharedDates(clock);
    const [first, second] = [shared.cutter({}), shared.cutter({})];
    const lines = batchOf('Mar 10 11:59:50 and so on', '2024-03-10 11:58:00 a Mar 10 11:59:50');
    const place = { lines, next: 0 };
    expect(dateOf(first, place)).toEqual([0, 15, ' and so on\n', sunday - 10]);
    expect(dateOf(first, place, 'Mar 10 11:59:00 on')).toEqual([0, 15, ' on\n', sunday - 60]);
    expect(dateOf(second, place)).toEqual([0, 15, ' and so on\n', sunday - 10]);
    expect(dateOf(first, { lines, next: 1 })).toEqual(dateOf(second, { lines, next: 1 }));
    expect(dateOf(first, { lines, next: 1 }, '2024-03-10 11:57:00')).toEqual([0, 19, '\n', sunday - 180]);
  });

  it('of jails that begin in other years are others', () => {
    let now = sunday;
    const shared = new SharedDates(() => now);
    const lines = batchOf('2035-03-10 11:58:00 a');
    expect(dateOf(shared.cutter({}), { lines, next: 0 })).toBe('none');
    now += 11 * 365 * 86_400;
    expect(dateOf(shared.cutter({}), { lines, next: 0 })).toMatchObject({ 0: 0, 1: 19 });
  });

  it('tell what a user should know of a datepattern', () => {
    expect(new SharedDates(clock).cutter({ datepattern: 'm/H:S' }).notes).toHaveLength(1);
  });
});
