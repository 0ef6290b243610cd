import { Alternation } from '../python-regex/alternation.js';
import type { PythonMatch } from '../python-regex/python-match.js';
import type { PythonRegex } from '../python-regex/python-regex.js';

/** The first regex of a list that matches. */
export interface FirstMatch {
  readonly index: number;
  readonly match: PythonMatch;
}

/** Regexes that stand together in the list, and what tells where among them it is worth to begin. */
interface Run {
  readonly start: number;
  readonly end: number;
  readonly alternation: Alternation | undefined;
}

/**
 * A list of regexes that finds what trying one after the other would find, mostly without trying them: those that only
 * match at the start of a text and stand together are asked all at once.
 */
export class RegexSet {
  readonly #regexes: readonly PythonRegex[];
  #runs: readonly Run[];

  constructor(regexes: readonly PythonRegex[]) {
    this.#regexes = regexes;
    this.#runs = runsOf(regexes);
  }

  /** To be called when one of them was demoted or promoted: what runs on the safe machine is asked by itself. */
  regroup(): void {
    this.#runs = runsOf(this.#regexes);
  }

  /** `ascii` is whether the text is. */
  search(text: string, ascii: boolean): FirstMatch | undefined {
    for (const { start, end, alternation } of this.#runs) {
      const first = alternation === undefined ? 0 : firstOf(alternation, text, ascii);
      if (first === -1) continue;
      const found = this.#searchOneByOne(text, ascii, start + first, end);
      if (found !== undefined) return found;
    }
    return undefined;
  }

  #searchOneByOne(text: string, ascii: boolean, start: number, end: number): FirstMatch | undefined {
    for (let index = start; index < end; index++) {
      const match = this.#regexes[index]?.search(text, 0, ascii);
      if (match !== undefined) return { index, match };
    }
    return undefined;
  }
}

function firstOf(alternation: Alternation, text: string, ascii: boolean): number {
  try {
    return alternation.first(text, ascii);
  } catch (error) {
    // V8 runs out of stack on some texts; one by one, each regex sees to that itself.
    if (error instanceof RangeError) return 0;
    throw error;
  }
}

function runsOf(regexes: readonly PythonRegex[]): readonly Run[] {
  const runs: Run[] = [];
  let start = 0;
  while (start < regexes.length) {
    const end = endOfRun(regexes, start);
    const patterns = regexes.slice(start, end).map(({ parsed }) => parsed);
    runs.push({ start, end, alternation: patterns.length > 1 ? new Alternation(patterns) : undefined });
    start = end;
  }
  return runs;
}

/** One regex by itself, or as many as can be asked at once. */
function endOfRun(regexes: readonly PythonRegex[], start: number): number {
  const next = regexes.findIndex((regex, index) => index >= start && !isAdmitted(regex));
  if (next === start) return start + 1;
  return next === -1 ? regexes.length : next;
}

function isAdmitted(regex: PythonRegex): boolean {
  return !regex.isDemoted && Alternation.admits(regex.parsed);
}
