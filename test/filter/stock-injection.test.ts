import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type FixtureLine, modesOf, readFixture, stockFilters } from '../support/stock-fixture.js';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

const victim = '198.51.100.7';

/** A line with a gap for what its user chose. */
interface Template {
  readonly before: string;
  readonly behind: string;
}

/** For each line what a user may have chosen in it: the name, and whatever stands in quotes or angle brackets. */
function templatesOf(fixture: readonly FixtureLine[]): readonly Template[] {
  return fixture
    .filter(({ line }) => !line.includes('198.51.100.'))
    .flatMap((one) => [...nameIn(one), ...quotedIn(one)]);
}

function nameIn({ line, expectation: { user = '' } }: FixtureLine): readonly Template[] {
  return user === '' ? [] : [gap(line, line.indexOf(user), user.length)];
}

function quotedIn({ line }: FixtureLine): readonly Template[] {
  return [...line.matchAll(/"((?:[^"\\]|\\.)*)"(:?)|'([^']*)'|<([^<>]*)>/g)]
    .map(({ index, 1: quoted, 2: colon, 3: single, 4: angle }) => ({
      at: index + 1,
      text: quoted ?? single ?? angle ?? '',
      isKey: colon === ':',
    }))
    .filter(({ at, text, isKey }) => !isKey && !isOfTheProgram.test(text) && !line.startsWith('by zone', at - 9))
    .map(({ at, text }) => gap(line, at, text.length));
}

/** Addresses and names looked up for them, dates, and what only the program itself writes. */
const isOfTheProgram =
  /192\.0\.2\.1|2001:db8::a|2026|^host\.example\.com$|^Invalid Username or Password$|^W$|^ failed for $/i;

function gap(line: string, at: number, length: number): Template {
  return { before: line.slice(0, at), behind: line.slice(at + length) };
}

/** Whole lines and their parts, as they would be written about the victim. */
function forgedParts(fixture: readonly FixtureLine[]): readonly string[] {
  const lines = fixture
    .filter(({ expectation: { match } }) => match)
    .map(({ line, expectation: { id = '' } }) => line.replaceAll(id, victim));
  const words = lines.flatMap((line) => line.split(/(?<=[\s"'\]):,])/));
  const ends = lines.flatMap((line) => [...line.matchAll(/[\s"'[(:,]/g)].map(({ index }) => line.slice(index)));
  return [...new Set([...lines, ...ends, ...words, ' ', '"', "'", victim, 'x'])];
}

/** As programs write what would otherwise end a value: JSON and most logs of web servers escape it. */
function written(name: string, { before, behind }: Template): string {
  const line = before + behind;
  // Also behind the head that syslog gives it.
  if (/^[^"]*{"/.test(line)) return JSON.stringify(name).slice(1, -1);
  if (/^(?!.*, client: ).*(?: HTTP\/|\[Client | msg=|" \d{3} )/.test(line)) return name.replaceAll(/["\\]/g, '\\x22');
  if (line.includes('[client ')) return name.replaceAll(/["\\]/g, '\\$&');
  return name;
}

/** Those whose lines hold a text of somebody's choice. Which of sshd's names are those of users it knows, hostile-names.test.ts tells. */
const withTexts = stockFilters.filter((name) => name !== 'sshd' && templatesOf(readFixture(name)).length > 0);

describe.each(withTexts)('the stock filter %s', (filter) => {
  const fixture = readFixture(filter);
  const templates = templatesOf(fixture);
  const names = fc
    .array(fc.constantFrom(...forgedParts(fixture)), { minLength: 1, maxLength: 3 })
    .map((parts) => parts.join(''));

  it.each(modesOf(fixture))('finds nobody by a text made of other lines, in mode %s', (mode) => {
    const failuresOf = stockFilter(readStockFilter(filter, `mode = ${mode}\n`));
    const trial = fc.property(fc.constantFrom(...templates), names, (template, name) => {
      const line = template.before + written(name, template) + template.behind;
      expect(failuresOf(line).map(({ id }) => id)).not.toContain(victim);
    });
    fc.assert(trial, { numRuns: 300 });
  });
});
