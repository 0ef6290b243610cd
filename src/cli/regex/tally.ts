import type { Failure } from '../../filter/failure.js';
import type { LineResult } from '../../filter/line-result.js';
import type { EpochSeconds } from '../../time/clock.js';

/** One hit of a failregex that made a failure. */
export interface TriedHit {
  readonly id: string;
  readonly time: EpochSeconds;
}

export interface RegexTally {
  readonly regex: string;
  readonly hits: number;
  readonly failures: readonly TriedHit[];
}

/** What became of a log's lines, for the report. */
export class Tally {
  readonly matched: string[] = [];
  readonly ignored: string[] = [];
  readonly missed: string[] = [];
  readonly #failregex: { regex: string; hits: number; failures: TriedHit[] }[];
  readonly #ignoreregex: { regex: string; hits: number; failures: TriedHit[] }[];

  constructor(failregex: readonly string[], ignoreregex: readonly string[]) {
    this.#failregex = failregex.map(unhit);
    this.#ignoreregex = ignoreregex.map(unhit);
  }

  get failregex(): readonly RegexTally[] {
    return this.#failregex;
  }

  get ignoreregex(): readonly RegexTally[] {
    return this.#ignoreregex;
  }

  /** Counts a line. Lines a match of several lines has used up are no longer missed (spec config §6). */
  add(line: string, result: LineResult): void {
    for (const index of result.regexes) hit(this.#failregex[index]);
    for (const index of result.ignoreregexes) hit(this.#ignoreregex[index]);
    for (const failure of result.failures) this.#keep(failure);
    this[result.status].push(line);
  }

  #keep({ regex, id, time, matches }: Failure): void {
    this.#failregex[regex]?.failures.push({ id, time });
    for (const line of matches.slice(0, -1)) {
      const at = this.missed.lastIndexOf(line);
      if (at !== -1) this.matched.push(...this.missed.splice(at, 1));
    }
  }
}

const unhit = (regex: string) => ({ regex, hits: 0, failures: [] as TriedHit[] });

function hit(tally: { hits: number } | undefined): void {
  if (tally !== undefined) tally.hits += 1;
}
