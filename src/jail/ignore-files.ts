import { readFileSync, statSync } from 'node:fs';
import { reasonOf } from '../error.js';
import { IgnoreEntries, readIgnoreFile } from '../filter/ignore.js';
import type { Clock, EpochSeconds } from '../time/clock.js';

interface Content {
  readonly looked: EpochSeconds;
  /** Tells one state of the file from another; undefined where it can't be read. */
  readonly version: string | undefined;
  readonly entries: IgnoreEntries;
}

/** Seconds. */
const lookEvery = 1;

/** The files ignoreip names, read when first asked for and again when they have changed (spec config §3.2). */
export class IgnoreFiles {
  readonly #contents = new Map<string, Content>();
  readonly #clock: Clock;
  readonly #warn: (text: string) => void;

  constructor(clock: Clock, warn: (text: string) => void) {
    this.#clock = clock;
    this.#warn = warn;
  }

  /** What stands in the file; it is looked at once a second at most. */
  contentOf(path: string): IgnoreEntries {
    const known = this.#contents.get(path);
    const now = this.#clock();
    if (known !== undefined && now - known.looked < lookEvery) return known.entries;
    const content = this.#look(path, now, known);
    this.#contents.set(path, content);
    return content.entries;
  }

  #look(path: string, now: EpochSeconds, known: Content | undefined): Content {
    try {
      const { mtimeMs, size, ino } = statSync(path);
      const version = `${mtimeMs} ${size} ${ino}`;
      const entries = version === known?.version ? known.entries : readIgnoreFile(readFileSync(path, 'utf8'));
      return { looked: now, version, entries };
    } catch (error) {
      if (known === undefined || known.version !== undefined) {
        this.#warn(`ignoreip: file:${path} can't be read and ignores nobody: ${reasonOf(error)}`);
      }
      return { looked: now, version: undefined, entries: new IgnoreEntries([]) };
    }
  }
}
