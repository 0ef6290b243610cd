import { mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { readConfiguration } from '../../config/read-config.js';
import { readServerSettings } from '../../config/read-server-settings.js';
import { DatabaseError } from '../../database/database-error.js';
import { settle } from '../../server/settings.js';
import { openState, type State } from '../../server/state.js';
import type { Tell } from '../client/tell.js';
import { importState, type StateToTake } from './import-state.js';
import { journalPositions } from './journal-positions.js';

/** The file tsban keeps its state in. Throws a DatabaseError where it keeps none. */
export function ownDatabase(config: string): string {
  const { dbfile } = settle({}, readServerSettings(config));
  if (dbfile !== ':memory:') return dbfile;
  throw new DatabaseError(dbfile, 'tsban keeps nothing, as tsban.conf says: name a dbfile there first');
}

/** Opens the database tsban is configured with, its folder made if need be. Throws a DatabaseError, where a tsban runs for one. */
export function openOwn(config: string, tell: Tell): State {
  mkdirSync(dirname(ownDatabase(config)), { recursive: true, mode: 0o700 });
  return openState(settle({}, readServerSettings(config)), (level, _logger, text) =>
    tell(level === 'critical' || level === 'error' ? 'error' : 'warning', text),
  );
}

/** Writes Fail2Ban's state into tsban's, whose configuration has its jails by now. Rejects with a ConfigError or SourceError. */
export async function takeState(state: StateToTake, config: string, own: State): Promise<void> {
  const jails = state.journal.length === 0 ? [] : readConfiguration(config).jails;
  importState(state, await journalPositions(state.journal, jails), own);
}
