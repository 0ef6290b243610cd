import type { EpochSeconds } from '../time/clock.js';
import { OnceADay } from './once-a-day.js';

/** A regex, or several under one name; counts what it gave up. */
export interface Searched {
  readonly givenUp: number;
}

export interface GivenUpOptions {
  readonly regexes: readonly Searched[];
  /** What the log calls a regex: `failregex 3`. */
  readonly nameOf: (regex: Searched) => string;
  readonly warn: (text: string) => void;
}

/** Counts the searches that regexes gave up, so that a match may have been missed, and warns of them once a day and regex. */
export class GivenUp {
  readonly #options: GivenUpOptions;
  readonly #told = new Map<Searched, number>();
  readonly #daily = new OnceADay();
  /** What others have given up before with what is shared. */
  readonly #before: number;

  constructor(options: GivenUpOptions) {
    this.#options = options;
    this.#before = sumOf(options.regexes);
  }

  /** Searches given up so far. */
  get count(): number {
    return sumOf(this.#options.regexes) - this.#before;
  }

  /** Tells of what was given up since it was last called. */
  tell(now: EpochSeconds): void {
    const { regexes, nameOf, warn } = this.#options;
    for (const regex of regexes) {
      const { givenUp } = regex;
      if (givenUp === (this.#told.get(regex) ?? 0)) continue;
      this.#told.set(regex, givenUp);
      const name = nameOf(regex);
      if (!this.#daily.due(name, now)) continue;
      warn(
        `${name} took too many steps on a line and was given up, which may have missed a match. ` +
          'Write it shorter, or without references to groups such as (?P=name)',
      );
    }
  }
}

function sumOf(regexes: readonly Searched[]): number {
  return regexes.reduce((sum, { givenUp }) => sum + givenUp, 0);
}
