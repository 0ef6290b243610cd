import type { EpochSeconds } from '../time/clock.js';
import { type CaptureLayout, type Captures, captured, slot } from './captures.js';
import { identify } from './identity.js';
import { hitBy, ignoredBy, type LineResult, matchedBy, missed, together } from './line-result.js';
import type { Circumstances, TimedLine, TimeForm } from './line-time.js';
import { OnceADay } from './once-a-day.js';
import type { Found, ScannedLine } from './pass.js';
import { Sessions } from './session.js';
import type { UseDns } from './tags.js';

export interface JudgeOptions {
  readonly layout: CaptureLayout;
  readonly usedns: UseDns;
  readonly warn: (text: string) => void;
  /** Every line counts with its own time, and F-NOFAIL is heeded without a session too. */
  readonly offline: boolean;
  /** Tell who and when of hits that make no failure, too. */
  readonly tellsContext: boolean;
}

/** What makes a failure: of one line, or of a session. */
interface Failed {
  readonly captures: Captures;
  readonly users?: readonly string[] | undefined;
  readonly matches: readonly string[];
}

/**
 * Makes failures of what a scan found (spec config §4.4): the session has its say (7), and what is left tells who failed (8).
 */
export class Judge {
  readonly #options: JudgeOptions;
  readonly #sessions = new Sessions();
  readonly #daily = new OnceADay();

  constructor(options: JudgeOptions) {
    this.#options = options;
  }

  judge({ found, ignoredFirst, prefix }: ScannedLine, at: Circumstances): LineResult {
    if (ignoredFirst !== undefined) return ignoredBy(ignoredFirst);
    const result = this.#judgeAll(found, at.now);
    return prefix === undefined ? result : { ...result, prefix: prefix.allNamed() };
  }

  #judgeAll(found: readonly Found[], now: EpochSeconds): LineResult {
    const first = found[0];
    if (first === undefined) return missed;
    return found.length === 1 ? this.#judge(first, now) : together(found.map((each) => this.#judge(each, now)));
  }

  #judge({ regex, captures, line, lines, ignoreregexes }: Found, now: EpochSeconds): LineResult {
    if (ignoreregexes.length > 0) return ignoredBy(ignoreregexes);
    this.#warnDateless(line, now);
    if (line.time === undefined) return missed;
    const matches = lines.map(({ original }) => original);
    const mlfid = captured(captures, slot.mlfid);
    if (mlfid === undefined) {
      if (this.#options.offline && captures[slot.nofail] !== undefined) {
        return this.#context(regex, 'ignored', captures, line.time);
      }
      return this.#failed(regex, { captures, matches }, line.time, line.form);
    }
    const session = this.#sessions.merge(mlfid, captures, matches, now);
    if (session.kind !== 'failure') {
      const status = session.kind === 'context' ? 'ignored' : 'matched';
      return this.#context(regex, status, session.captures, line.time);
    }
    return this.#failed(regex, session, line.time, line.form);
  }

  #context(regex: number, status: LineResult['status'], captures: Captures, time: EpochSeconds): LineResult {
    if (!this.#options.tellsContext) return hitBy(regex, status);
    const identity = identify(captures, this.#options.usedns);
    return hitBy(regex, status, [{ regex, id: 'id' in identity ? identity.id : undefined, time }]);
  }

  #failed(regex: number, { captures, users, matches }: Failed, time: EpochSeconds, form: TimeForm): LineResult {
    const identity = identify(captures, this.#options.usedns);
    if (identity.kind !== 'id' && identity.kind !== 'name') return missed;
    const fields = this.#options.layout.fieldsOf(captures);
    if (users !== undefined) fields['users'] = users;
    const { id, kind } = identity;
    const failure = { id, resolve: kind === 'name', time, form, matches, fields, regex };
    if (kind === 'name') return matchedBy(failure);
    if (identity.address !== undefined) fields['ip'] = identity.address;
    return matchedBy(identity.malformed ? { ...failure, malformed: true } : failure);
  }

  #warnDateless(line: TimedLine, now: EpochSeconds): void {
    if (line.dateless === undefined || this.#options.offline || !this.#daily.due('no date', now)) return;
    this.#options.warn(`Found a match but no valid date/time found for '${line.dateless}'.`);
    this.#options.warn(`Match without a timestamp: ${line.original}`);
    this.#options.warn('Please try setting a custom date pattern (see man page tsban-jail.conf(5)).');
  }
}
