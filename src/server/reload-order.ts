import { pythonRepr } from '../python-repr.js';
import { CommandError } from './command-error.js';

/** What a reload is to do (spec runtime §6.5). */
export interface ReloadOrder {
  /** The only jail it is about. */
  readonly jail: string | undefined;
  /** Jails end and begin anew. */
  readonly restart: boolean;
  /** Their bans are lifted and forgotten. */
  readonly unban: boolean;
  /** A jail that does not run is none that is asked for by mistake. */
  readonly ifExists: boolean;
  /** Nothing is done; the answer says what would be. */
  readonly plan: boolean;
}

const options = ['--restart', '--unban', '--if-exists', '--plan'];

/** Reads the words behind `reload` (spec runtime §7.5). Throws a CommandError. */
export function readReloadOrder(words: readonly string[]): ReloadOrder {
  const first = words.findIndex((word) => !options.includes(word));
  const [given, rest] = first < 0 ? [words, []] : [words.slice(0, first), words.slice(first)];
  if (rest.length > 1) throw CommandError.ofClient(`Unexpected argument(s) for reload: ${pythonRepr(rest)}`);
  return {
    jail: rest[0] === '--all' ? undefined : rest[0],
    restart: given.includes('--restart'),
    unban: given.includes('--unban'),
    ifExists: given.includes('--if-exists'),
    plan: given.includes('--plan'),
  };
}
