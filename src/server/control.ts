import type { JailConfig, Problem } from '../config/configuration.js';
import type { DatabaseSize } from '../database/database-size.js';
import type { Jails } from '../jail/jails.js';

/** What a client's command may ask of the running server. */
export interface Control {
  readonly version: string;
  readonly jails: Jails;
  /** What the configuration in force had wrong, the jails left out among it. */
  problems(): readonly Problem[];
  /** Log files of a jail that exist now; `systemd-journal` and its matches for the journal. */
  sourcesOf(jail: string): Sources;
  /** Reads the configuration again; rejects with a ConfigError, and changes nothing, where it can't be read at all. */
  reload(): Promise<void>;
  /**
   * Gives a running jail another configuration, which holds until the next reload; bans, windows and totals stay. Rejects
   * with a CommandError for an unknown jail, with a ConfigError and nothing changed for one that can't be used.
   */
  changeJail(name: string, change: (config: JailConfig) => JailConfig): Promise<void>;
  stopJail(name: string): Promise<void>;
  stop(): Promise<void>;
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
