import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { ConfigError, type ServerConfig } from './configuration.js';
import { diskFiles } from './disk-files.js';
import type { Unit } from './merge.js';
import { readServer, type ServerReading, unsetServer } from './server-config.js';
import { readUnit } from './unit-files.js';

/** Reads the daemon's own settings alone, which is all a client needs. Throws a ConfigError where there is no directory. */
export function readServerSettings(directory: string): ServerConfig {
  const base = openDirectory(directory);
  return readServerUnit((name) => readUnit(diskFiles, base, name)).server;
}

/** The daemon's own settings from tsban.conf, or else from fail2ban.conf. */
export function readServerUnit(find: (name: string) => Unit | undefined): ServerReading {
  const own = find('tsban');
  if (own !== undefined) return readServer(own, 'tsban');
  const unit = find('fail2ban');
  return unit === undefined ? unsetServer : readServer(unit, 'fail2ban');
}

/** The absolute path of a configuration directory. Throws a ConfigError where there is none. */
export function openDirectory(directory: string): string {
  const base = resolve(directory);
  if (statSync(base, { throwIfNoEntry: false })?.isDirectory() === true) return base;
  throw new ConfigError('the configuration directory does not exist; name another with -c', { file: base });
}
