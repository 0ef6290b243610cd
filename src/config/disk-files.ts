import { existsSync, opendirSync, readdirSync, readFileSync } from 'node:fs';
import { reasonOf } from '../error.js';
import { ConfigError } from './configuration.js';
import { type FindLogs, findLogs } from './log-files.js';
import type { ConfigFiles } from './unit-files.js';

/** The configuration files of this machine. */
export const diskFiles: ConfigFiles = {
  read(path) {
    try {
      return new TextDecoder('utf-8', { fatal: true }).decode(readFileSync(path));
    } catch (error) {
      if (isMissing(error)) return undefined;
      const reason = error instanceof TypeError ? 'it is not UTF-8; save it as UTF-8' : unreadable(error);
      throw new ConfigError(`the file can't be read: ${reason}`, { file: path });
    }
  },
  list(directory) {
    try {
      return readdirSync(directory).sort();
    } catch (error) {
      if (isMissing(error)) return [];
      throw new ConfigError(`the directory can't be read: ${unreadable(error)}`, { file: directory });
    }
  },
};

/** The log files of this machine. */
export const diskLogs: FindLogs = (logpath) => findLogs(logpath, { names, exists: existsSync });

/** Node sorts in readdir, and not in opendir. */
function names(directory: string): string[] {
  const found: string[] = [];
  try {
    const open = opendirSync(directory);
    try {
      for (let entry = open.readSync(); entry !== null; entry = open.readSync()) found.push(entry.name);
    } finally {
      open.closeSync();
    }
  } catch {
    // What can't be listed has no matches.
  }
  return found;
}

function unreadable(error: unknown): string {
  return `${reasonOf(error)}; let the user tsban runs as read it`;
}

function isMissing(error: unknown): boolean {
  const code = error instanceof Error && 'code' in error ? error.code : undefined;
  return code === 'ENOENT' || code === 'ENOTDIR';
}
