import { describe, expect, it } from 'vitest';
import { readBantimeOptions } from '../../src/config/bantime-options.js';
import { Findings } from '../../src/config/findings.js';

/** The options read, and what was found wrong with them. */
function read(written: Readonly<Record<string, string>>) {
  const findings = new Findings('j');
  const options = Object.entries(written).map(([option, value], index) => {
    const where = { file: 'jail.local', line: index + 2, section: 'j', option: `bantime.${option}` };
    return [`bantime.${option}`, { value, where }] as const;
  });
  const read = readBantimeOptions(new Map(options), findings);
  return { read, problems: findings.problems.map(({ error }) => error.message) };
}

const unset = {
  increment: false,
  factor: 1,
  formula: undefined,
  multipliers: undefined,
  maxtime: undefined,
  rndtime: undefined,
  overalljails: false,
};

describe('readBantimeOptions', () => {
  it('has Fail2Ban’s values for what nobody sets, and for what is empty', () => {
    const empty = { increment: '', factor: '', formula: '', multipliers: '', maxtime: '', rndtime: '' };
    expect(read({})).toEqual({ read: unset, problems: [] });
    expect(read(empty)).toEqual({ read: unset, problems: [] });
  });

  it.each<[string, string, unknown]>([
    ['increment', 'on', true],
    ['overalljails', 'true', true],
    ['factor', '2.0/2.8', 2 / 2.8],
    ['factor', '(1+2)*3', 9],
    ['factor', '1e3', 1000],
    ['formula', 'ban.Time', 'ban.Time'],
    ['multipliers', '1 2 -4 +8', [1, 2, -4, 8]],
    ['maxtime', '5w', 3_024_000],
    ['rndtime', '1h 30m', 5400],
    ['rndtime', '.5h', 1800],
  ])('%s = %s', (option, value, expected) => {
    expect(read({ [option]: value })).toEqual({ read: { ...unset, [option]: expected }, problems: [] });
  });

  it.each([
    ['factor', '2h', /^'2h' is not a number; write/],
    ['factor', '1 2', /^'1 2' is not a number; write/],
    ['formula', 'ban.Time *', /^'ban\.Time \*' is not a formula: a value or an operator is missing; write/],
    ['multipliers', '1,2', /^'1,2' is not a row of whole numbers with single blanks between; write 1 2, for example$/],
    ['multipliers', '0.5 2', /; write 1 2, for example$/],
    ['multipliers', 'many', /; write 1 2 4 8, for example$/],
    ['maxtime', 'abc', /^'abc' is not a time: .* Write/],
    ['rndtime', '010m', /^'010m' is not a time: .* Write/],
  ])('refuses %s = %s', (option, value, message) => {
    const { problems } = read({ [option]: value });
    expect(problems).toHaveLength(1);
    const [place = '', text = ''] = problems[0]?.split(/(?<=jail\.local:2: \[j\] bantime\.\w+: )/) ?? [];
    expect(place).toBe(`jail.local:2: [j] bantime.${option}: `);
    expect(text).toMatch(message);
  });

  it('tells of all that is wrong', () => {
    expect(read({ factor: 'x', multipliers: '1,2', maxtime: '1hr' }).problems).toHaveLength(3);
  });
});
