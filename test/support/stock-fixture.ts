import { readdirSync, readFileSync } from 'node:fs';

/** What must come of a line. */
export interface Expectation {
  readonly match: boolean;
  readonly id?: string;
  readonly user?: string;
  /** All, if none are named. */
  readonly modes?: readonly string[];
}

export interface FixtureLine {
  readonly expectation: Expectation;
  readonly line: string;
}

/** The stock filters; what several of them begin with stands in `…common.conf`. */
export const stockFilters = readdirSync('config/filter.d')
  .map((file) => file.replace(/\.conf$/, ''))
  .filter((name) => !name.endsWith('common'));

/** The pairs of fixtures/logs: a line, and above it what must come of it. */
export function readFixture(filter: string): readonly FixtureLine[] {
  const lines = readFileSync(`fixtures/logs/${filter}.log`, 'utf8').split('\n');
  return lines.flatMap((comment, index) =>
    comment.startsWith('# {')
      ? [{ expectation: JSON.parse(comment.slice(2)) as Expectation, line: lines[index + 1] ?? '' }]
      : [],
  );
}

/** What stock jails are in, and those a fixture tells apart. */
export function modesOf(fixture: readonly FixtureLine[]): readonly string[] {
  return [...new Set(['normal', ...fixture.flatMap(({ expectation }) => expectation.modes ?? [])])];
}
