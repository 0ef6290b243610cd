import { journalStandsIn } from '../config/journal-use.js';
import type { Failure } from '../filter/failure.js';
import type { Batch, PassedBatch } from '../source/line.js';
import type { JailCounts } from './jail-counts.js';
import type { JailLog } from './jail-log.js';
import type { JailParts } from './jail-parts.js';
import { ToldTwice } from './told-twice.js';

/** What a sieve needs from its jail. */
export interface SieveContext {
  readonly parts: () => JailParts;
  readonly log: JailLog;
  readonly counts: JailCounts;
}

/** Holds back the failures a jail does not count, and says why. */
export class Sieve {
  readonly #context: SieveContext;
  #toldTwice: ToldTwice | undefined;

  constructor(context: SieveContext) {
    this.#context = context;
  }

  /** Without those that another source has told of, and those of what is no address although it looks like one. */
  usable(failures: readonly Failure[], batch: Batch | PassedBatch): readonly Failure[] {
    return failures.filter((failure) => this.#isFirstToldOf(failure, batch) && this.#isWellFormed(failure));
  }

  /** Without those of whom the jail ignores. */
  async spare(failures: readonly Failure[]): Promise<readonly Failure[]> {
    const { ready, listed, ask } = this.#context.parts().ignoring;
    await ready;
    const sources = ask === undefined ? failures.map(listed) : await Promise.all(failures.map(ask));
    const left = failures.filter((failure, index) => !this.isIgnored(failure, sources[index]));
    this.#context.counts.spared(failures.length - left.length);
    return left;
  }

  /** `source` as in `Ignore ID by SOURCE`; undefined for who is not ignored. */
  isIgnored({ id }: Pick<Failure, 'id'>, source: string | undefined): boolean {
    // Whom the cache remembers has been told of before.
    if (source !== undefined)
      this.#context.log.tell(
        source === 'cache' ? 'debug' : 'info',
        'filter',
        `Ignore ${id} by ${source}`,
        id,
        'ignored',
      );
    return source !== undefined;
  }

  #isFirstToldOf(failure: Failure, { position }: Batch | PassedBatch): boolean {
    // Either may be the first to tell of anything.
    if (journalStandsIn(this.#context.parts().config)) this.#toldTwice ??= new ToldTwice();
    return this.#toldTwice?.isNew(failure, position?.kind ?? 'file') ?? true;
  }

  /** No action could do anything with it. */
  #isWellFormed({ id, malformed, matches }: Failure): boolean {
    if (malformed === undefined) return true;
    const text = `'${id}' is no valid address, ignoring the match: ${matches.at(-1) ?? ''}`;
    this.#context.log.tell('warning', 'filter', text, id);
    return false;
  }
}
