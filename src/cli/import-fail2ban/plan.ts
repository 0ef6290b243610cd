import { join } from 'node:path';
import type { Configuration } from '../../config/configuration.js';
import { readConfiguration } from '../../config/read-config.js';
import { readFail2banDatabase } from '../../database/fail2ban-database.js';
import { systemClock } from '../../time/clock.js';
import { fail2banDbfile } from '../fail2ban-dbfile.js';
import { type Choice, choose } from './choose-files.js';
import { findFiles, presentAt } from './find-files.js';
import { type StateToTake, stateToTake } from './import-state.js';

/** Whose state is taken over, and where to. */
export interface ImportPlaces {
  /** Fail2Ban's configuration directory. */
  readonly from: string;
  /** tsban's. */
  readonly to: string;
  /** Fail2Ban's database. */
  readonly database: string;
  /** Those of its jails that are enabled: it may remember others. */
  readonly jails: readonly string[];
}

/** Everything that is taken over, or would be. */
export interface Import extends ImportPlaces {
  readonly files: readonly Choice[];
  /** What fail2ban.local and fail2ban.d say that tsban heeds too, as lines of a configuration file. */
  readonly settings: readonly string[];
  /** What of Fail2Ban's configuration can't be read, so that it says nothing here. */
  readonly unreadable: readonly string[];
  readonly state: StateToTake;
}

/** Settings that mean the same for both programs; others name places that are Fail2Ban's. */
const sharedSettings = ['loglevel', 'dbpurgeage', 'dbmaxmatches', 'allowipv6'];

/** Looks what there is to take over; `database` is the configured one unless given. Throws a ConfigError or DatabaseError. */
export function planImport(from: string, to: string, database?: string): Import {
  const configuration = readConfiguration(from);
  const files = findFiles(from, configuration).map((file) =>
    choose(file, presentAt(join(from, file.path), join(to, file.path))),
  );
  const places = { from, to, database: database ?? fail2banDbfile(configuration), jails: configuration.enabled };
  const errors = configuration.problems.filter(({ severity }) => severity === 'error');
  const unreadable = [...new Set(errors.map(({ error }) => error.message))];
  return { ...places, files, settings: settingsOf(configuration), unreadable, state: readState(places) };
}

/** What Fail2Ban's database says now. Throws a DatabaseError. */
export function readState({ database, jails }: Pick<ImportPlaces, 'database' | 'jails'>): StateToTake {
  return stateToTake(readFail2banDatabase(database), jails, systemClock());
}

function settingsOf({ serverOptions }: Configuration): readonly string[] {
  return [...serverOptions.options]
    .filter(([name, { where }]) => sharedSettings.includes(name) && !where.file.endsWith('/fail2ban.conf'))
    .map(([name, { value }]) => `${name} = ${value}`);
}
