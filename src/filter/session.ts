import type { EpochSeconds } from '../time/clock.js';
import { type Captures, captured } from './captures.js';

/** What became of a line that belongs to a session. */
export type SessionResult =
  /** Remembered as context only. */
  | { readonly kind: 'context'; readonly captures: Captures }
  /** A failure whose id has not been seen yet. */
  | { readonly kind: 'pending'; readonly captures: Captures }
  | { readonly kind: 'failure'; readonly captures: Captures; readonly matches: readonly string[] };

interface Session {
  readonly opened: EpochSeconds;
  readonly users: ReadonlySet<string>;
  readonly captures: Captures;
  readonly matches: readonly string[];
  readonly state: SessionResult['kind'];
}

const maxSessions = 100;
const maxAge = 300;
/** More lines, or users, of one session are not remembered: whoever fails that often is known by then. */
const maxRemembered = 100;

/** The open sessions of a filter: lines tied together by what F-MLFID captured (spec config §4.6). */
export class Sessions {
  /** In the order they were opened. */
  readonly #sessions = new Map<string, Session>();

  /** Works the lines of one match into its session; `hasId` tells whether captures say who failed. */
  merge(
    mlfid: string,
    captures: Captures,
    lines: readonly string[],
    now: EpochSeconds,
    hasId: (captures: Captures) => boolean,
  ): SessionResult {
    const session = advance(this.#find(mlfid, now), captures, lines, now, hasId);
    if (captures['mlfforget'] !== undefined) this.#sessions.delete(mlfid);
    else this.#store(mlfid, session);
    if (session.state !== 'failure') return { kind: session.state, captures: session.captures };
    const { users, matches } = session;
    const known = users.size === 0 ? session.captures : { ...session.captures, users: [...users] };
    return { kind: 'failure', captures: known, matches };
  }

  #find(mlfid: string, now: EpochSeconds): Session | undefined {
    const session = this.#sessions.get(mlfid);
    if (session === undefined || now - session.opened <= maxAge) return session;
    this.#sessions.delete(mlfid);
    return undefined;
  }

  #store(mlfid: string, session: Session): void {
    this.#sessions.set(mlfid, session);
    if (this.#sessions.size <= maxSessions) return;
    const [oldest = ''] = this.#sessions.keys();
    this.#sessions.delete(oldest);
  }
}

const nobody: ReadonlySet<string> = new Set();

function advance(
  before: Session | undefined,
  captures: Captures,
  lines: readonly string[],
  now: EpochSeconds,
  hasId: (captures: Captures) => boolean,
): Session {
  const gained = captures['mlfgained'] !== undefined;
  const wasPending = before?.state === 'pending' && !gained;
  // A session that is forgotten at once gathers nothing.
  const gathers = before !== undefined || captures['mlfforget'] === undefined;
  const users = gathers ? withUser(before?.users ?? nobody, captured(captures, 'user')) : nobody;
  // What led to a failure that has been counted is not shown again with the next one.
  const kept = wasPending || before?.state === 'context' ? before.matches : [];
  const merged = before === undefined ? captures : { ...before.captures, ...captures };
  const nofail = (gained || captures['nofail'] !== undefined) && !wasPending && users.size <= 1;
  return {
    opened: before?.opened ?? now,
    users,
    captures: merged,
    matches: [...kept, ...lines].slice(-maxRemembered),
    state: nofail ? 'context' : hasId(merged) ? 'failure' : 'pending',
  };
}

function withUser(users: ReadonlySet<string>, user: string | undefined): ReadonlySet<string> {
  if (user === undefined || user === '' || users.has(user) || users.size === maxRemembered) return users;
  return new Set([...users, user]);
}
