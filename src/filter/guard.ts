import { type Search, type Searchable, takeUnfinished } from '../python-regex/search-under-way.js';
import { runInSlice, type TimeSlice } from '../python-regex/time-slice.js';
import type { EpochSeconds } from '../time/clock.js';
import type { NextTurn } from '../time/turns.js';
import { OnceADay } from './once-a-day.js';
import type { Pass } from './pass.js';
import type { Scan } from './scan.js';
import { shortened } from './shortened.js';

export interface GuardOptions {
  /** What the log calls a regex: `failregex 3`. */
  readonly nameOf: (searchable: Searchable) => string;
  readonly warn: (text: string) => void;
  readonly nextTurn: NextTurn;
  readonly slice?: TimeSlice;
}

/** What happened so far, for whoever watches the daemon. */
export interface GuardCounts {
  /** Searches that were interrupted and done in the safe way. */
  readonly overruns: number;
  /** Regexes that were searched for in the safe way from then on. */
  readonly demotions: number;
  /** Lines of which the middle was not searched. */
  readonly shortened: number;
}

/** Long enough for thousands of lines, and yet too short for anybody to notice. */
const usualSlice: TimeSlice = { soft: 5, hard: 15, fair: 6 };
/** A line one of whose searches was done safely is given shorter ones for the rest of what is searched for in it. */
const shorterBy = 4;
/** So many overruns within this many seconds demote a regex, for as long. */
const [patience, memory] = [3, 3600];
/** Characters of a line that a warning shows. */
const longestShown = 200;
/** Characters: more take too much memory for a safe search. Only a text it is needed for is ever shortened. */
const longestText = 262_144;

/**
 * Runs scans so that no line can hold up anything else, whatever the regexes make of it. A line that takes too long is
 * interrupted and tried again by itself: it may only have come last in its slice, or V8 was compiling something. If it is
 * interrupted once more the search under way is done in the safe way, which gives the same match; then the scan goes on. A
 * regex that takes too long again and again is demoted: for an hour it is always searched for in the safe way.
 */
export class Guard {
  readonly #options: GuardOptions;
  readonly #slice: TimeSlice;
  readonly #overruns = new WeakMap<Searchable, readonly EpochSeconds[]>();
  readonly #demoted = new Map<Searchable, EpochSeconds>();
  readonly #daily = new OnceADay();
  /** What is settled for the line under way. */
  readonly #settled = new Set<Searchable>();
  /** True if the line under way has been interrupted. */
  #isHeld = false;
  /** True if a regex has answered for that. */
  #isBlamed = false;
  /** The shortcut that was interrupted in it, as long as no regex has to answer for that. */
  #suspect: Search | undefined;
  /** How many times as long a slice is, after one in which nothing was done. */
  #extension = 1;
  #counts: GuardCounts = { overruns: 0, demotions: 0, shortened: 0 };

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#slice = options.slice ?? usualSlice;
  }

  get counts(): GuardCounts {
    return this.#counts;
  }

  /** Takes a pass as far as it comes in a turn of the event loop, or over what is in its way. */
  async advance(scan: Scan, pass: Pass): Promise<void> {
    await this.#options.nextTurn();
    this.#promote(scan, pass.at.now);
    const start = pass.next;
    const isAlone = this.#isHeld;
    const end = isAlone ? start + 1 : pass.lines.length;
    takeUnfinished();
    const ended = runInSlice((isOver) => scan.run(pass, end, isOver), this.#nextSlice());
    const search = ended === 'done' ? undefined : takeUnfinished();
    if (pass.next > start) this.#letGo(scan, pass.at.now);
    // On a busy machine time goes by without a search to blame; in the end the line has to be done all the same.
    const isStuck = ended !== 'done' && search === undefined && pass.next === start;
    this.#extension = isStuck ? this.#extension * 2 : 1;
    if (search === undefined) return;
    this.#isHeld = true;
    if (!isAlone) return;
    if (ended === 'interrupted') this.#blame(scan, search, pass.at.now);
    const isTooLong = search.text.length > longestText && scan.shorten(pass, longestText);
    if (isTooLong) this.#shortened(search.text, pass.at.now);
    else await this.#settle(search);
  }

  #nextSlice(): TimeSlice {
    const { soft, hard, fair } = this.#slice;
    const part = this.#settled.size > 0 ? shorterBy : 1;
    // Nobody has to answer for lines that are searched together.
    return { soft, hard: Math.ceil(hard / part) * this.#extension, fair: this.#isHeld ? fair / part : 0 };
  }

  async #settle({ searchable, text, from }: Search): Promise<void> {
    await this.#options.nextTurn();
    const pieces = searchable.settle(text, from)[Symbol.iterator]();
    while (pieces.next().done !== true) await this.#options.nextTurn();
    this.#settled.add(searchable);
  }

  /** The line that was under way is done. */
  #letGo(scan: Scan, now: EpochSeconds): void {
    if (this.#suspect !== undefined) this.#overran(scan, this.#suspect, now);
    for (const searchable of this.#settled) searchable.unsettle();
    this.#settled.clear();
    this.#suspect = undefined;
    this.#isBlamed = false;
    this.#isHeld = false;
  }

  /** One regex has to answer for a line: the first, since those behind it had less time. */
  #blame(scan: Scan, search: Search, now: EpochSeconds): void {
    if (this.#isBlamed) return;
    if (search.searchable.isShortcut === true) {
      this.#suspect = search;
      return;
    }
    this.#overran(scan, search, now);
    this.#suspect = undefined;
    this.#isBlamed = true;
  }

  #overran(scan: Scan, { searchable, text }: Search, now: EpochSeconds): void {
    if (searchable.isSafe) return;
    this.#counts = { ...this.#counts, overruns: this.#counts.overruns + 1 };
    const recent = (this.#overruns.get(searchable) ?? []).filter((time) => now - time < memory);
    this.#overruns.set(searchable, [...recent, now]);
    const { nameOf, warn } = this.#options;
    // Three of these an hour at most: then it is demoted. A shortcut is no regex anybody has written.
    if (searchable.isShortcut !== true) {
      warn(`${nameOf(searchable)} took too long on '${excerpt(text)}' and was searched for in a safe way`);
    }
    if (recent.length + 1 >= patience) this.#demote(scan, searchable, now);
  }

  #demote(scan: Scan, searchable: Searchable, now: EpochSeconds): void {
    searchable.demote();
    // It would only be made anew.
    if (searchable.isShortcut !== true) scan.regroup();
    this.#overruns.delete(searchable);
    this.#demoted.set(searchable, now + memory);
    this.#counts = { ...this.#counts, demotions: this.#counts.demotions + 1 };
    this.#options.warn(
      `${this.#options.nameOf(searchable)} takes too long again and again: for an hour it is searched for in a safe way, ` +
        'which is slower. Write it so that no two repeats in it can match the same text',
    );
  }

  #promote(scan: Scan, now: EpochSeconds): void {
    for (const [searchable, until] of this.#demoted) {
      if (now < until) continue;
      searchable.promote();
      this.#demoted.delete(searchable);
      scan.regroup();
    }
  }

  #shortened(text: string, now: EpochSeconds): void {
    this.#counts = { ...this.#counts, shortened: this.#counts.shortened + 1 };
    if (!this.#daily.due('shortened', now)) return;
    const half = longestText / 2;
    this.#options.warn(`Searched only the first and the last ${half} characters of a long line: '${excerpt(text)}'`);
  }
}

/** Texts that are searched end with a newline. */
const excerpt = (text: string): string => shortened(text.trimEnd(), longestShown);
