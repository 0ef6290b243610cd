import { parseArgs } from 'node:util';
import { fail2banPaths } from '../../config/default-paths.js';
import { escapeControlsInLines } from '../../escape-controls.js';
import { isSystemError, TsbanError } from '../../error.js';
import type { Client, ExitCode } from '../client/client.js';
import { InitError } from '../client/init-error.js';
import { type Import, planImport } from './plan.js';
import { importText } from './report.js';
import { takeFiles } from './take-files.js';
import { openOwn, takeState } from './take-state.js';

/**
 * `import-fail2ban [--from DIR] [--db FILE] [--dry-run] [--switch] [--anyway]`: takes over the user's own configuration files,
 * bans with the time they have left, their history, and how far logs are read (spec runtime §5.6). Nothing of Fail2Ban is
 * changed, but that `--switch` has tsban run in its place. Rejects with a TsbanError.
 */
export async function importFail2ban(client: Client, words: readonly string[]): Promise<ExitCode> {
  const { from, db, isDry, isSwitch, isAnyway } = readWords(words);
  try {
    const plan = planImport(from, client.config, db);
    if (isSwitch) {
      const { switchOver } = await import('./switch/switch-over.js');
      return await switchOver(client, plan, { isDry, isAnyway });
    }
    tellPlan(client, plan, isDry);
    if (!isDry) await take(client, plan);
    return 0;
  } catch (error) {
    throw isSystemError(error) ? new ImportError(error) : error;
  }
}

/** A file can't be read or written. */
class ImportError extends TsbanError {
  readonly code = 'IMPORT';

  constructor(cause: Error) {
    super(`import-fail2ban: ${cause.message}`, { cause });
  }
}

interface Words {
  readonly from: string;
  readonly db: string | undefined;
  readonly isDry: boolean;
  readonly isSwitch: boolean;
  readonly isAnyway: boolean;
}

function readWords(words: readonly string[]): Words {
  const flag = { type: 'boolean', default: false } as const;
  const text = { type: 'string' } as const;
  try {
    const { values } = parseArgs({
      args: [...words],
      options: {
        from: { ...text, default: fail2banPaths.config },
        db: text,
        'dry-run': flag,
        switch: flag,
        anyway: flag,
      },
    });
    const { from, db, 'dry-run': isDry, switch: isSwitch, anyway: isAnyway } = values;
    if (isAnyway && !isSwitch) throw new Error('--anyway is for --switch');
    return { from, db, isDry, isSwitch, isAnyway };
  } catch (error) {
    throw new InitError(`import-fail2ban: ${(error as Error).message}`, error);
  }
}

/** The database first: where another tsban has it, nothing is taken. */
async function take({ config, tell }: Client, plan: Import): Promise<void> {
  const own = openOwn(config, tell);
  try {
    takeFiles(plan);
    await takeState(plan.state, config, own);
  } finally {
    own.close();
  }
}

function tellPlan({ options, tell }: Client, plan: Import, isDry: boolean): void {
  process.stdout.write(
    options.json === true ? `${JSON.stringify(plan)}\n` : escapeControlsInLines(importText(plan, isDry)),
  );
  for (const text of plan.unreadable) tell('warning', text);
}
