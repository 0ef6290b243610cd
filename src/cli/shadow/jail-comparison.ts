import type { EpochSeconds } from '../../time/clock.js';
import { type Claim, Claims } from './claims.js';
import type { Disagreement, JailLimits } from './disagreement.js';
import { FailuresTold } from './failures-told.js';
import { type HappeningOfId, otherThan, type Side } from './happening.js';
import { emptyTally } from './jail-tally.js';

/** What holds for all jails. */
export interface ComparisonRules {
  /** When the comparison began: of failures up to then both may have seen something else. */
  readonly since: EpochSeconds;
  /** Seconds that one side may be later than the other. */
  readonly tolerance: number;
  /** False if Fail2Ban logs bans only. */
  readonly tellsFound: boolean;
}

/** No more failures of an id are remembered than this, or than maxretry. */
const mostTold = 1000;

/** Compares what two daemons say of one jail: what one says is judged once the other has had the time to say it too. */
export class JailComparison {
  readonly tally = emptyTally();
  readonly #jail: string;
  readonly #limits: JailLimits;
  readonly #rules: ComparisonRules;
  readonly #claims = new Claims();
  readonly #told: FailuresTold;
  /** Who is banned, and until when. */
  readonly #banned: Record<Side, Map<string, EpochSeconds>> = { fail2ban: new Map(), tsban: new Map() };
  /** Bans that began at both: their ends can be compared. */
  readonly #common = new Set<string>();
  /** When a side began to run the jail; to infinity while it does not. */
  readonly #runsSince: Record<Side, EpochSeconds>;
  /** The last failure of each side. */
  readonly #last: Partial<Record<Side, { readonly at: EpochSeconds; readonly time: EpochSeconds }>> = {};
  readonly #ignored = new Map<string, { readonly side: Side; readonly by: string; readonly at: EpochSeconds }>();
  readonly #expired = new Map<string, { readonly side: Side; readonly at: EpochSeconds }>();
  #restarted: EpochSeconds | undefined;

  constructor(jail: string, limits: JailLimits, rules: ComparisonRules) {
    this.#jail = jail;
    this.#limits = limits;
    this.#rules = rules;
    this.#told = new FailuresTold(Math.min(Math.max(limits.maxretry, 1), mostTold));
    this.#runsSince = { fail2ban: -Infinity, tsban: -Infinity };
  }

  /** Both have banned it before the start. */
  begunWith(id: string, end: EpochSeconds): void {
    for (const side of ['fail2ban', 'tsban'] as const) this.#banned[side].set(id, end);
    this.#common.add(id);
  }

  /** A side runs the jail from now on, or does not: meanwhile the other one's claims wait. */
  runs(side: Side, isRunning: boolean, at: EpochSeconds): void {
    this.#runsSince[side] = isRunning ? at : Infinity;
    if (side === 'tsban') return;
    this.#restarted = at;
    // Those that are still in force are told of again.
    if (!isRunning) this.#banned.fail2ban.clear();
  }

  take(side: Side, happening: HappeningOfId, at: EpochSeconds): void {
    const { id } = happening;
    const banned = this.#banned[side];
    switch (happening.kind) {
      case 'found':
        this.#found(side, id, happening.time, at);
        break;
      case 'ignored':
        this.#ignored.set(id, { side, by: happening.by, at });
        break;
      case 'expired':
        this.#expired.set(id, { side, at });
        break;
      case 'ban':
        this.#ban(side, id, at);
        break;
      case 'restored':
        banned.set(id, banned.get(id) ?? this.#unknownEnd());
        break;
      case 'already':
        banned.set(id, this.#endOf(side, id, at));
        break;
      case 'increased':
        banned.set(id, happening.end);
        break;
      case 'unban':
        this.#unban(side, id, at);
    }
  }

  /** What the other side has had time enough to say by now, and has not. */
  judge(now: EpochSeconds): readonly Disagreement[] {
    const found: Disagreement[] = [];
    for (let claim = this.#claims.first(); claim !== undefined; claim = this.#claims.first()) {
      if (!this.#isDue(claim, now)) break;
      this.#claims.drop(claim);
      if (this.#isDisagreement(claim)) found.push(this.#disagreement(claim));
    }
    this.tally.open = this.#claims.size;
    return found;
  }

  /** Drops what can't matter any more. */
  forget(now: EpochSeconds): void {
    const before = now - 2 * this.#limits.findtime - this.#rules.tolerance;
    this.#told.forget(before);
    for (const notes of [this.#ignored, this.#expired])
      for (const [id, { at }] of notes) if (at < before) notes.delete(id);
  }

  #found(side: Side, id: string, time: EpochSeconds, at: EpochSeconds): void {
    this.#told.add(side, id, time);
    this.#last[side] = { at, time };
    if (this.#rules.tellsFound) this.#claim({ kind: 'found', side, id, at, time, told: this.#told.of(id) });
  }

  #ban(side: Side, id: string, at: EpochSeconds): void {
    const isNews = !this.#banned[otherThan(side)].has(id);
    this.#banned[side].set(id, this.#endOf(side, id, at));
    const told = this.#told.take(side, id);
    const confirmed = this.#claim({ kind: 'ban', side, id, at, time: newestOf(told[side]) ?? at, told }, isNews);
    if (confirmed && !this.#limits.endsByChance) this.#common.add(id);
  }

  #unban(side: Side, id: string, at: EpochSeconds): void {
    const end = this.#banned[side].get(id) ?? -Infinity;
    this.#banned[side].delete(id);
    // As it ends it lifts all bans, and later goes on with them.
    if (!this.#common.has(id) || this.#runsSince[side] === Infinity) return;
    if (side === 'fail2ban' && at < end - this.#rules.tolerance) {
      this.tally.byHand += 1;
      this.#common.delete(id);
      return;
    }
    const isNews = this.#banned[otherThan(side)].has(id);
    if (this.#claim({ kind: 'unban', side, id, at, time: at, told: this.#told.of(id) }, isNews))
      this.#common.delete(id);
  }

  /** Counts it where the other side has said the same, or has no need to since it is so there already; else it waits for that. True if it has said it. */
  #claim(claim: Claim, isNews = true): boolean {
    const isConfirmed = this.#claims.confirm(claim) !== undefined;
    if (isConfirmed || !isNews) this.tally[claim.kind].both += 1;
    else this.#claims.add(claim);
    return isConfirmed;
  }

  /** When a ban of now, or one that is stretched now, ends. */
  #endOf(side: Side, id: string, at: EpochSeconds): EpochSeconds {
    const { bantime } = this.#limits;
    const last = newestOf(this.#told.of(id)[side]) ?? at;
    return bantime < 0 ? Infinity : Math.max(last + bantime, this.#banned[side].get(id) ?? -Infinity);
  }

  /** Of a ban of which only is known that it is in force. */
  #unknownEnd(): EpochSeconds {
    return this.#limits.bantime < 0 ? Infinity : -Infinity;
  }

  #isDue({ side, at, time }: Claim, now: EpochSeconds): boolean {
    const other = otherThan(side);
    const { tolerance } = this.#rules;
    if (now < Math.max(at, this.#runsSince[other]) + tolerance) return false;
    // Whoever is at earlier lines still comes to this one.
    const last = this.#last[other];
    return last === undefined || last.time >= time || now >= last.at + tolerance;
  }

  /** Where it is none, it is counted as what it is. */
  #isDisagreement(claim: Claim): boolean {
    const { kind, side, id } = claim;
    if (kind === 'unban') this.#common.delete(id);
    if (this.#isAgreed(claim)) this.tally[kind].both += 1;
    else if (this.#isBefore(claim)) this.tally.before += 1;
    else if (this.#isByHand(claim)) this.tally.byHand += 1;
    else {
      this.tally[kind][side] += 1;
      return true;
    }
    return false;
  }

  #isAgreed(claim: Claim): boolean {
    const { kind, side, id } = claim;
    if (kind === 'found') return this.#claims.confirmNearly(claim, this.#rules.tolerance) !== undefined;
    const isBannedThere = this.#banned[otherThan(side)].has(id);
    return kind === 'ban' ? isBannedThere : !isBannedThere || this.#banned[side].has(id);
  }

  /** What began before the comparison, or before Fail2Ban last began, was not seen by both alike. */
  #isBefore({ kind, side, at, time, told }: Claim): boolean {
    const { since, tolerance } = this.#rules;
    const { findtime } = this.#limits;
    if (kind === 'unban') return false;
    if (kind === 'ban')
      return [...told.fail2ban, ...told.tsban, time].some((one) => one <= since && one > time - findtime);
    if (side === 'fail2ban' && this.#restarted !== undefined) return time <= this.#restarted;
    return time <= since && at <= Math.max(since, this.#runsSince.tsban) + tolerance;
  }

  /** Without a failure Fail2Ban bans nobody. */
  #isByHand({ kind, side, told }: Claim): boolean {
    return kind === 'ban' && side === 'fail2ban' && this.#rules.tellsFound && told.fail2ban.length === 0;
  }

  #disagreement(claim: Claim): Disagreement {
    const { id } = claim;
    const hints = {
      limits: this.#limits,
      ignored: this.#ignored.get(id),
      expired: this.#expired.get(id)?.side,
      restarted: this.#restarted,
      isHeard: this.#last.fail2ban !== undefined,
    };
    // What the other side has found until now.
    const told = claim.kind === 'ban' ? withNow(claim, this.#told.of(id)) : claim.told;
    return { ...claim, told, jail: this.#jail, hints };
  }
}

function withNow({ side, told }: Claim, now: Claim['told']): Claim['told'] {
  const other = otherThan(side);
  return { ...told, [other]: now[other] };
}

/** The latest of some times; undefined of none. */
function newestOf(times: readonly EpochSeconds[]): EpochSeconds | undefined {
  return times.length === 0 ? undefined : times.reduce((one, other) => Math.max(one, other));
}
