import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { Slots } from '../slots.js';
import type { Clock } from '../time/clock.js';
import type { Cancel, Waker } from '../time/waker.js';
import type { JournalEntry } from './journal-entry.js';
import { watchJournalFiles } from './journal-files.js';
import { earliestStart, type JournalLane } from './journal-lane.js';
import { unionOf } from './journal-match.js';
import type { JournalOptions } from './journal-options.js';
import { lastEntry, readEntries } from './journalctl.js';
import { Pauses } from './pauses.js';
import type { Sink } from './sink.js';

export interface JournalPorts {
  readonly sink: Sink;
  readonly log: Log;
  readonly clock: Clock;
  readonly waker: Waker;
}

/** From one start of journalctl to its end: those who get its entries, and what gives them. A lane that has left never comes back to it. */
interface Reading {
  readonly lanes: Set<JournalLane>;
  readonly give: (entries: readonly JournalEntry[]) => Promise<void>;
}

/** Seconds without a change of lanes, of which a start or a reload brings many, before they are followed. */
const settling = 0.1;
/** Seconds that a lane may be behind the others and yet join them at once. */
const near = 60;
/** Lanes that catch up at the same time. */
const atOnce = 4;

/**
 * Reads one journal for all its lanes: one journalctl follows what any of them wants, started again behind what they took
 * if it ends or the lanes change. A lane that is far behind first catches up through a journalctl of its own, which ends
 * where the journal does, so that it holds up nobody.
 */
export class JournalTail {
  readonly #journal: JournalOptions;
  readonly #ports: JournalPorts;
  readonly #lanes = new Set<JournalLane>();
  /** Those that are followed together. */
  readonly #joined = new Set<JournalLane>();
  readonly #slots = new Slots(atOnce);
  readonly #pauses: Pauses;
  readonly #tasks = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  readonly #cancelLooks: Cancel;
  #cancelSettling: Cancel = () => undefined;
  #isFollowing = false;
  #restart = new AbortController();

  constructor(journal: JournalOptions, ports: JournalPorts) {
    this.#journal = journal;
    this.#ports = ports;
    this.#pauses = new Pauses(ports);
    this.#cancelLooks = watchJournalFiles(journal.journalfiles ?? [], ports.waker, () => this.#followSoon());
  }

  /** Reads for a lane from now on. */
  add(lane: JournalLane): void {
    this.#lanes.add(lane);
    if (this.#isNear(lane)) this.#join(lane);
    else this.#run(this.#catchUp(lane));
  }

  /** Reads no more for a lane; what is on its way is waited for. */
  async remove(lane: JournalLane): Promise<void> {
    this.#lanes.delete(lane);
    if (this.#joined.delete(lane)) this.#followSoon();
    await lane.close(this.#ports.clock());
  }

  /** Ends every journalctl and waits for what is on its way. */
  async stop(): Promise<void> {
    this.#stop.abort();
    this.#pauses.stop();
    this.#cancelSettling();
    this.#cancelLooks();
    await Promise.all(this.#tasks);
    await Promise.all([...this.#lanes].map((lane) => lane.close(this.#ports.clock())));
  }

  #isStopped(): boolean {
    return this.#stop.signal.aborted;
  }

  #run(task: Promise<void>): void {
    this.#tasks.add(task);
    void task.finally(() => this.#tasks.delete(task));
  }

  #isNear({ start }: JournalLane): boolean {
    if (start.kind !== 'cursor') return false;
    return [...this.#joined].every((other) => other.start.time - start.time <= near);
  }

  #join(lane: JournalLane): void {
    this.#joined.add(lane);
    this.#followSoon();
  }

  #followSoon(): void {
    this.#cancelSettling();
    this.#cancelSettling = this.#ports.waker.after(settling, () => {
      this.#restart.abort();
      if (!this.#isFollowing) this.#run(this.#follow());
    });
  }

  async #follow(): Promise<void> {
    this.#isFollowing = true;
    let failures = 0;
    while (this.#joined.size > 0 && !this.#isStopped()) {
      const problem = await this.#followOnce(() => void (failures = 0));
      if (problem === undefined || this.#isStopped()) continue;
      await this.#pauses.pause('journalctl ended and is started again', problem, failures++);
    }
    this.#isFollowing = false;
  }

  /** One journalctl from its start to its end; why it ended, if that was not asked for. */
  async #followOnce(progress: () => void): Promise<string | undefined> {
    this.#restart = new AbortController();
    const signal = AbortSignal.any([this.#stop.signal, this.#restart.signal]);
    const lanes = new Set(this.#joined);
    const give = async (entries: readonly JournalEntry[]) => {
      progress();
      await Promise.all([...lanes].map(async (lane) => this.#give(lane, entries, lanes)));
    };
    try {
      if (![...lanes].every(({ hasCaughtUp }) => hasCaughtUp)) await this.#readUp({ lanes, give }, signal);
      await this.#read({ lanes, give }, signal, true);
    } catch (error) {
      return reasonOf(error);
    }
    return signal.aborted ? undefined : 'it ended';
  }

  /** A lane whose entries are not taken leaves the others, and comes back when it has caught up. */
  async #give(lane: JournalLane, entries: readonly JournalEntry[], lanes: Set<JournalLane>): Promise<void> {
    if (!this.#isWanted(lane)) return;
    try {
      await lane.take(entries, this.#ports.clock());
    } catch (error) {
      lanes.delete(lane);
      this.#joined.delete(lane);
      this.#run(this.#catchUp(lane, reasonOf(error)));
    }
  }

  async #catchUp(lane: JournalLane, because?: string): Promise<void> {
    let problem = because;
    let failures = 0;
    while (this.#isWanted(lane)) {
      const what = `Lines of ${lane.path} were not taken and are tried again`;
      if (problem !== undefined) await this.#pauses.pause(what, problem, failures++);
      problem = await this.#slots.run(async () => this.#readUpAlone(lane));
      if (problem === undefined && this.#isWanted(lane)) {
        this.#join(lane);
        return;
      }
    }
  }

  /** Why that failed, if it did. */
  async #readUpAlone(lane: JournalLane): Promise<string | undefined> {
    const give = async (entries: readonly JournalEntry[]) => {
      if (this.#isWanted(lane)) await lane.take(entries, this.#ports.clock());
    };
    try {
      await this.#readUp({ lanes: new Set([lane]), give }, this.#stop.signal);
      return undefined;
    } catch (error) {
      return reasonOf(error);
    }
  }

  #isWanted(lane: JournalLane): boolean {
    return this.#lanes.has(lane) && !this.#isStopped();
  }

  /** Reads to the end of the journal. */
  async #readUp(reading: Reading, signal: AbortSignal): Promise<void> {
    const last = await lastEntry(this.#journal, signal);
    for (const lane of reading.lanes) lane.begin(last);
    await this.#read(reading, signal, false);
    if (signal.aborted) return;
    for (const lane of reading.lanes) if (this.#isWanted(lane)) lane.reach(last);
  }

  async #read({ lanes, give }: Reading, signal: AbortSignal, follow: boolean): Promise<void> {
    for (const lane of lanes) lane.begin(undefined);
    const match = unionOf([...lanes].map((lane) => lane.match));
    const range = { from: earliestStart([...lanes]), follow };
    for await (const entries of readEntries(this.#journal, match, range, signal)) await give(entries);
  }
}
