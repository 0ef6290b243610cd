import type { EpochSeconds } from '../time/clock.js';
import type { DateMatch, DateTemplate } from './date-template.js';

/** A template and what became of it so far. */
export interface TemplateUse {
  readonly template: DateTemplate;
  readonly hits: number;
}

interface Use extends TemplateUse {
  hits: number;
  lastUsed: EpochSeconds;
  /** The column it was last found at. */
  distance: number;
}

/** What the last date found looked like, seen from the line around it. */
interface LastPlace {
  readonly from: number;
  readonly to: number;
  readonly beforeStart: string;
  readonly atStart: string;
  readonly beforeEnd: string;
  readonly atEnd: string;
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

/** A template that found nothing for so long gives up its place. */
const forgottenAfter = 300;

const isAlphanumeric = (char: string): boolean => /[\p{L}\p{N}]/u.test(char);

/** Which template to try first: the order of a detector's templates, and how it changes with what they find (spec config-and-filters §5.4). */
export class TemplateOrder {
  readonly #uses: Use[];
  #last = -1;
  #place: LastPlace | undefined;

  constructor(templates: readonly DateTemplate[]) {
    this.#uses = templates.map((template) => ({ template, hits: 0, lastUsed: 0, distance: Infinity }));
  }

  get uses(): readonly TemplateUse[] {
    return this.#uses;
  }

  find(text: string, wallTime: EpochSeconds): DateMatch | undefined {
    const retry = this.#retryLast(text);
    const winner = retry.accepted ?? this.#tryAll(text, retry);
    if (winner === undefined) return undefined;
    this.#remember(text, winner, wallTime);
    return winner.match;
  }

  /** Tries the template that won last, in the same columns if the line looks the same around them. */
  #retryLast(text: string): Retry {
    const use = this.#uses[this.#last];
    const place = this.#place;
    if (use === undefined || place === undefined) return {};
    const { anchored } = use.template;
    const within = !anchored && looksAlike(text, place);
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
    return match.from <= use.distance && match.from <= (this.#place?.from ?? 1);
  }

  #remember(text: string, { index, match }: Found, wallTime: EpochSeconds): void {
    const use = this.#uses[index];
    if (use === undefined) return;
    use.hits += 1;
    use.lastUsed = wallTime;
    use.distance = match.from;
    this.#place = placeOf(text, match);
    this.#last = index > 0 && index !== this.#last ? this.#moveUp(index, use, wallTime) : index;
  }

  /** Lets a template rise to where it is found sooner, and gives its new place. */
  #moveUp(index: number, use: Use, wallTime: EpochSeconds): number {
    const firstUnused = this.#uses.findIndex(({ hits }) => hits === 0);
    const aim = firstUnused >= 0 && firstUnused < index ? firstUnused : Math.floor(index / 2);
    const target = [aim, index - 1].find((slot) => this.#mayReplace(slot, use, wallTime));
    if (target === undefined) return index;
    this.#uses.splice(index, 1);
    this.#uses.splice(target, 0, use);
    return target;
  }

  #mayReplace(slot: number, use: Use, wallTime: EpochSeconds): boolean {
    const held = this.#uses[slot];
    return held !== undefined && (weightOf(use) > weightOf(held) || wallTime - held.lastUsed > forgottenAfter);
  }
}

const weightOf = ({ hits, template, distance }: Use): number => (hits * template.weight) / Math.max(1, distance);

function placeOf(text: string, { from, to }: Pick<DateMatch, 'from' | 'to'>): LastPlace {
  return {
    from,
    to,
    beforeStart: text.charAt(from - 1),
    atStart: text.charAt(from),
    beforeEnd: text.charAt(to - 1),
    atEnd: text.charAt(to),
  };
}

/** True if the line looks around the remembered columns as the last dated one did. */
function looksAlike(text: string, place: LastPlace): boolean {
  const now = placeOf(text, place);
  const alike = (outside: 'beforeStart' | 'atEnd', inside: 'atStart' | 'beforeEnd') =>
    now[outside] === place[outside] || (now[inside] === place[inside] && !isAlphanumeric(now[inside]));
  return alike('beforeStart', 'atStart') && alike('atEnd', 'beforeEnd');
}
