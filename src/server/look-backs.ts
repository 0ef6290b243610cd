import type { JailConfig } from '../config/configuration.js';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { decoderFor } from '../source/decoder.js';
import type { FilePlace, PassedBatch } from '../source/line.js';
import { lookBack } from '../source/look-back.js';
import { TurnQueue } from '../source/turn-queue.js';
import type { Clock } from '../time/clock.js';
import { dateReaders } from './date-readers.js';

export interface LookBacksContext {
  readonly log: Log;
  readonly clock: Clock;
  /** True if there are neither failures nor bans of a jail from before. */
  readonly isNew: (jail: string) => boolean;
  /** Counts lines for the jails of these names; resolves when that is committed. */
  readonly handle: (batch: PassedBatch, jails: readonly string[]) => Promise<void>;
}

/** Logs looked back in at once; each is open once more meanwhile. */
const lanes = 4;

/** A log that is looked back in, or will be when its turn comes. */
interface Reading {
  readonly path: string;
  readonly upTo: FilePlace;
  readonly jails: readonly JailConfig[];
  /** Those of them that still run. */
  readonly names: Set<string>;
  /** The batch on its way. */
  counting: Promise<unknown>;
}

/**
 * Gives new jails what is in logs that others have read already. No place is saved on the way: if the daemon is killed, the
 * jail is not new any more, and goes without the rest rather than count a line twice.
 */
export class LookBacks {
  readonly #context: LookBacksContext;
  readonly #new = new Set<string>();
  /** Whoever ran since the daemon began. */
  readonly #known = new Set<string>();
  readonly #readings = new Set<Reading>();
  readonly #queue = new TurnQueue<Reading>(lanes, async (reading) => this.#read(reading));

  constructor(context: LookBacksContext) {
    this.#context = context;
  }

  /** A jail starts, or what it watches is about to change. */
  watching(name: string): void {
    if (!this.#known.has(name) && this.#context.isNew(name)) this.#new.add(name);
    else this.#new.delete(name);
    this.#known.add(name);
  }

  /** Has those of `jails` that are new look back in a log of which they get what comes behind a place. */
  begin(jails: readonly JailConfig[], path: string, upTo: FilePlace): void {
    const late = jails.filter(({ name }) => this.#new.has(name));
    if (late.length === 0 || upTo.offset === 0) return;
    const names = new Set(late.map(({ name }) => name));
    const reading: Reading = { path, upTo, jails: late, names, counting: Promise.resolve() };
    this.#readings.add(reading);
    this.#queue.wake(reading);
  }

  /** A jail ends: it gets no more lines once this resolves. */
  async leave(name: string): Promise<void> {
    const its = [...this.#readings].filter(({ names }) => names.delete(name));
    await Promise.allSettled(its.map(({ counting }) => counting));
  }

  /** Waits for the batches on their way. */
  async stop(): Promise<void> {
    for (const { names } of this.#readings) names.clear();
    await this.#queue.stop();
  }

  async #read(reading: Reading): Promise<boolean> {
    try {
      await this.#count(reading);
    } catch (error) {
      const text = `Can't look back in ${reading.path} for [${[...reading.names].join('], [')}]: ${reasonOf(error)}`;
      this.#context.log('warning', 'filter', text);
    }
    this.#readings.delete(reading);
    return false;
  }

  async #count(reading: Reading): Promise<void> {
    const { path, upTo, jails, names } = reading;
    const { log, clock, handle } = this.#context;
    const [first] = jails;
    if (first === undefined || names.size === 0) return;
    log('info', 'filter', `Looking back in ${path} up to byte ${upTo.offset} for [${[...names].join('], [')}]`);
    const readers = () => dateReaders(jails, clock());
    for await (const batch of lookBack({ path, upTo, decode: decoderFor(first.logencoding), readers })) {
      if (names.size === 0) return;
      reading.counting = handle(batch, [...names]);
      await reading.counting;
    }
  }
}
