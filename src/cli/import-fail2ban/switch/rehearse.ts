import { cpSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readConfiguration } from '../../../config/read-config.js';
import { allProblems } from '../../../server/test-configuration.js';
import type { Import } from '../plan.js';
import { takeFiles } from '../take-files.js';

/** What tsban would make of its directory with all that is to be taken in it. */
export interface Rehearsal {
  /** What it would have to leave out, and why. */
  readonly errors: readonly string[];
  /** Jails it would run. */
  readonly jails: readonly string[];
}

/** Tries it in a directory of its own; nothing is changed. */
export async function rehearse(plan: Import): Promise<Rehearsal> {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-rehearsal-'));
  try {
    cpSync(plan.to, directory, { recursive: true });
    takeFiles({ ...plan, to: directory });
    const problems = (await allProblems(directory)).filter(({ severity }) => severity === 'error');
    const broken = new Set(problems.map(({ jail }) => jail));
    return {
      errors: [...new Set(problems.map(({ error }) => error.message.replaceAll(directory, plan.to)))],
      jails: jailsIn(directory).filter((name) => !broken.has(name)),
    };
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** None where the directory can't be read, which is among the errors. */
function jailsIn(directory: string): readonly string[] {
  try {
    return readConfiguration(directory).jails.map(({ name }) => name);
  } catch {
    return [];
  }
}
