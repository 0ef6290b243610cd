import type { Configuration } from '../config/configuration.js';
import { fail2banPaths } from '../config/default-paths.js';

/** The file in which a Fail2Ban with this configuration keeps its state. */
export function fail2banDbfile({ serverOptions }: Configuration): string {
  return serverOptions.options.get('dbfile')?.value ?? fail2banPaths.dbfile;
}
