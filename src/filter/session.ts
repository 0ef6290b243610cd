import type { EpochSeconds } from '../time/clock.js';
import { type Captured, type Captures, captured, slot } from './captures.js';
import { isTold } from './identity.js';

/** What became of a line that belongs to a session. Its captures are the session's own: they hold until the next line. */
export type SessionResult =
  /** Remembered as context only. */
  | { readonly kind: 'context'; readonly captures: Captures }
  /** A failure whose id has not been seen yet. */
  | { readonly kind: 'pending'; readonly captures: Captures }
  | {
      readonly kind: 'failure';
      readonly captures: Captures;
      /** All users of the session, in the order they came; undefined if there are none. */
      readonly users: readonly string[] | undefined;
      readonly matches: readonly string[];
    };

interface Session {
  readonly opened: EpochSeconds;
  readonly captures: Captured[];
  /** Undefined until there is one; never changed, as it is handed out. */
  users: readonly string[] | undefined;
  /** Never changed, as they are handed out. */
  matches: readonly string[];
  state: SessionResult['kind'] | 'new';
}

const maxSessions = 100;
const maxAge = 300;
/** More lines, or users, of one session are not remembered: whoever fails that often is known by then. */
const maxRemembered = 100;

/** The open sessions of a filter: lines tied together by what F-MLFID captured (spec config §4.6). */
export class Sessions {
  /** In the order they were opened. */
  readonly #sessions = new Map<string, Session>();

  /** Works the lines of one match into its session, which may keep its captures as its own. */
  merge(mlfid: string, captures: Captured[], lines: readonly string[], now: EpochSeconds): SessionResult {
    const known = this.#find(mlfid, now);
    const session = known ?? open(captures, now);
    const state = advance(session, captures, lines);
    if (captures[slot.mlfforget] !== undefined) this.#sessions.delete(mlfid);
    else if (known === undefined) this.#store(mlfid, session);
    if (state !== 'failure') return { kind: state, captures: session.captures };
    return { kind: state, captures: session.captures, users: session.users, matches: session.matches };
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
    const oldest = this.#sessions.keys().next();
    if (oldest.done !== true) this.#sessions.delete(oldest.value);
  }
}

function open(captures: Captured[], now: EpochSeconds): Session {
  return { opened: now, captures, users: undefined, matches: [], state: 'new' };
}

function advance(session: Session, captures: Captures, lines: readonly string[]): SessionResult['kind'] {
  const before = session.state;
  const gained = captures[slot.mlfgained] !== undefined;
  const wasPending = before === 'pending' && !gained;
  // A session that is forgotten at once gathers nothing.
  const gathers = before !== 'new' || captures[slot.mlfforget] === undefined;
  if (gathers) rememberUser(session, captured(captures, slot.user));
  // What led to a failure that has been counted is not shown again with the next one.
  const isNext = wasPending || before === 'context';
  session.matches = isNext ? [...session.matches, ...lines].slice(-maxRemembered) : lines;
  if (before !== 'new') take(session.captures, captures);
  const isContext = (gained || captures[slot.nofail] !== undefined) && !wasPending && (session.users?.length ?? 0) <= 1;
  session.state = isContext ? 'context' : isTold(session.captures) ? 'failure' : 'pending';
  return session.state;
}

function take(known: Captured[], captures: Captures): void {
  for (let at = 0; at < captures.length; at++) {
    const value = captures[at];
    if (value !== undefined) known[at] = value;
  }
}

function rememberUser(session: Session, user: string | undefined): void {
  if (user === undefined || user === '') return;
  const { users } = session;
  if (users === undefined) session.users = [user];
  else if (users.length < maxRemembered && !users.includes(user)) session.users = [...users, user];
}
