import { copyFileSync, mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseArgs } from 'node:util';
import type { Configuration } from '../../config/configuration.js';
import { readConfiguration } from '../../config/read-config.js';
import { readServerSettings } from '../../config/read-server-settings.js';
import { readFail2banDatabase } from '../../database/fail2ban-database.js';
import { escapeControlsInLines } from '../../escape-controls.js';
import { settle } from '../../server/settings.js';
import { openState } from '../../server/state.js';
import { systemClock } from '../../time/clock.js';
import type { Client, ExitCode } from '../client/client.js';
import { InitError } from '../client/init-error.js';
import { type Choice, choose } from './choose-files.js';
import { findFiles, presentAt } from './find-files.js';
import { importState, type StateToTake, stateToTake } from './import-state.js';
import { filesText, stateText } from './report.js';

/** Everything that is taken over, or would be. */
interface Import {
  readonly from: string;
  readonly to: string;
  readonly files: readonly Choice[];
  /** What fail2ban.local and fail2ban.d say that tsban heeds too, as lines of a configuration file. */
  readonly settings: readonly string[];
  readonly state: StateToTake;
}

/** Settings that mean the same for both programs; others name places that are Fail2Ban's. */
const sharedSettings = ['loglevel', 'dbpurgeage', 'dbmaxmatches', 'allowipv6'];

/**
 * `import-fail2ban [--from DIR] [--db FILE] [--dry-run]`: takes over the user's own configuration files, bans with the
 * time they have left, their history, and how far logs are read (spec runtime §5.6). Nothing of Fail2Ban is changed.
 * Throws a ConfigError or DatabaseError.
 */
export function importFail2ban({ config, options, tell }: Client, words: readonly string[]): ExitCode {
  const { from, db, isDry } = readWords(words);
  const found = look(from, config, db);
  process.stdout.write(
    options.json === true ? `${JSON.stringify(found)}\n` : escapeControlsInLines(textOf(found, isDry)),
  );
  if (isDry) return 0;
  takeFiles(found);
  const database = openState(settle({}, readServerSettings(config)), (level, _logger, text) =>
    tell(level === 'critical' || level === 'error' ? 'error' : 'warning', text),
  );
  try {
    importState(found.state, database);
  } finally {
    database.close();
  }
  return 0;
}

function readWords(words: readonly string[]): { from: string; db: string | undefined; isDry: boolean } {
  try {
    const { values } = parseArgs({
      args: [...words],
      options: { from: { type: 'string' }, db: { type: 'string' }, 'dry-run': { type: 'boolean' } },
    });
    return { from: values.from ?? '/etc/fail2ban', db: values.db, isDry: values['dry-run'] === true };
  } catch (error) {
    throw new InitError(`import-fail2ban: ${(error as Error).message}`, error);
  }
}

function look(from: string, to: string, db: string | undefined): Import {
  const configuration = readConfiguration(from);
  const files = findFiles(from, configuration).map((file) =>
    choose(file, presentAt(join(from, file.path), join(to, file.path))),
  );
  const named = configuration.serverOptions.options.get('dbfile')?.value;
  const file = db ?? named ?? '/var/lib/fail2ban/fail2ban.sqlite3';
  const state = stateToTake(readFail2banDatabase(file), systemClock());
  return { from, to, files, settings: settingsOf(configuration), state };
}

function settingsOf({ serverOptions }: Configuration): readonly string[] {
  return [...serverOptions.options]
    .filter(([name, { where }]) => sharedSettings.includes(name) && !where.file.endsWith('/fail2ban.conf'))
    .map(([name, { value }]) => `${name} = ${value}`);
}

function takeFiles({ from, to, files, settings }: Import): void {
  for (const { path } of files.filter(({ isTaken }) => isTaken)) {
    mkdirSync(dirname(join(to, path)), { recursive: true });
    copyFileSync(join(from, path), join(to, path));
  }
  if (settings.length === 0) return;
  mkdirSync(join(to, 'tsban.d'), { recursive: true });
  writeFileSync(
    join(to, 'tsban.d/fail2ban.conf'),
    `# From Fail2Ban's own settings.\n[Definition]\n${settings.join('\n')}\n`,
  );
}

function textOf({ from, to, files, settings, state }: Import, isDry: boolean): string {
  const head = isDry ? `What would be taken over from ${from} to ${to}:` : `Taken over from ${from} to ${to}:`;
  return `${[head, ...filesText(files), ...settings.map((line) => `  took ${line}`), ...stateText(state)].join('\n')}\n`;
}
