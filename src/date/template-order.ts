import type { EpochSeconds } from '../time/clock.js';
import type { DateMatch, DateTemplate } from './date-template.js';
import { endsWord } from './familiar-stamp.js';
import { LastPlace } from './last-place.js';
import { blankDate } from './written-date.js';

/** A template and what became of it so far. */
export interface TemplateUse {
  readonly template: DateTemplate;
  readonly hits: number;
  /** The column it was last found at. */
  readonly distance: number;
}

interface Use extends TemplateUse {
  hits: number;
  lastUsed: EpochSeconds;
  /** The column it was last found at. */
  distance: number;
}

interface Found {
  readonly index: number;
  readonly match: DateMatch;
}

/** What trying the last template again brought. */
interface Retry {
  readonly accepted?: Found;
  /** A hit at other columns than last time: good only if nobody finds one nearer. */
  readonly fallback?: Found;
  /** The index of the template if it need not be tried once more. */
  readonly exhausted?: number;
}

/** As default-sieve.ts has it. */
type EndOfHint = (text: string) => number;

/** A template that found nothing for so long gives up its place. */
const forgottenAfter = 300;

/**
 * Which template to try first: the order of a detector's templates, and how it changes with what they find (spec
 * config-and-filters §5.4). A search for a date may be interrupted anywhere and begun again: nothing changes before its end.
 */
export class TemplateOrder {
  /** What `findAgain` found. */
  readonly again = { start: 0, end: 0, date: blankDate() };
  readonly #endOfHint: EndOfHint | undefined;
  #uses: readonly Use[];
  #last = -1;
  #place = new LastPlace();

  /** `endOfHint` is for templates that all need such a hint. */
  constructor(templates: readonly DateTemplate[], endOfHint?: EndOfHint) {
    this.#uses = templates.map((template) => ({ template, hits: 0, lastUsed: 0, distance: Infinity }));
    this.#endOfHint = endOfHint;
  }

  copy(): TemplateOrder {
    const copy = new TemplateOrder([], this.#endOfHint);
    copy.#uses = this.#uses.map((use) => ({ ...use }));
    copy.#last = this.#last;
    copy.#place = this.#place.copy();
    return copy;
  }

  get uses(): readonly TemplateUse[] {
    return this.#uses;
  }

  /**
   * Lets the template that won last find its date without its regex, where the date is of a familiar shape and stands where
   * it should; the answer is in `again`. If this is false `find` has to tell.
   */
  findAgain(text: string, now: EpochSeconds): boolean {
    const use = this.#uses[this.#last];
    const familiar = use?.template.familiar;
    if (use === undefined || familiar === undefined) return false;
    const { again } = this;
    const place = this.#place;
    let start = 0;
    let end = -1;
    let from = 0;
    if (use.template.anchored) {
      start = use.template.startIn(text);
      if (start === -1) return false;
      end = familiar.read(text, start, text.length, again.date);
    } else if (place.isLike(text)) {
      start = from = place.from;
      end = endsWord(text, start - 1, text.length) ? familiar.read(text, start, place.to, again.date) : -1;
      if (end !== place.to) return false;
    } else if (familiar.isUnmistakable) {
      start = from = text.indexOf('[') + 1;
      end = familiar.read(text, start, text.length, again.date);
      if (end === -1 || !this.#standsAlone(text, start, end)) return false;
    }
    if (end === -1) return false;
    // As in `#remember`.
    place.move(text, from, end);
    again.start = start;
    again.end = end;
    use.hits += 1;
    use.lastUsed = now;
    use.distance = from;
    return true;
  }

  find(text: string, now: EpochSeconds): DateMatch | undefined {
    if (this.#endOfHint?.(text) === -1) return undefined;
    const retry = this.#retryLast(text);
    const winner = retry.accepted ?? this.#tryAll(text, retry);
    if (winner === undefined) return undefined;
    this.#remember(text, winner, now);
    return winner.match;
  }

  /**
   * True if an unmistakable date in brackets is all that any default shape finds up to the columns that matter: no shape
   * reaches over a bracket.
   */
  #standsAlone(text: string, start: number, end: number): boolean {
    // Up to two characters that belong to no word may stand before a date that begins a line.
    if (start < 3 || text.charAt(end) !== ']' || this.#place.from > end) return false;
    if (this.#endOfHint === undefined || this.#endOfHint(text) <= start) return false;
    // The template that is tried last is taken wherever it is found.
    return this.#uses.at(-1)?.template.name === 'TAI64N' && !text.includes('@', end);
  }

  /** Tries the template that won last, in the same columns if the line looks the same around them. */
  #retryLast(text: string): Retry {
    const use = this.#uses[this.#last];
    if (use === undefined) return {};
    const place = this.#place;
    const { anchored } = use.template;
    const within = !anchored && place.isLike(text);
    const match = within ? use.template.search(text.slice(0, place.to), place.from) : use.template.search(text);
    if (match === undefined) return within ? {} : { exhausted: this.#last };
    const found = { index: this.#last, match };
    const samePlace = match.from === place.from && match.to === place.to;
    if (this.#uses.length === 1 || anchored || samePlace) return { accepted: found };
    return within ? { fallback: found } : { exhausted: this.#last, fallback: found };
  }

  #tryAll(text: string, { exhausted, fallback }: Retry): Found | undefined {
    let nearest = fallback;
    for (const [index, use] of this.#uses.entries()) {
      if (index === exhausted) continue;
      const match = use.template.search(text);
      if (match === undefined) continue;
      if (this.#isPlausible(index, use, match)) return { index, match };
      if (nearest === undefined || match.from < nearest.match.from) nearest = { index, match };
    }
    return nearest;
  }

  /** True if a hit is good enough not to look at the templates behind it. */
  #isPlausible(index: number, use: Use, match: DateMatch): boolean {
    const next = this.#uses[index + 1];
    if (next === undefined || use.template.anchored) return true;
    if (match.from === 0 && use.hits > 0 && next.hits === 0) return true;
    return match.from <= use.distance && match.from <= (this.#last === -1 ? 1 : this.#place.from);
  }

  #remember(text: string, { index, match: { from, to } }: Found, now: EpochSeconds): void {
    const use = this.#uses[index];
    if (use === undefined) return;
    const hits = use.hits + 1;
    const weight = weightOf(hits, use.template.weight, from);
    const slot = index > 0 && index !== this.#last ? this.#slotFor(index, weight, now) : index;
    const uses = slot === index ? this.#uses : moved(this.#uses, index, slot);
    // From here on it can be interrupted only where a method begins: the place moves first, and may do so twice.
    this.#place.move(text, from, to);
    this.#uses = uses;
    this.#last = slot;
    use.hits = hits;
    use.lastUsed = now;
    use.distance = from;
  }

  /** Where a template of this weight may rise to, so that it is found sooner. */
  #slotFor(index: number, weight: number, now: EpochSeconds): number {
    const firstUnused = this.#uses.findIndex(({ hits }) => hits === 0);
    const aim = firstUnused >= 0 && firstUnused < index ? firstUnused : Math.floor(index / 2);
    const mayTake = (slot: number): boolean => {
      const held = this.#uses[slot];
      if (held === undefined) return false;
      return weight > weightOf(held.hits, held.template.weight, held.distance) || now - held.lastUsed > forgottenAfter;
    };
    return [aim, index - 1].find(mayTake) ?? index;
  }
}

const weightOf = (hits: number, weight: number, distance: number): number => (hits * weight) / Math.max(1, distance);

function moved(uses: readonly Use[], from: number, to: number): readonly Use[] {
  const [use] = uses.slice(from, from + 1);
  const others = uses.filter((_, index) => index !== from);
  return use === undefined ? uses : [...others.slice(0, to), use, ...others.slice(to)];
}
