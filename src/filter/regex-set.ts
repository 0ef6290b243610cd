import { Alternation } from '../python-regex/alternation.js';
import { programSize } from '../python-regex/analyze.js';
import type { PythonMatch } from '../python-regex/python-match.js';
import type { PythonRegex } from '../python-regex/python-regex.js';
import { LiteralGate } from './literal-gate.js';

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
  /** What spares a regex that stands by itself most searches, where there is such a thing. */
  readonly gate: LiteralGate | undefined;
}

/** Instructions, as of the safe machine: V8 takes a time for a larger run that grows with its square. */
const largestRun = 50_000;

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

  /** To be called when one of them was sifted or promoted: what took too long is asked by itself. */
  regroup(): void {
    this.#runs = runsOf(this.#regexes);
  }

  /** `ascii` is whether the text is. */
  search(text: string, ascii: boolean): FirstMatch | undefined {
    for (const { start, end, alternation, gate } of this.#runs) {
      if (gate !== undefined && !gate.lets(text)) continue;
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
    const [first, ...others] = regexes.slice(start, end);
    if (first === undefined) break;
    const patterns = [first, ...others].map(({ parsed }) => parsed);
    const alternation = others.length > 0 ? new Alternation(patterns) : undefined;
    runs.push({ start, end, alternation, gate: others.length > 0 ? undefined : gateOf(first) });
    start = end;
  }
  return runs;
}

function gateOf(regex: PythonRegex): LiteralGate | undefined {
  const candidates = regex.literalCandidates;
  // What runs on the safe machine has a gate of its own.
  return candidates.length === 0 || regex.isSafe ? undefined : new LiteralGate(candidates);
}

/** One regex by itself, or as many as can be asked at once. */
function endOfRun(regexes: readonly PythonRegex[], start: number): number {
  let end = start;
  let size = 0;
  for (const regex of regexes.slice(start)) {
    size += programSize(regex.parsed.root);
    if (!isAdmitted(regex) || size > largestRun) break;
    end += 1;
  }
  return Math.max(end, start + 1);
}

function isAdmitted(regex: PythonRegex): boolean {
  return !regex.isSifted && Alternation.admits(regex.parsed);
}
