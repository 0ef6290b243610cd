import type { EpochSeconds } from '../time/clock.js';
import { JournalLane } from './journal-lane.js';
import { matchWords, parseJournalMatch } from './journal-match.js';
import { type JournalOptions, parseJournalOptions } from './journal-options.js';
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

interface Followed {
  readonly tail: JournalTail;
  readonly lane: JournalLane;
}

/** Follows the journal for all who subscribed: each journal is followed by one journalctl, however many want however much of it. */
export class JournalFollower {
  readonly #positions: JournalPositionStore;
  readonly #ports: JournalPorts;
  readonly #tails = new Map<string, JournalTail>();
  readonly #followed = new Map<string, Followed>();

  constructor(positions: JournalPositionStore, ports: JournalPorts) {
    this.#positions = positions;
    this.#ports = ports;
  }

  /**
   * Begins to follow, in the place of what the same id wanted before; gives the path that its batches will have. Whoever
   * wants other entries of the same journal from now on gets them from where he has come to: nothing twice.
   * @throws SourceError if backend options or matches can't be understood.
   */
  async subscribe({ id, backend, journalmatch, since }: JournalSubscription): Promise<string> {
    const journal = parseJournalOptions(backend);
    const match = parseJournalMatch(journalmatch);
    const name = journalName(journal);
    const path = journalPath(backend, id);
    await this.unsubscribe(id);
    // tsban 0.1.0 had a position for each set of matches.
    const position =
      this.#positions.loadJournal(path) ?? this.#positions.loadJournal([name, ...matchWords(match)].join(' '));
    const lane = new JournalLane({ path, match, since, position }, this.#ports.sink);
    const tail = this.#tails.get(name) ?? new JournalTail(journal, this.#ports);
    this.#tails.set(name, tail);
    this.#followed.set(id, { tail, lane });
    tail.add(lane);
    return path;
  }

  /** A batch on its way is waited for. */
  async unsubscribe(id: string): Promise<void> {
    const followed = this.#followed.get(id);
    await followed?.tail.remove(followed.lane);
    this.#followed.delete(id);
  }

  /** Who wants the lines of a path. */
  subscribersOf(path: string): readonly string[] {
    return [...this.#followed].flatMap(([id, { lane }]) => (lane.path === path ? [id] : []));
  }

  async stop(): Promise<void> {
    await Promise.all([...this.#tails.values()].map(async (tail) => tail.stop()));
    this.#tails.clear();
    this.#followed.clear();
  }
}

/** What the batches and positions are called of whoever follows a journal. Throws a SourceError. */
export function journalPath(backend: string, id: string): string {
  return `${journalName(parseJournalOptions(backend))} ${id}`;
}

function journalName(journal: JournalOptions): string {
  const options = Object.entries(journal).map(([name, value]) => `${name}=${String(value)}`);
  return ['systemd-journal', ...(options.length > 0 ? [`[${options.join(';')}]`] : [])].join(' ');
}
