import { CommandError } from '../command-error.js';
import type { Unpickled } from './pickle-machine.js';

/** Commands with which fail2ban-client sends a whole configuration. */
const withConfiguration = ['reload', 'server-stream'];

/**
 * The words of a command that a client sent as a list, numbers and the like as Python writes them. Throws CommandError
 * for what is no command, and for those that carry a configuration: tsban reads its own (spec runtime §8).
 */
export function commandWords(request: Unpickled): readonly string[] {
  if (!Array.isArray(request)) throw CommandError.invalid();
  if (request.length === 0) throw CommandError.tooFewWords();
  const words = request.map(wordFor);
  if (words.every((word) => word !== undefined)) return words;
  if (withConfiguration.includes(words[0] ?? '')) {
    throw CommandError.failed('tsban reads its configuration itself: use tsban-client reload');
  }
  throw CommandError.invalid();
}

function wordFor(value: Unpickled): string | undefined {
  if (value === null) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  return typeof value === 'object' ? undefined : String(value);
}
