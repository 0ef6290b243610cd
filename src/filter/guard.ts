import { type Blamable, type Search, type Shortcut, takeUnfinished } from '../python-regex/search-under-way.js';
import { runInSlice, type TimeSlice } from '../python-regex/time-slice.js';
import type { EpochSeconds } from '../time/clock.js';
import type { NextTurn } from '../time/turns.js';
import { OnceADay } from './once-a-day.js';
import type { Pass } from './pass.js';
import type { Scan } from './scan.js';
import { shortened } from './shortened.js';

export interface GuardOptions {
  /** What the log calls a regex: `failregex 3`. */
  readonly nameOf: (regex: Blamable) => string;
  readonly warn: (text: string) => void;
  readonly nextTurn: NextTurn;
  readonly slice?: TimeSlice;
  readonly runInSlice?: typeof runInSlice;
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
const usualSlice: TimeSlice = { soft: 4, hard: 6, fair: 2 };
/** A line by itself is given shorter slices, and once one of its searches was done safely shorter ones still. */
const [shorterAlone, shorterOnceSettled] = [2, 4];
/** So many overruns within this many seconds demote a regex, for as long. */
const [patience, memory] = [3, 3600];
/** Characters of a line that a warning shows. */
const longestShown = 200;
/** Characters: more take too much memory for a safe search. Only a text it is needed for is ever shortened. */
const longestText = 262_144;

/**
 * Runs scans so that no line can hold up anything else, whatever the regexes make of it. A line that takes too long is
 * interrupted and tried again by itself, without shortcuts: it may only have come last in its slice, or V8 was compiling
 * something. If it is interrupted once more the search under way is done in the safe way, which gives the same match; then the
 * scan goes on. From its first such line on a regex is searched for only in texts that a sieve lets through, which few that
 * are meant ill do; one that takes too long on those again and again is demoted: it is always searched for in the safe way.
 * Both last for an hour.
 */
export class Guard {
  readonly #options: GuardOptions;
  readonly #slice: TimeSlice;
  readonly #run: typeof runInSlice;
  readonly #overruns = new WeakMap<Blamable, readonly EpochSeconds[]>();
  /** Regexes that were sifted or demoted, and until when. */
  readonly #distrusted = new Map<Blamable, EpochSeconds>();
  readonly #daily = new OnceADay();
  /** What is settled, and what bypassed, for the line under way. */
  readonly #settled = new Set<Blamable>();
  readonly #bypassed = new Set<Shortcut>();
  /** True if the line under way has been interrupted. */
  #isHeld = false;
  /** True if a regex has answered for that. */
  #isBlamed = false;
  /** How many times as long a slice is, after one in which nothing was done. */
  #extension = 1;
  #counts: GuardCounts = { overruns: 0, demotions: 0, shortened: 0 };

  constructor(options: GuardOptions) {
    this.#options = options;
    this.#slice = options.slice ?? usualSlice;
    this.#run = options.runInSlice ?? runInSlice;
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
    const ended = this.#run((isOver) => scan.run(pass, end, isOver), this.#nextSlice());
    const search = ended === 'done' ? undefined : takeUnfinished();
    if (pass.next > start) this.#letGo();
    // On a busy machine time goes by without a search to blame; in the end the line has to be done all the same.
    const isStuck = ended !== 'done' && search === undefined && pass.next === start;
    this.#extension = isStuck ? this.#extension * 2 : 1;
    if (search === undefined) return;
    this.#isHeld = true;
    const { searchable, text } = search;
    if (searchable.isShortcut === true) this.#bypass(searchable, text);
    else if (!searchable.prepare(text) && isAlone) {
      const isHelped = ended === 'interrupted' && this.#blame(scan, searchable, text, pass.at.now);
      if (!isHelped) await this.#searchSafely(scan, pass, searchable, search);
    }
  }

  #nextSlice(): TimeSlice {
    const { soft, hard, fair } = this.#slice;
    // Nobody has to answer for lines that are searched together.
    if (!this.#isHeld) return { soft, hard: hard * this.#extension, fair: 0 };
    const part = shorterAlone * (this.#settled.size > 0 ? shorterOnceSettled : 1);
    return { soft, hard: Math.ceil(hard / part) * this.#extension, fair: fair / part };
  }

  #bypass(shortcut: Shortcut, text: string): void {
    shortcut.bypass(text);
    this.#bypassed.add(shortcut);
  }

  async #searchSafely(scan: Scan, pass: Pass, regex: Blamable, { text, from }: Search): Promise<void> {
    if (text.length > longestText && scan.shorten(pass, longestText)) {
      this.#shortened(text, pass.at.now);
      return;
    }
    await this.#options.nextTurn();
    const pieces = regex.settle(text, from)[Symbol.iterator]();
    while (pieces.next().done !== true) await this.#options.nextTurn();
    this.#settled.add(regex);
  }

  /** The line that was under way is done. */
  #letGo(): void {
    for (const searchable of [...this.#settled, ...this.#bypassed]) searchable.unsettle();
    this.#settled.clear();
    this.#bypassed.clear();
    this.#isBlamed = false;
    this.#isHeld = false;
  }

  /**
   * One regex has to answer for a line: the first, since those behind it had less time. True if it is sifted only now, so that
   * another try may do.
   */
  #blame(scan: Scan, regex: Blamable, text: string, now: EpochSeconds): boolean {
    if (this.#isBlamed) return false;
    this.#isBlamed = true;
    if (regex.isSafe) return false;
    this.#counts = { ...this.#counts, overruns: this.#counts.overruns + 1 };
    const recent = (this.#overruns.get(regex) ?? []).filter((time) => now - time < memory);
    this.#overruns.set(regex, [...recent, now]);
    const { nameOf, warn } = this.#options;
    // Three of these an hour at most: then it is demoted.
    warn(`${nameOf(regex)} took too long on '${excerpt(text)}' and was searched for in a safe way`);
    const isNew = !regex.isSifted;
    regex.sift();
    this.#distrusted.set(regex, now + memory);
    if (recent.length + 1 >= patience) this.#demote(regex);
    scan.regroup();
    return isNew;
  }

  #demote(regex: Blamable): void {
    regex.demote();
    this.#overruns.delete(regex);
    this.#counts = { ...this.#counts, demotions: this.#counts.demotions + 1 };
    this.#options.warn(
      `${this.#options.nameOf(regex)} takes too long again and again: for an hour it is searched for in a safe way, ` +
        'which is slower. Write it so that no two repeats in it can match the same text',
    );
  }

  #promote(scan: Scan, now: EpochSeconds): void {
    for (const [regex, until] of this.#distrusted) {
      if (now < until) continue;
      regex.promote();
      this.#distrusted.delete(regex);
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
