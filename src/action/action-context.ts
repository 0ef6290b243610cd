import type { Log } from '../log.js';
import type { Clock } from '../time/clock.js';
import type { NextTurn } from '../time/turns.js';
import type { Waker } from '../time/waker.js';
import type { CommandRuns } from './command-runs.js';
import type { HostNames } from './host-names.js';
import type { Runner } from './run-command.js';
import type { JailCounters } from './ticket-tags.js';

/** What an action of a jail needs from the outside. */
export interface ActionContext {
  readonly jail: string;
  readonly run: Runner;
  readonly log: Log;
  readonly clock: Clock;
  /** Says when to try again what did not work. */
  readonly waker: Waker;
  /** Lets others have a turn where there is much to do at once. */
  readonly nextTurn: NextTurn;
  readonly hostNames: HostNames;
  readonly counters: () => JailCounters;
  /** Where it goes on counting its commands; begins anew without it. */
  readonly runs?: CommandRuns | undefined;
  /** The jail's own bantime in seconds, for commands that know no ticket; 600 without it. */
  readonly bantime?: () => number;
  /** False if IPv6 addresses are not banned: nothing is started for them ahead of time. */
  readonly allowIpv6?: boolean;
  /** Finds the reverse name for `<ip-host>`, which is `None` without it; must not reject. */
  readonly resolveHost?: (ip: string) => Promise<string | undefined>;
}
