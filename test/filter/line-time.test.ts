import { describe, expect, it } from 'vitest';
import { type Circumstances, LineTime } from '../../src/filter/line-time.js';
import type { Line } from '../../src/source/line.js';
import { epochDates } from '../support/epoch-dates.js';

const now = 1_700_000_000;
const live: Circumstances = { now, inOperation: true, writtenAfterStart: true };
const catchingUp: Circumstances = { now, inOperation: false, writtenAfterStart: false };

function reader(offline = false) {
  const warnings: string[] = [];
  const times = new LineTime({ dates: epochDates, findtime: 600, offline, warn: (text) => warnings.push(text) });
  const readLine = (line: Line, at: Circumstances) => {
    times.cut(line, at.now, { lines: [line], next: 0 });
    return times.read(line, at);
  };
  const read = (text: string, at: Circumstances) => readLine({ text, end: 0 }, at);
  return { read, readLine, warnings };
}

describe('cutting (spec config §4.3)', () => {
  it.each([
    [`${now} host x`, ' host x'],
    [`[${now}] host x`, '[] host x'],
    [`host ${now} x`, 'host  x'],
    [`host x ${now}`, 'host x '],
    ['host x', 'host x'],
  ])('%s', (text, rest) => {
    expect(reader().read(text, live)).toMatchObject({ text: `${rest}\n`, original: text });
  });
});

describe('in operation (spec config §5.5, runtime §1.2)', () => {
  it.each([
    [-60, -60],
    [-61, 0],
    [-3600, 0],
    [0, 0],
    [60, 0],
    [61, 0],
  ])('a line of %i s counts at %i s', (offset, expected) => {
    expect(reader().read(`${now + offset} x`, live)?.time).toBe(now + expected);
  });

  it.each([
    [-61, '1m 1s before', 'latency'],
    [-3300, '55m before', 'latency'],
    [-3960, '1h 6m before', 'timezone'],
    [3600, '1h after', 'timezone'],
  ])('%i s are odd: %s, a %s problem', (offset, span, problem) => {
    const { read, warnings } = reader();
    read(`${now + offset} x`, live);
    expect(warnings).toEqual([
      `Detected a log entry ${span} the current time in operation mode. This looks like a ${problem} problem. ` +
        'Treating such entries as if they just happened.',
      `Please check a jail for a timing issue. Line with odd timestamp: ${now + offset} x`,
    ]);
  });

  it('warns once in 24 hours', () => {
    const { read, warnings } = reader();
    for (const later of [0, 86_399, 86_400]) read(`${now} x`, { ...live, now: now + 1000 + later });
    expect(warnings).toHaveLength(4);
  });
});

describe('catching up', () => {
  it.each([
    [-600, -600],
    [-100, -100],
    [100, 0],
  ])('a line of %i s counts at %i s', (offset, expected) => {
    expect(reader().read(`${now + offset} x`, catchingUp)?.time).toBe(now + expected);
  });

  it('drops what is older than findtime, also if written after the start', () => {
    const { read, warnings } = reader();
    expect(read(`${now - 601} x`, catchingUp)).toBeUndefined();
    expect(read(`${now - 601} x`, { ...catchingUp, writtenAfterStart: true })).toBeUndefined();
    expect(warnings).toEqual([
      'Ignoring all log entries older than 600s; these are probably messages generated while fail2ban was not running.',
      `Please check a jail for a timing issue. Line with odd timestamp: ${now - 601} x`,
    ]);
  });
});

describe('lines without a valid date', () => {
  it('borrow the time of a line less than 60 s old, and show its date', () => {
    const { read } = reader();
    read(`${now - 40} x`, live);
    expect(read('y', live)).toEqual({
      text: 'y\n',
      original: `${now - 40}y`,
      time: now - 40,
      dateless: String(now - 40),
      form: 'none',
    });
    expect(read('z', { ...live, now: now + 20 })).toMatchObject({ time: now + 20, original: 'z', dateless: '' });
  });

  it('restore a date that names no time where they borrow one, and lose it otherwise', () => {
    const { read, warnings } = reader();
    expect(read('!123456789 y', live)).toMatchObject({ text: ' y\n', time: now, dateless: '!123456789' });
    read(`${now} x`, live);
    expect(read('!123456789 y', live)).toMatchObject({ text: '!123456789 y\n', time: now });
    expect(warnings).toEqual(Array(2).fill('findFailure failed to parse timeText: !123456789'));
  });

  it('have no time while catching up unless written after the start', () => {
    expect(reader().read('y', catchingUp)?.time).toBeUndefined();
    expect(reader().read('y', { ...catchingUp, writtenAfterStart: true })?.time).toBe(now);
  });
});

it('takes times as they are when offline', () => {
  const { read, warnings } = reader(true);
  expect(read(`${now - 1e6} x`, catchingUp)?.time).toBe(now - 1e6);
  expect(read(`${now + 1e6} x`, catchingUp)?.time).toBe(now + 1e6);
  expect(warnings).toEqual([]);
});

it('looks for no date where the source knows the time, and shows it in matches', () => {
  const { readLine } = reader();
  const line = readLine({ text: `${now} x`, end: 0, time: now - 0.75 }, live);
  expect(line).toMatchObject({ text: `${now} x\n`, time: now - 0.75 });
  expect(line?.original).toMatch(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.250000 1700000000 x$/);
});

describe('an empty date (spec config §5.2)', () => {
  it('takes the time of the last dated line, if that was just now, and without a warning', () => {
    const { read, warnings } = reader();
    read(`${now - 20} x`, live);
    expect(read('~~ y', live)).toMatchObject({
      text: '~~ y\n',
      original: `${now - 20}~~ y`,
      time: now - 20,
      dateless: undefined,
    });
    expect(read('~~ z', { ...live, now: now + 40 })).toMatchObject({
      text: '~~ z\n',
      original: '~~ z',
      time: now + 40,
    });
    expect(warnings).toEqual([]);
  });

  it('is of now even while catching up, and no other line borrows that', () => {
    const { read } = reader();
    expect(read('~~ y', catchingUp)?.time).toBe(now);
    expect(read('no date', catchingUp)?.time).toBeUndefined();
  });
});
