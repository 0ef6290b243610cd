import type { JailConfig, Problem } from '../config/configuration.js';
import type { DatabaseSize } from '../database/database-size.js';
import type { Jails } from '../jail/jails.js';
import type { Log } from '../log.js';
import type { NextTurn } from '../time/turns.js';
import type { ReloadOrder } from './reload-order.js';
import type { ReloadPlan } from './reload-plan.js';
import type { SettingsInForce } from './settings-in-force.js';

/** What a client's command may ask of the running server. */
export interface Control {
  readonly version: string;
  /** Lets others have a turn where an answer is long. */
  readonly nextTurn: NextTurn;
  readonly jails: Jails;
  readonly settings: SettingsInForce;
  readonly log: Log;
  /** Resolves when all jails that were to be started with the daemon are. */
  ready(): Promise<void>;
  /** What the configuration in force had wrong, the jails left out among it. */
  problems(): readonly Problem[];
  /** Log files of a jail that exist now; `systemd-journal` and its matches for the journal. */
  sourcesOf(jail: string): Sources;
  /**
   * Reads the configuration again, and does what it says; whatever can't be used in it leaves what runs as it was, and is
   * told. Rejects with a CommandError or a ConfigError, and changes nothing, where there is no such jail, or nothing can be read.
   */
  reload(order: ReloadOrder): Promise<readonly Problem[]>;
  /** Tells what a reload would do, and does nothing. Rejects like it. */
  plan(order: ReloadOrder): Promise<ReloadPlan>;
  /**
   * Gives a running jail another configuration, which holds until the next reload; bans, windows and totals stay. Rejects
   * with a CommandError for an unknown jail, with a ConfigError and nothing changed for one that can't be used.
   */
  changeJail(name: string, change: (config: JailConfig) => JailConfig): Promise<void>;
  /** Makes a jail that does nothing until it is started. Rejects with a CommandError, or a ConfigError. */
  addJail(name: string, backend: string): Promise<void>;
  /** Starts a jail that was added. Rejects with a CommandError where there is none of the name, as the next does. */
  startJail(name: string): Promise<void>;
  stopJail(name: string): Promise<void>;
  stopJails(): Promise<void>;
  stop(): Promise<void>;
  /** The same, but bans stay in force for the next start, which is to follow at once, to go on with. */
  leave(): Promise<void>;
  /** Opens the log again after a rotation; says what it did. */
  flushLogs(): string;
  databaseSize(): DatabaseSize;
  /** The addresses of a host name. */
  resolve(name: string): Promise<readonly string[]>;
}

export type Sources =
  | {
      readonly kind: 'files';
      readonly files: readonly string[];
      readonly missing: readonly string[];
      readonly catchingUp: readonly CatchingUp[];
    }
  | { readonly kind: 'journal'; readonly matches: readonly string[] };

/** A log of which not all is read yet that was there at the start. */
export interface CatchingUp {
  readonly file: string;
  /** From 0 to 99. */
  readonly percent: number;
}
