import type { CommandFailure } from '../action/action-commands.js';
import type { ActionDefinition, Beginning, StartFamily } from '../action/action-definition.js';
import type { ActionCounts } from '../action/command-runs.js';
import type { LeftAction } from '../action/left-action.js';
import type { Reconciled } from '../action/reconciling.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { Increment } from '../ban/increment.js';
import type { ActionConfig, JailConfig } from '../config/configuration.js';
import type { Failure } from '../filter/failure.js';
import type { SearchCounts } from '../filter/filter.js';
import type { Circumstances } from '../filter/line-time.js';
import type { UseDns } from '../filter/tags.js';
import type { Line } from '../source/line.js';
import type { Ignoring } from './ignoring.js';

/** Finds failures in lines. */
export interface JailFilter {
  /** Never rejects. */
  find(lines: readonly Line[], at: Circumstances): Promise<readonly Failure[]>;
  readonly searchCounts: SearchCounts;
}

/** Carries out bans, in its own order and time; answers false rather than rejects where a command fails. */
export interface JailAction {
  readonly name: string;
  readonly definition: ActionDefinition;
  start(beginning?: Beginning): Promise<void>;
  /** The families for which what an earlier run has started is still there, as far as anybody can tell. */
  outlived(): Promise<readonly StartFamily[]>;
  /** Goes on, running no command, with what an earlier run of the daemon has left; `tickets` are those of its bans. */
  adopt(left: LeftAction, tickets: readonly BanTicket[]): Promise<void>;
  ban(ticket: BanTicket): Promise<boolean>;
  /** Of a ban that lasts longer than it was told to. */
  prolong(ticket: BanTicket): Promise<boolean>;
  unban(ticket: BanTicket): Promise<boolean>;
  /** Compares what is in force with what should be, and puts it right; undefined if nobody can tell. */
  reconcile(): Promise<Reconciled | undefined>;
  /** Bans that are not in force, by id, and why. */
  notInForce(): ReadonlyMap<string, string>;
  /** True if the id is one of them. */
  lacks(id: string): boolean;
  readonly counts: ActionCounts;
  /** The last command that did not work, if one did not. */
  readonly lastFailure: CommandFailure | undefined;
  /** Goes on as the configuration has it now, bans kept; it must be about the same objects outside. */
  reload(config?: ActionConfig): Promise<void>;
  /** Starts once more what was started, and puts every ban back. */
  renew(): Promise<void>;
  /** Looks after what was started; true if it is in order. */
  check(): Promise<boolean>;
  /** Takes back every ban. */
  flush(): Promise<void>;
  /** Ends, and leaves everything in place; drops bans that still wait after `patience` seconds. */
  leave(patience: number): Promise<LeftAction>;
  /** Takes back every ban, then what start made; kills what is not done after `patience` seconds. */
  stop(patience?: number): Promise<void>;
}

/** What a jail is put together from; a reload brings new parts. */
export interface JailParts {
  readonly config: JailConfig;
  readonly filter: JailFilter;
  /** `no` and `raw` never ask for a name to be resolved; `warn` says when one was. */
  readonly usedns: UseDns;
  readonly ignoring: Ignoring;
  /** How bans grow longer; undefined if they don't. */
  readonly increment?: Increment | undefined;
  /** In configured order. */
  readonly actions: readonly JailAction[];
  /** Who may hold the bans of an action while it takes the place of another one (see Exchange). */
  readonly standIns?: ReadonlyMap<JailAction, JailAction>;
}
