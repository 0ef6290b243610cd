import type { Problem } from '../config/configuration.js';

/** Something wrong with the configuration; `jail` null where it is no single jail's. */
export interface ProblemAnswer {
  readonly severity: 'error' | 'warning';
  readonly jail: string | null;
  readonly text: string;
}

export function problemAnswer({ severity, jail, error }: Problem): ProblemAnswer {
  return { severity, jail: jail ?? null, text: error.message };
}
