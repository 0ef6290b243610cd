import type { Leak } from '../ban/leak-watch.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import { banEnd } from '../ban/ban-time.js';
import type { SearchCounts } from '../filter/filter.js';
import type { Jail } from '../jail/jail.js';
import type { JailAction } from '../jail/jail-parts.js';
import type { CatchingUp, Control } from './control.js';
import { type ProblemAnswer, problemAnswer } from './problem-answer.js';

/** `status`: what `--json` and `/v1/status` show. */
export interface StatusAnswer {
  readonly version: string;
  /** Sorted by name. */
  readonly jails: readonly string[];
  readonly problems: readonly ProblemAnswer[];
}

/** `status JAIL`. */
export interface JailAnswer {
  readonly jail: string;
  readonly filter: {
    readonly currentlyFailed: number;
    readonly totalFailed: number;
    /** One of the two: files that are followed, or matches in the journal. */
    readonly fileList?: readonly string[];
    readonly missingFiles?: readonly string[];
    /** Those of the files of which not all is read yet that was there at the start. */
    readonly catchingUp?: readonly CatchingUp[];
    readonly journalMatches?: readonly string[];
    /** Counted since the filter was last read. */
    readonly searches: SearchCounts;
  };
  readonly actions: {
    readonly currentlyBanned: number;
    readonly totalBanned: number;
    /** In order of banning. */
    readonly bannedIpList: readonly string[];
    /** Bans that failed or went missing and are tried again; only where there are any. */
    readonly notInForce?: readonly { readonly id: string; readonly reason: string }[];
    /** Bans that do not keep out whom they should; only where there are any. */
    readonly leaking?: readonly Leak[];
    /** Actions for which orders wait, or of which a command did not work. */
    readonly troubles?: readonly ActionTrouble[];
  };
}

/** What holds up an action. */
interface ActionTrouble {
  readonly action: string;
  /** Bans, unbans and the like that wait for their turn. */
  readonly pending: number;
  /** The last command that did not work; its time in epoch seconds. */
  readonly lastFailure?: { readonly time: number; readonly command: string; readonly reason: string };
}

/** One ban; `until` null for a permanent one. Times in epoch seconds. */
export interface BanAnswer {
  readonly jail: string;
  readonly id: string;
  readonly time: number;
  readonly bantime: number;
  readonly until: number | null;
  readonly bancount: number;
  readonly failures: number;
  readonly restored: boolean;
  /** Why it is not in force, if it is not. */
  readonly notInForce?: string;
  /** What came in spite of it, if anything did. */
  readonly leaking?: Omit<Leak, 'id'>;
}

export function statusAnswer(control: Control): StatusAnswer {
  return {
    version: control.version,
    jails: control.jails
      .all()
      .map(({ name }) => name)
      .sort(),
    problems: control.problems().map(problemAnswer),
  };
}

export function jailAnswer(control: Control, jail: Jail): JailAnswer {
  const { failures, bans, enforcement, name, parts } = jail;
  const sources = control.sourcesOf(name);
  const banned = bans.ids();
  const notInForce = [...enforcement.notInForce()].map(([id, reason]) => ({ id, reason }));
  const leaking = enforcement.leaks();
  const troubles = parts.actions.flatMap(troubleOf);
  return {
    jail: name,
    filter: {
      currentlyFailed: failures.currentlyFailed,
      totalFailed: failures.totalFailed,
      ...(sources.kind === 'journal'
        ? { journalMatches: sources.matches }
        : { fileList: sources.files, missingFiles: sources.missing, catchingUp: sources.catchingUp }),
      searches: parts.filter.searchCounts,
    },
    actions: {
      currentlyBanned: banned.length,
      totalBanned: bans.totalBanned,
      bannedIpList: banned,
      ...(notInForce.length > 0 && { notInForce }),
      ...(leaking.length > 0 && { leaking }),
      ...(troubles.length > 0 && { troubles }),
    },
  };
}

function troubleOf({ name, counts: { pending }, lastFailure }: JailAction): readonly ActionTrouble[] {
  if (lastFailure === undefined) return pending === 0 ? [] : [{ action: name, pending }];
  const { time, command, why } = lastFailure;
  return [{ action: name, pending, lastFailure: { time, command, reason: why } }];
}

/** Tells of bans of a jail; whether they are in force is looked up once for all of them. */
export function banTeller({ enforcement }: Jail): (ticket: BanTicket) => BanAnswer {
  const notInForce = enforcement.notInForce();
  const leaking = new Map(enforcement.leaks().map(({ id, ...leak }) => [id, leak]));
  return (ticket) => {
    const [reason, leak] = [notInForce.get(ticket.id), leaking.get(ticket.id)];
    return {
      ...banAnswer(ticket),
      ...(reason !== undefined && { notInForce: reason }),
      ...(leak !== undefined && { leaking: leak }),
    };
  };
}

export function banAnswer(ticket: BanTicket): BanAnswer {
  const { jail, id, time, bantime, bancount, failures, restored } = ticket;
  const end = banEnd(ticket);
  return { jail, id, time, bantime, until: end === Infinity ? null : end, bancount, failures, restored };
}
