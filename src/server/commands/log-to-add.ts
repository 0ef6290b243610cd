import { accessSync, constants, statSync } from 'node:fs';
import type { LogPath } from '../../config/configuration.js';
import { diskLogs } from '../../config/disk-files.js';
import { errnoText } from '../../errno-text.js';
import { CommandError } from '../command-error.js';
import { type Words, wordOf } from './command.js';
import { literally } from './log-changes.js';

/**
 * The log that `addlogpath FILE [head|tail]` means; FILE may be a glob if anything matches it now. Throws a CommandError,
 * also where the file can't be read.
 */
export function logToAdd(words: Words): LogPath {
  const [path, word] = [wordOf(words), words[1] ?? 'head'];
  const from = word.toLowerCase();
  if (words.length > 2) throw CommandError.failed('Only one file can be added at a time');
  if (from !== 'head' && from !== 'tail') throw CommandError.failed("File option must be 'head' or 'tail'");
  const complaint = complaintOf(path);
  if (complaint === undefined) return { glob: literally(path), from, word };
  if (/[*?[]/.test(path) && diskLogs(path).length > 0) return { glob: path, from, word };
  throw complaint;
}

/** Undefined for a file that can be read. */
function complaintOf(path: string): CommandError | undefined {
  try {
    if (statSync(path).isDirectory()) return CommandError.ofFile(21, 'Is a directory', path);
    accessSync(path, constants.R_OK);
    return undefined;
  } catch (error) {
    const { errno, text } = errnoText((error as NodeJS.ErrnoException).code) ?? { errno: 0, text: String(error) };
    return CommandError.ofFile(errno, text, path);
  }
}
