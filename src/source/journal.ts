import type { EpochSeconds } from '../time/clock.js';
import { journalMatches, parseJournalOptions } from './journal-options.js';
import { type JournalPorts, JournalTail } from './journal-tail.js';
import type { JournalPosition } from './line.js';

/** Where saved positions come from; whoever takes the batches saves them, in the same transaction. */
export interface JournalPositionStore {
  loadJournal(path: string): JournalPosition | undefined;
}

/** Which journal entries somebody wants. */
export interface JournalSubscription {
  readonly id: string;
  /** As in jail.conf: `systemd`, with its options in brackets. */
  readonly backend: string;
  /** One set of matches a line; none: all entries. */
  readonly journalmatch: readonly string[];
  /** Where reading begins if it never did: now - findtime. */
  readonly since: EpochSeconds;
}

/** Follows the journal for all who subscribed: one journalctl for each journal and set of matches, however many want it. */
export class JournalFollower {
  readonly #positions: JournalPositionStore;
  readonly #ports: JournalPorts;
  readonly #tails = new Map<string, { readonly tail: JournalTail; readonly wantedBy: Set<string> }>();

  constructor(positions: JournalPositionStore, ports: JournalPorts) {
    this.#positions = positions;
    this.#ports = ports;
  }

  /**
   * Begins to follow, in the place of what the same id wanted before; gives the path that its batches will have.
   * @throws SourceError if backend options or matches can't be understood.
   */
  async subscribe({ id, backend, journalmatch, since }: JournalSubscription): Promise<string> {
    const journal = parseJournalOptions(backend);
    const matches = journalMatches(journalmatch);
    const options = Object.entries(journal).map(([name, value]) => `${name}=${String(value)}`);
    const path = ['systemd-journal', ...(options.length > 0 ? [`[${options.join(';')}]`] : []), ...matches].join(' ');
    await this.#leaveAll(id, path);
    const followed = this.#tails.get(path);
    if (followed !== undefined) followed.wantedBy.add(id);
    else {
      const position = this.#positions.loadJournal(path);
      const tail = new JournalTail({ path, journal, matches, position, since }, this.#ports);
      this.#tails.set(path, { tail, wantedBy: new Set([id]) });
    }
    return path;
  }

  /** What nobody else wants is followed no more; a batch on its way is waited for. */
  async unsubscribe(id: string): Promise<void> {
    await this.#leaveAll(id);
  }

  /** Who wants the lines of a path. */
  subscribersOf(path: string): readonly string[] {
    return [...(this.#tails.get(path)?.wantedBy ?? [])];
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#tails.values()].map(({ tail }) => tail.stop()));
    this.#tails.clear();
  }

  async #leaveAll(id: string, except?: string): Promise<void> {
    for (const [path, { tail, wantedBy }] of [...this.#tails]) {
      if (path === except || !wantedBy.delete(id) || wantedBy.size > 0) continue;
      this.#tails.delete(path);
      await tail.stop();
    }
  }
}
