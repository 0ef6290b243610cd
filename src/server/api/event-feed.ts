import type { EventName, Log } from '../../log.js';
import type { Clock } from '../../time/clock.js';
import type { Cancel } from '../../time/waker.js';

/** Something that happened, to whoever follows it live. */
export interface ServerEvent {
  /** Seconds since 1970. */
  readonly time: number;
  readonly event: EventName;
  readonly jail: string | null;
  /** Whom it is about. */
  readonly id: string | null;
  /** As the log puts it, without the name of the jail. */
  readonly text: string;
}

interface Listener {
  /** None are all. */
  readonly jails: ReadonlySet<string>;
  readonly hear: (event: ServerEvent) => void;
}

/** Hands what happens to those who listen. */
export class EventFeed {
  readonly #listeners = new Set<Listener>();

  get isHeard(): boolean {
    return this.#listeners.size > 0;
  }

  /** Calls `hear` for events of these jails, of all if none are named, until cancelled. */
  subscribe(jails: readonly string[], hear: (event: ServerEvent) => void): Cancel {
    const listener = { jails: new Set(jails), hear };
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  tell(event: ServerEvent): void {
    for (const { jails, hear } of this.#listeners)
      if (jails.size === 0 || (event.jail !== null && jails.has(event.jail))) hear(event);
  }
}

/** A log that also tells the feed of what has the name of an event, whatever level is logged. */
export function feeding(feed: EventFeed, log: Log, clock: Clock): Log {
  return (level, logger, text, fields) => {
    log(level, logger, text, fields);
    if (fields?.event === undefined || !feed.isHeard) return;
    const { event, jail = null, id = null } = fields;
    const prefix = `[${jail ?? ''}] `;
    feed.tell({ time: clock(), event, jail, id, text: text.startsWith(prefix) ? text.slice(prefix.length) : text });
  };
}
