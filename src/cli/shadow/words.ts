import { parseArgs } from 'node:util';
import { fail2banPaths } from '../../config/default-paths.js';
import { InitError } from '../client/init-error.js';
import { str2sec } from '../client/str2sec.js';

/** What stands behind `shadow`. */
export interface ShadowWords {
  /** Fail2Ban's configuration. */
  readonly from: string;
  /** What tsban reads instead. */
  readonly with: string | undefined;
  readonly log: string | undefined;
  readonly db: string | undefined;
  /** Seconds that one may be later than the other. */
  readonly tolerance: number;
  /** Seconds, to infinity if nobody says. */
  readonly lasts: number;
}

/** Throws an InitError where they can't be followed. */
export function readShadowWords(words: readonly string[]): ShadowWords {
  const { from = fail2banPaths.config, with: own, log, db, tolerance = '10', for: lasts } = parse(words);
  return {
    from,
    with: own,
    log,
    db,
    tolerance: str2sec(tolerance),
    lasts: lasts === undefined ? Infinity : str2sec(lasts),
  };
}

function parse(words: readonly string[]) {
  const text = { type: 'string' } as const;
  try {
    return parseArgs({
      args: [...words],
      options: { from: text, with: text, log: text, db: text, tolerance: text, for: text },
    }).values;
  } catch (error) {
    throw new InitError(`shadow: ${(error as Error).message}`, error);
  }
}
