import type { Literals } from '../python-regex/literal-candidates.js';

/** How many texts are looked at to find out which of the candidates is the rarest. */
const measured = 1000;
/** After so many texts that is asked anew: logs change. */
const trusted = 100_000;

/**
 * Keeps texts from a regex that can't match in them, as they lack what every match has. Which of the candidates to look for,
 * and whether that is worth it, the texts themselves tell: what more than half of them have spares nothing.
 */
export class LiteralGate {
  readonly #candidates: readonly Literals[];
  #let: number[];
  #seen = 0;
  #rarest: Literals | undefined;

  constructor(candidates: readonly Literals[]) {
    this.#candidates = candidates;
    this.#let = candidates.map(() => 0);
  }

  /** False if the regex does not match anywhere in the text. */
  lets(text: string): boolean {
    this.#seen += 1;
    if (this.#seen > trusted) this.#startAnew();
    if (this.#seen <= measured) return this.#measure(text);
    return this.#rarest === undefined || hasOne(text, this.#rarest);
  }

  #startAnew(): void {
    this.#seen = 1;
    this.#let = this.#candidates.map(() => 0);
  }

  #measure(text: string): boolean {
    let hasAll = true;
    for (const [index, literals] of this.#candidates.entries()) {
      if (hasOne(text, literals)) this.#let[index] = (this.#let[index] ?? 0) + 1;
      else hasAll = false;
    }
    if (this.#seen === measured) this.#choose();
    return hasAll;
  }

  #choose(): void {
    const fewest = Math.min(...this.#let);
    const rarest = this.#candidates.filter((_, index) => this.#let[index] === fewest);
    const [quickest] = rarest.toSorted((a, b) => a.length - b.length);
    this.#rarest = fewest > measured / 2 ? undefined : quickest;
  }
}

function hasOne(text: string, literals: Literals): boolean {
  for (const literal of literals) if (text.includes(literal)) return true;
  return false;
}
