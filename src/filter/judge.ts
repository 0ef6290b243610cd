import type { EpochSeconds } from '../time/clock.js';
import { type Captures, captured, mergeCaptures, withoutSteering } from './captures.js';
import { type Identity, identify } from './identity.js';
import { type Context, type Hit, type LineResult, missed, resultOf } from './line-result.js';
import type { Circumstances, TimedLine } from './line-time.js';
import { OnceADay } from './once-a-day.js';
import type { Found, ScannedLine } from './pass.js';
import { Sessions } from './session.js';
import type { UseDns } from './tags.js';

export interface JudgeOptions {
  readonly usedns: UseDns;
  readonly warn: (text: string) => void;
  /** Every line counts with its own time, and F-NOFAIL is heeded without a session too. */
  readonly offline: boolean;
}

/**
 * Makes failures of what a scan found (spec config §4.4): captures are merged (6), the session has its say (7), and what
 * is left tells who failed (8).
 */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #sessions = new Sessions();
  readonly #daily = new OnceADay();

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  judge({ found, ignoredFirst, prefix }: ScannedLine, at: Circumstances): LineResult {
    if (ignoredFirst !== undefined) return { ...missed, status: 'ignored', ignoreregexes: ignoredFirst };
    const result = resultOf(found.map((each) => this.#judge(each, at.now)));
    return prefix === undefined ? result : { ...result, prefix: prefix.allNamed() };
  }

  #judge({ regex, match, prefix, line, lines, ignoreregexes }: Found, now: EpochSeconds): Hit {
    if (ignoreregexes.length > 0) return { regex, status: 'ignored', ignoreregexes };
    this.#warnDateless(line, now);
    if (line.time === undefined) return { regex, status: 'missed' };
    const captures = mergeCaptures(prefix, match);
    const matches = lines.map(({ original }) => original);
    const mlfid = captured(captures, 'mlfid');
    if (mlfid === undefined) {
      if (this.#options.offline && captures['nofail'] !== undefined) {
        return { regex, status: 'ignored', context: this.#contextOf(captures, line.time) };
      }
      return this.#failed(regex, captures, matches, line.time);
    }
    const hasId = (merged: Captures) => this.#identify(merged).kind !== 'none';
    const session = this.#sessions.merge(mlfid, captures, matches, now, hasId);
    if (session.kind !== 'failure') {
      const status = session.kind === 'context' ? 'ignored' : 'matched';
      return { regex, status, context: this.#contextOf(session.captures, line.time) };
    }
    return this.#failed(regex, session.captures, session.matches, line.time);
  }

  #identify(captures: Captures): Identity {
    return identify(captures, this.#options.usedns);
  }

  #contextOf(captures: Captures, time: EpochSeconds): Context {
    const identity = this.#identify(captures);
    return { id: 'id' in identity ? identity.id : undefined, time };
  }

  #failed(regex: number, captures: Captures, matches: readonly string[], time: EpochSeconds): Hit {
    const identity = this.#identify(captures);
    if (identity.kind !== 'id' && identity.kind !== 'name') return { regex, status: 'missed' };
    const { id } = identity;
    const { address, malformed } = identity.kind === 'id' ? identity : {};
    const fields = { ...withoutSteering(captures), ...(address !== undefined && { ip: address }) };
    const failure = { id, resolve: identity.kind === 'name', time, matches, fields, regex };
    return { regex, status: 'matched', failure: { ...failure, ...(malformed && { malformed }) } };
  }

  #warnDateless(line: TimedLine, now: EpochSeconds): void {
    if (line.dateless === undefined || this.#options.offline || !this.#daily.due('no date', now)) return;
    this.#options.warn(`Found a match but no valid date/time found for '${line.dateless}'.`);
    this.#options.warn(`Match without a timestamp: ${line.original}`);
    this.#options.warn('Please try setting a custom date pattern (see man page jail.conf(5)).');
  }
}
