import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import type { Clock, EpochSeconds } from '../time/clock.js';
import type { Waker } from '../time/waker.js';
import { JournalBatches } from './journal-batches.js';
import { parseJournalEntry } from './journal-entry.js';
import type { JournalOptions } from './journal-options.js';
import { type Journalctl, startJournalctl } from './journalctl.js';
import { type JournalRange, journalctlArguments } from './journalctl-arguments.js';
import type { Batch, JournalPosition } from './line.js';
import type { Sink } from './sink.js';

export interface JournalPorts {
  readonly sink: Sink;
  readonly log: Log;
  readonly clock: Clock;
  readonly waker: Waker;
}

export interface JournalTailOptions {
  /** Names it in batches and positions. */
  readonly path: string;
  readonly journal: JournalOptions;
  /** As journalctl takes them. */
  readonly matches: readonly string[];
  /** Saved before; else reading begins at `since`. */
  readonly position: JournalPosition | undefined;
  readonly since: EpochSeconds;
}

/** Seconds before journalctl is started or a batch offered again: doubled each time up to the second. */
const [firstPause, longestPause] = [1, 60];

/**
 * Follows the entries of one set of matches through journalctl, which is started again behind the last committed entry
 * if it ends. While the sink works, nothing is read, and what gathers meanwhile comes in one batch.
 */
export class JournalTail {
  readonly #options: JournalTailOptions;
  readonly #ports: JournalPorts;
  readonly #running: Promise<void>;
  readonly #stop = new AbortController();
  #range: JournalRange;
  #journalctl: Journalctl | undefined;
  #failures = 0;

  constructor(options: JournalTailOptions, ports: JournalPorts) {
    this.#options = options;
    this.#ports = ports;
    const { position, since } = options;
    this.#range = position ? { kind: 'after', cursor: position.cursor } : { kind: 'since', time: since };
    this.#running = this.#run();
  }

  /** Ends journalctl and waits for the batch on its way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#journalctl?.stop();
    await this.#running;
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  async #run(): Promise<void> {
    const last = await this.#lastCursor();
    const caughtUp = this.#range.kind === 'after' && this.#range.cursor === last;
    const batches = new JournalBatches(this.#options.path, caughtUp ? undefined : last);
    while (!this.#isStopped()) {
      const ending = await this.#follow(batches);
      if (!this.#isStopped()) await this.#pause('journalctl ended and is started again', ending);
    }
  }

  async #lastCursor(): Promise<string | undefined> {
    let last: string | undefined;
    for await (const lines of this.#start({ kind: 'last' }).lines) {
      for (const line of lines) last = parseJournalEntry(line)?.cursor ?? last;
    }
    return last;
  }

  /** One journalctl from its start to its end. */
  async #follow(batches: JournalBatches): Promise<string> {
    const range = this.#range;
    const journalctl = this.#start(range);
    for await (const lines of journalctl.lines) {
      for (const batch of batches.make(lines, this.#ports.clock())) await this.#deliver(batch);
      if (this.#isStopped()) break;
    }
    const ending = await journalctl.ending();
    const unknown = range === this.#range && range.kind === 'after' && /cursor/iu.test(ending);
    // A cursor that the journal can't make sense of would end every further journalctl at once.
    if (unknown) this.#range = { kind: 'since', time: this.#options.position?.time ?? this.#options.since };
    return ending;
  }

  #start(range: JournalRange): Journalctl {
    const { journal, matches } = this.#options;
    this.#journalctl = startJournalctl(journalctlArguments(journal, matches, range));
    if (this.#isStopped()) this.#journalctl.stop();
    return this.#journalctl;
  }

  async #deliver(batch: Batch): Promise<void> {
    while (!this.#isStopped()) {
      try {
        await this.#ports.sink(batch);
        this.#failures = 0;
        if (batch.position.kind === 'journal') this.#range = { kind: 'after', cursor: batch.position.cursor };
        return;
      } catch (error) {
        const reason = reasonOf(error);
        await this.#pause(`Lines of ${batch.path} were not taken and are tried again`, reason);
      }
    }
  }

  async #pause(what: string, reason: string): Promise<void> {
    const seconds = Math.min(firstPause * 2 ** this.#failures, longestPause);
    this.#failures += 1;
    this.#ports.log('error', 'filter', `${what} in ${seconds} s: ${reason}`);
    await new Promise<void>((resolve) => {
      const cancel = this.#ports.waker.after(seconds, resolve);
      this.#stop.signal.addEventListener('abort', () => {
        cancel();
        resolve();
      });
    });
  }
}
