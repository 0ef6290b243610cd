import { describe, expect, it } from 'vitest';
import { DatePatternError } from '../../src/date/date-pattern-error.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { compileDateTemplate } from '../../src/date/date-template.js';
import { cutDate } from './cut-date.js';

const midnight = 1_710_028_800;
const at1159 = midnight + 11 * 3600 + 59 * 60;

describe('boundaries', () => {
  it.each([
    ['%H:%M', '(11:59)', '()'],
    ['**%H:%M', 'x11:59 y', 'x y'],
    ['%H:%M**', '11:599', '9'],
    ['{UNB}%H:%M', 'x11:59y', 'xy'],
    ['^%H:%M', '11:59', ''],
    ['{^LN-BEG}%H:%M', '[[11:59 x', '[[ x'],
    ['{^LN-BEG}%H:%M', '  11:59', '  '],
    ['\\[%H:%M', 'x[11:59', 'x'],
    ['(?:^x|y)%H:%M', 'ay11:59', 'a'],
    ['%H:%M\\s', '11:59 x', 'x'],
    ['  %H:%M  ', '11:59', ''],
    ['[(]%H:%M', 'x(11:59', 'x(:59'],
  ])('%s finds %j', (datepattern, text, rest) => expect(cutDate(text, datepattern)?.rest).toBe(rest));

  it.each([
    ['%H:%M', 'x11:59'],
    ['%H:%M', '11:59y'],
    ['%H:%M', '11:599'],
    ['%H:%M', 'é11:59'],
    ['**%H:%M', 'x11:59y'],
    ['%H:%M**', 'x11:59'],
    ['^%H:%M', ' 11:59'],
    ['{^LN-BEG}%H:%M', '[[[11:59'],
    ['{^ln-beg}%H:%M', '11:59'],
    ['%H:%M$', '11:59 x'],
    ['%H:%M\\b', '11:59x'],
  ])('%s does not find %j', (datepattern, text) => expect(cutDate(text, datepattern)).toBeUndefined());

  it('takes {*WD-BEG} literally', () => {
    expect(cutDate('WD-BEG}11:59', '{*WD-BEG}%H:%M')).toEqual({ rest: '', time: at1159 });
  });
});

describe('group 1', () => {
  it.each([
    ['(%H:%M)', '11:59 foo x', ' foo x'],
    ['%H:%M (?:foo|bar)', '11:59 foo x', ' x'],
    ['%H:%M (foo|bar)', '11:59 foo x', ':59 foo x'],
    ['(foo|bar) %H:%M', 'foo 11:59 x', ' 11:59 x'],
    ['^(?P<h>\\S+) (%H:%M)', 'ab 11:59 x', ' 11:59 x'],
    ['^\\[%H:%M\\]', '[11:59] x', ' x'],
    ['^\\[(%H:%M)\\]', '[11:59] x', '[] x'],
  ])('%s cuts %j to %j', (datepattern, text, rest) => {
    expect(cutDate(text, datepattern)).toEqual({ rest, time: at1159 });
  });

  it.each([
    ['^WARNING:()**', 'WARNING: x'],
    ['^x()?y', 'xy z'],
    ['{NONE}', 'anything'],
    ['{none}', ''],
  ])('%s marks a place and cuts nothing', (datepattern, text) => {
    expect(cutDate(text, datepattern)).toEqual({ rest: text, time: undefined });
  });
});

describe('special words', () => {
  it.each([
    ['EPOCH', '1710071999 x', ' x', 1710071999],
    ['epoch', '[1710071999.123] x', '[] x', 1710071999.123],
    ['EPOCH', '1710071999.12', '.12', 1710071999],
    ['^EPOCH', '((1710071999 x', '(( x', 1710071999],
    ['{^LN-BEG}EPOCH', '[1710071999] x', '[] x', 1710071999],
    ['\\|{EPOCH}\\|', '|1710071999| x', ' x', 1710071999],
    ['\\|({EPOCH})\\|', '|1710071999| x', '|| x', 1710071999],
    ['x{EPOCH}', 'a x1710071999.5', 'a .5', 1710071999],
    ['LEPOCH', '1710071999', '', 1710071999],
    ['LEPOCH', '1710071999123', '', 1710071999.123],
    ['LEPOCH', '1710071999123456', '', 1710071999.123456],
    ['LEPOCH', '1710071999123.123456', '', 1710071999.1231236],
    ['{^LN-BEG}TAI64N', '[@4000000065ed9d1f00000000]', '[]', 1710071071],
    ['m/H:S', 'a m/H:S b', 'a  b', midnight],
    ['^x {DATE} y', 'x 2024-03-10 11:59:00 y', '', at1159],
    ['^x {DATE} y', 'x Mar 10 11:59:00 y', '', at1159],
    ['{DEFAULT}', 'x Mar 10 11:59:00 y', 'x  y', at1159],
    ['{^LN-BEG}', '[2024-03-10 11:59:00', '[', at1159],
    // {DEFAULT} beside another entry is not heeded
    ['{DEFAULT}\n%H-%M', '2024-03-10 11:59:59', '2024- 11:59:59', midnight + 3 * 3600 + 600],
  ])('%j finds the date of %j', (datepattern, text, rest, time) => {
    expect(cutDate(text, datepattern)).toEqual({ rest, time });
  });

  it.each([
    ['EPOCH', 'a 1710071999'],
    ['EPOCH', '1710071999123'],
    ['LEPOCH', '171007199912'],
    ['LEPOCH', '171007199912345'],
    ['|EPOCH|x', '1710071999'],
    ['ISO8601', '2024-03-10T11:59:59Z'],
    ['m/H:S', '03/11:59'],
    ['^x {DATE} y', 'x 1710071999 y'],
    ['{^LN-BEG}', 'x 2024-03-10 11:59:00'],
    ['{^LN-BEG}{DEFAULT}', '[2024-03-10 11:59:00'],
  ])('%j finds no date in %j', (datepattern, text) => expect(cutDate(text, datepattern)?.rest ?? text).toBe(text));
});

describe('labels', () => {
  it.each([
    ['%Y-%m-%d %H:%M:%S', 'Year-Month-Day 24hour:Minute:Second'],
    ['{^LN-BEG}%H:%M', '{^LN-BEG}24hour:Minute'],
    ['{UNB}%H', '24hour'],
    ['**%H', '**24hour'],
    ['(?i)%H:%B', '(?i)24hour:MONTH'],
    ['x%%%ExY%Exz%u', 'x%ExYearExZone offset%u'],
    ['%c', '%c'],
    ['^EPOCH', '{^LN-BEG}Epoch'],
    ['lepoch', 'LongEpoch'],
    ['TAI64N', 'TAI64N'],
    ['{NONE}', '^'],
  ])('%s is called %s', (datepattern, name) => expect(compileDateTemplate(datepattern, 2024).name).toBe(name));
});

describe('errors', () => {
  it.each([
    ['%Q', '(may be an invalid format or unescaped percent char): there is no date code %Q'],
    ['x%e', 'there is no date code %e'],
    ['x%', 'it ends in a lone %'],
    ['(%H', 'missing ), unterminated subpattern'],
    ['%H|%H', "redefinition of group name 'H'"],
    ['%H:%M\n%H:%M', 'There is already a template with name 24hour:Minute'],
  ])('%j is refused', (datepattern, message) => {
    expect(() => createDateDetector({ datepattern })).toThrow(DatePatternError);
    expect(() => createDateDetector({ datepattern })).toThrow(message);
  });
});

it('lets an entry stand before the default shapes it is one of', () => {
  const { templates } = createDateDetector({ datepattern: '{^LN-BEG}EPOCH\n{^LN-BEG}' });
  expect(templates).toHaveLength(17);
  expect(templates[0]?.template.name).toBe('{^LN-BEG}Epoch');
});

describe('notes', () => {
  it.each(['\\[b/H:S \\+0100\\]', 'm/H:S', 'ISO8601', '|EPOCH|x'])('%s is told to be literal', (datepattern) => {
    const { notes } = createDateDetector({ datepattern: `%H:%M\n${datepattern}` });
    expect(notes).toHaveLength(1);
    expect(notes[0]).toContain(`'${datepattern}' has no %-code`);
  });

  it.each(['%H', 'epoch', '^TAI64N', '\\|{EPOCH}\\|', '{DATE}', '{^LN-BEG}', '{DEFAULT}', '{NONE}', '^WARNING:()**'])(
    '%s is not',
    (datepattern) => expect(createDateDetector({ datepattern }).notes).toEqual([]),
  );
});
