import { parseArgs } from 'node:util';
import { reasonOf, TsbanError } from '../../error.js';
import type { ExitCode } from '../client/client.js';
import { InitError } from '../client/init-error.js';
import { InstallError } from './install-error.js';

/**
 * `install-service [--remove] [--dry-run]`: makes a service of a tsban that npm has installed, or takes it away again. What
 * somebody has changed of the files it wrote stays as it is. Throws an InstallError.
 */
export async function installService(words: readonly string[]): Promise<ExitCode> {
  const { remove, 'dry-run': isDry } = readWords(words);
  if (!isDry && process.getuid?.() !== 0)
    throw new InstallError('only root may; with --dry-run it says to anybody what it would do');
  // Units and configuration are for all to read, whatever the caller's files are for.
  process.umask(0o022);
  try {
    if (remove) await (await import('./uninstall.js')).uninstall(isDry);
    else await (await import('./install.js')).install(isDry);
  } catch (error) {
    throw error instanceof TsbanError ? error : new InstallError(reasonOf(error), error);
  }
  return 0;
}

function readWords(words: readonly string[]) {
  const option = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({ args: [...words], options: { remove: option, 'dry-run': option } }).values;
  } catch (error) {
    throw new InitError(`install-service: ${reasonOf(error)}`, error);
  }
}
