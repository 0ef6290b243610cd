import type { JailAnswer } from './answers.js';
import type { Origins } from './origins.js';
import type { ProblemAnswer } from './problem-answer.js';

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
