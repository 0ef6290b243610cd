/** One %-code of a datepattern: the Python regex it stands for, and what the date template's label says in its place. */
export interface DateCode {
  readonly regex: string;
  readonly label: string;
}

const dayNames = ['Mon', 'Tue', 'Wed', 'Thu', 'Fri', 'Sat', 'Sun'];
const fullDayNames = ['Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday', 'Sunday'];
const monthNames = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const fullMonthNames = [
  ...['January', 'February', 'March', 'April', 'May', 'June'],
  ...['July', 'August', 'September', 'October', 'November', 'December'],
];

const numbered = (...lists: readonly (readonly string[])[]): ReadonlyMap<string, number> =>
  new Map(lists.flatMap((list) => list.map((name, at) => [name.toLowerCase(), at] as const)));
const numbers = { day: numbered(dayNames, fullDayNames), month: numbered(monthNames, fullMonthNames) };

/** Number of a day or a month, whole or short and whatever its case, counted from 0, which is Monday; undefined if it is none. */
export function nameIndex(kind: 'day' | 'month', name: string): number | undefined {
  return numbers[kind].get(name.toLowerCase());
}

const group = (name: string, accepted: string): string => `(?P<${name}>${accepted})`;
// As Fail2Ban has them: it shows where a pattern is not made to ignore case.
const lowerCase = (names: readonly string[]): string => names.join('|').toLowerCase();
const week = '5[0-3]|[0-4]?[0-9]';
const offset = '[+-][01][0-9](?::?[0-9]{2})?';

// Which alternative stands first shows where no boundary is checked: `{UNB}%H` finds the 2 of 20.
const codes: Readonly<Record<string, DateCode>> = {
  Y: { regex: group('Y', '[0-9]{4}'), label: 'Year' },
  y: { regex: group('y', '[0-9]{2}'), label: 'Year2' },
  Exy: { regex: group('y', '[0-9]{2}'), label: 'ExYear2' },
  m: { regex: group('m', '0?[1-9]|1[0-2]'), label: 'Month' },
  Exm: { regex: group('m', '1[0-2]|0[1-9]'), label: 'ExMonth' },
  b: { regex: group('b', lowerCase(monthNames)), label: 'MON' },
  B: { regex: group('B', lowerCase(fullMonthNames)), label: 'MONTH' },
  d: { regex: group('d', '[12][0-9]|[0 ]?[1-9]|3[01]'), label: 'Day' },
  Exd: { regex: group('d', '3[01]|[12][0-9]|0[1-9]'), label: 'ExDay' },
  a: { regex: group('a', lowerCase(dayNames)), label: 'DAY' },
  A: { regex: group('A', lowerCase(fullDayNames)), label: 'DAYNAME' },
  j: { regex: group('j', '36[0-6]|3[0-5][0-9]|[12][0-9]{2}|0?[1-9][0-9]|0{0,2}[1-9]'), label: 'Yearday' },
  H: { regex: group('H', '[01]?[0-9]|2[0-3]'), label: '24hour' },
  ExH: { regex: group('H', '2[0-3]|[01][0-9]'), label: 'Ex24hour' },
  k: { regex: ` ?${group('H', '[0-2]?[0-9]')}`, label: '%k' },
  Exk: { regex: ` ?${group('H', '[01]?[0-9]|2[0-3]')}`, label: 'Ex%k' },
  I: { regex: group('I', '1[0-2]|0?[1-9]'), label: '12hour' },
  l: { regex: ` ?${group('I', '1?[0-9]')}`, label: '%l' },
  Exl: { regex: ` ?${group('I', '1[0-2]|[0-9]')}`, label: 'Ex%l' },
  M: { regex: group('M', '[0-5]?[0-9]'), label: 'Minute' },
  ExM: { regex: group('M', '[0-5][0-9]'), label: 'ExMinute' },
  S: { regex: group('S', '[0-5]?[0-9]|6[01]'), label: 'Second' },
  ExS: { regex: group('S', '6[01]|[0-5][0-9]'), label: 'ExSecond' },
  f: { regex: group('f', '[0-9]{1,6}'), label: 'Microseconds' },
  p: { regex: group('p', 'am|pm'), label: 'AMPM' },
  U: { regex: group('U', week), label: 'Yearweek' },
  W: { regex: group('W', week), label: 'Yearweek' },
  V: { regex: group('V', '5[0-3]|0[1-9]|[1-4][0-9]|[0-9]'), label: '%V' },
  w: { regex: group('w', '[0-6]'), label: 'Weekday' },
  u: { regex: group('u', '[1-7]'), label: '%u' },
  G: { regex: group('G', '[0-9]{4}'), label: '%G' },
  z: { regex: group('z', `Z|UTC|GMT|${offset}`), label: 'Zone offset' },
  Exz: { regex: group('z', `(?:[A-Z]{3,5}|[A-Z])?${offset}|[A-Z]{3,5}|[A-Z]`), label: 'ExZone offset' },
  Z: { regex: group('Z', 'Z|[A-Z]{3,5}'), label: 'Zone name' },
  ExZ: { regex: group('Z', '[A-Z]{3,5}|[A-Z]'), label: 'ExZone name' },
  '%': { regex: '%', label: '%' },
};

// What these stand for in the C locale, the only one tsban knows.
const composites: Readonly<Record<string, string>> = {
  c: '%a\\s+%b\\s+%d\\s+%H:%M:%S\\s+%Y',
  x: '%m/%d/%y',
  X: '%H:%M:%S',
};

/** The last year %ExY accepts, from 2000 on: the end of the decade that the year after next but one falls in (spec config-and-filters §5.1). */
export function lastExactYear(thisYear: number): number {
  // A clock that was never set says 1970.
  return Math.max(2009, Math.floor((thisYear + 3) / 10) * 10 + 9);
}

function exactYears(thisYear: number): string {
  const count = (lastExactYear(thisYear) - 1999) / 10;
  const decades = Array.from({ length: count }, (_, at) => at + 200);
  return `(?:${decades.join('|')})[0-9]`;
}

/** Which code a pattern has at `%`, and what it stands for. */
const code = /%(Ex.|[^])?/g;

/**
 * Replaces the %-codes of a datepattern: by regexes whose groups are named after the codes (spec config-and-filters §5.3),
 * or, for the label, by words. `unknown` is called with a code that does not exist and must throw.
 */
export function replaceCodes(
  pattern: string,
  into: keyof DateCode,
  thisYear: number,
  unknown: (code: string) => never,
): string {
  return pattern.replaceAll(code, (whole, name: string | undefined) => {
    const composite = composites[name ?? ''];
    if (composite !== undefined) return into === 'label' ? whole : replaceCodes(composite, into, thisYear, unknown);
    if (name === 'ExY') return into === 'label' ? 'ExYear' : group('Y', exactYears(thisYear));
    return (codes[name ?? ''] ?? unknown(whole))[into];
  });
}

/** True if a pattern names days, months or halves of the day, whose case then does not matter; Fail2Ban overlooks a code behind `%%`. */
export function namesAnything(pattern: string): boolean {
  return /(?<!%)%[aAbBpc]/.test(pattern);
}
