import type { EpochSeconds } from '../../time/clock.js';
import type { Happening, HappeningOfId, Side } from './happening.js';
import type { Disagreement, JailLimits } from './disagreement.js';
import { type ComparisonRules, JailComparison } from './jail-comparison.js';
import { emptyTally, type JailTally } from './jail-tally.js';

export interface ComparisonOptions extends ComparisonRules {
  /** Those that tsban runs. */
  readonly jails: ReadonlyMap<string, JailLimits>;
  /** Those that it leaves out, and why. */
  readonly leftOut: ReadonlyMap<string, string>;
}

/** A jail that Fail2Ban runs and tsban does not. */
export interface MissingJail {
  readonly kind: 'jail';
  readonly side: 'fail2ban';
  readonly jail: string;
  readonly at: EpochSeconds;
  readonly reason: string;
}

/** Seconds between two times at which what is old is forgotten. */
const forgetEvery = 60;

/** Compares what Fail2Ban and tsban say, in whatever order it comes in; judges what one has said and the other has not. */
export class Comparison {
  readonly #jails: ReadonlyMap<string, JailComparison>;
  readonly #leftOut: ReadonlyMap<string, string>;
  readonly #missing = new Map<string, JailTally>();
  #found: MissingJail[] = [];
  #forgotAt = -Infinity;

  constructor({ jails, leftOut, ...rules }: ComparisonOptions) {
    this.#leftOut = leftOut;
    this.#jails = new Map([...jails].map(([name, limits]) => [name, new JailComparison(name, limits, rules)]));
  }

  /** What came of each jail so far, those that tsban does not run among them. */
  get tallies(): ReadonlyMap<string, JailTally> {
    return new Map([...[...this.#jails].map(([name, { tally }]) => [name, tally] as const), ...this.#missing]);
  }

  /** Both have banned the id in the jail from before the start, until `end`. */
  begunWith(jail: string, id: string, end: EpochSeconds): void {
    this.#jails.get(jail)?.begunWith(id, end);
  }

  /** tsban has read what was there at the start, or has not yet. */
  caughtUp(isSo: boolean, at: EpochSeconds): void {
    for (const jail of this.#jails.values()) jail.runs('tsban', isSo, at);
  }

  take(side: Side, happening: Happening, at: EpochSeconds): void {
    if ('id' in happening) {
      const jail = this.#jails.get(happening.jail);
      if (jail !== undefined) jail.take(side, happening, at);
      else if (side === 'fail2ban') this.#takeMissing(happening, at);
    } else if (side === 'fail2ban') this.#takeLife(happening, at);
  }

  judge(now: EpochSeconds): readonly (Disagreement | MissingJail)[] {
    const missing = this.#found;
    this.#found = [];
    const found = [...this.#jails.values()].flatMap((jail) => jail.judge(now));
    if (now >= this.#forgotAt + forgetEvery) {
      for (const jail of this.#jails.values()) jail.forget(now);
      this.#forgotAt = now;
    }
    return [...missing, ...found];
  }

  #takeLife(happening: Exclude<Happening, HappeningOfId>, at: EpochSeconds): void {
    const { kind } = happening;
    if (kind === 'reloaded') return;
    if (kind === 'started' || kind === 'stopped')
      this.#jails.get(happening.jail)?.runs('fail2ban', kind === 'started', at);
    // Its jails are started one by one.
    else for (const jail of this.#jails.values()) jail.runs('fail2ban', false, at);
  }

  #takeMissing({ kind, jail }: HappeningOfId, at: EpochSeconds): void {
    const tally = this.#missing.get(jail) ?? emptyTally();
    if (kind !== 'found' && kind !== 'ban' && kind !== 'unban') return;
    if (!this.#missing.has(jail)) this.#found.push(this.#missingJail(jail, at));
    this.#missing.set(jail, tally);
    tally[kind].fail2ban += 1;
  }

  #missingJail(jail: string, at: EpochSeconds): MissingJail {
    const reason =
      this.#leftOut.get(jail) ??
      'tsban has none of that name: the configuration is another than Fail2Ban reads, or was';
    return { kind: 'jail', side: 'fail2ban', jail, at, reason };
  }
}
