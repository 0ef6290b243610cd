import type { Problem } from '../config/configuration.js';
import type { JailAnswer } from './answers.js';
import type { Origins } from './origins.js';

/** Something wrong with the configuration; `jail` null where it is no single jail's. */
export interface ProblemAnswer {
  readonly severity: 'error' | 'warning';
  readonly jail: string | null;
  readonly text: string;
}

/** `reload`, `restart JAIL`: what could not be done as the configuration says. */
export interface ReloadAnswer {
  readonly problems: readonly ProblemAnswer[];
}

/** `status JAIL cymru`. */
export interface JailWithOrigins extends JailAnswer {
  readonly origins: Origins;
}

/** One jail in `stats`. */
export interface JailStats {
  readonly jail: string;
  /** What it reads: files by `inotify`, or the journal of `systemd`. */
  readonly backend: 'inotify' | 'systemd';
  readonly failed: readonly [now: number, total: number];
  readonly banned: readonly [now: number, total: number];
}

export function problemAnswer({ severity, jail, error }: Problem): ProblemAnswer {
  return { severity, jail: jail ?? null, text: error.message };
}
