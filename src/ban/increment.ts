import type { BanHistory } from './ban-store.js';

/** How the bans of those who were banned before grow longer: the options `bantime.*` of a jail (spec runtime §3.4). */
export interface Increment {
  readonly factor: number;
  /** Seconds by `bantime.formula`, NaN where it has no value; undefined where there is none, and bans double. */
  readonly formula: ((values: IncrementValues) => number) | undefined;
  /** Instead of the formula: one for each earlier ban, the last one for all further ones; the very first is never used. */
  readonly multipliers: readonly number[] | undefined;
  /** Seconds. */
  readonly maxtime: number | undefined;
  /** Up to so many seconds are added at random, after `maxtime` was applied. */
  readonly rndtime: number | undefined;
  /** True if bans by other jails count too. */
  readonly overalljails: boolean;
  /** A random number from 0 to below 1. */
  readonly random: () => number;
}

/** What a formula goes by. */
interface IncrementValues extends Pick<Increment, 'factor' | 'random'> {
  /** The plain bantime. */
  readonly time: number;
  /** Earlier bans. */
  readonly count: number;
}

/** After so many bans nothing grows any more. */
const mostDoublings = 20;

/** Seconds, -1 for ever, of a ban of an id that was banned `count` times before; `bantime` is the plain one. */
export function incrementedBantime(bantime: number, count: number, increment: Increment): number {
  if (bantime < 0 || count === 0) return bantime;
  const { maxtime = Infinity, rndtime = 0, random } = increment;
  const grown = Math.min(grownBantime(bantime, count, increment), maxtime);
  if (Number.isNaN(grown)) return bantime;
  return grown === Infinity ? -1 : grown + (rndtime === 0 ? 0 : random() * rndtime);
}

/**
 * For how many failures one of an id stands that was banned before, but for those no newer than its last ban (spec
 * runtime §3.4).
 */
export function failureWeight({ count }: BanHistory): number {
  return count === 0 ? 1 : 2 ** Math.min(count, mostDoublings) / 2 + 1;
}

function grownBantime(time: number, count: number, increment: Increment): number {
  const { factor, formula, multipliers, random } = increment;
  const multiplier = multipliers?.[Math.min(count, multipliers.length - 1)];
  if (multiplier !== undefined) return time * factor * multiplier;
  const grown = formula?.({ time, count, factor, random }) ?? time * 2 ** Math.min(count, mostDoublings) * factor;
  return Math.max(time, grown);
}
