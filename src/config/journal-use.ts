import type { JailConfig } from './configuration.js';

/** True for a jail with `backend = systemd`, be it only until there is a log file. */
export function usesJournal({ backend }: Pick<JailConfig, 'backend'>): boolean {
  return /^systemd\b/i.test(backend);
}

/** True if the journal stands in for log files that are to come (spec config §3.1). */
export function journalStandsIn(config: Pick<JailConfig, 'backend' | 'logpath'>): boolean {
  return usesJournal(config) && config.logpath.length > 0;
}
