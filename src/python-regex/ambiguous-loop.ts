import { nullable } from './analyze.js';
import { type CharacterMask, firstCharacters } from './character-mask.js';
import { children, isSingle, type Node, type RepeatNode } from './node.js';

/** From so many rounds on a repeat counts as one without a limit. */
const manyRounds = 8;

export function isEndless({ max }: RepeatNode): boolean {
  return max >= manyRounds;
}

/**
 * An endless repeat that can go through one text in more and more ways the longer that is, the innermost of those there
 * are: a search that backtracks tries them all before it finds nothing. What is looked at ahead or behind, and what a
 * back-reference finds, is taken to be there always.
 */
export function findAmbiguousLoop(node: Node): RepeatNode | undefined {
  for (const child of children(node)) {
    const loop = findAmbiguousLoop(child);
    if (loop !== undefined) return loop;
  }
  if (node.type !== 'repeat' || !isEndless(node) || node.mode === 'possessive' || isSingle(node.body)) return undefined;
  return new Automaton(node).isAmbiguous() ? node : undefined;
}

/** Positions a part of the loop can begin and end with; one that stands there twice can be come by in two ways. */
interface Fragment {
  readonly first: readonly number[];
  readonly last: readonly number[];
  /** In how many ways it matches nothing: 0, 1, or 2 for more. */
  readonly emptyWays: number;
}

const nothing: Fragment = { first: [], last: [], emptyWays: 1 };

/** Rounds are written out up to so many positions; in larger loops a counted repeat is one without a limit. */
const mostPositions = 200;
/** Where more pairs would have to be looked at, the answer is the careful one. */
const mostPairs = 20_000;

/** The places in a loop that take a character each, and which of them can follow on which (Glushkov's automaton). */
class Automaton {
  readonly #masks: CharacterMask[] = [];
  /** One that can follow in two ways is there twice. */
  readonly #follow: number[][] = [];

  constructor(loop: RepeatNode) {
    this.#repeat(loop);
  }

  /**
   * True if from some place two ways through the same text lead to one place again: as a loop leads from each place to
   * every other, a text can be made of such pieces, and each doubles the ways.
   */
  isAmbiguous(): boolean {
    if (this.#follow.some((next) => new Set(next).size < next.length)) return true;
    const pairs = new Set<number>();
    for (const next of this.#follow) if (this.#meets(next, next, pairs)) return true;
    for (const pair of pairs) {
      const [one, other] = [Math.floor(pair / this.#masks.length), pair % this.#masks.length];
      if (this.#meets(this.#follow[one] ?? [], this.#follow[other] ?? [], pairs, one !== other)) return true;
      if (pairs.size > mostPairs) return true;
    }
    return false;
  }

  /** Notes pairs of different places at which two ways can be after the same character; true if they can be at one. */
  #meets(ones: readonly number[], others: readonly number[], pairs: Set<number>, areApart = false): boolean {
    for (const one of ones) {
      for (const other of others) {
        if (((this.#masks[one] ?? 0n) & (this.#masks[other] ?? 0n)) === 0n) continue;
        if (one === other && areApart) return true;
        if (one !== other) pairs.add(Math.min(one, other) * this.#masks.length + Math.max(one, other));
      }
    }
    return false;
  }

  #fragment(node: Node): Fragment {
    switch (node.type) {
      case 'position':
      case 'look':
        return nothing;
      case 'sequence':
        return node.items.reduce((before, item) => this.#then(before, this.#fragment(item)), nothing);
      case 'alternation':
        return either(node.branches.map((branch) => this.#fragment(branch)));
      case 'conditional':
        return either([this.#fragment(node.yes), this.#fragment(node.no)]);
      case 'group':
        return this.#fragment(node.body);
      case 'repeat':
        return node.mode === 'possessive' ? this.#place(node) : this.#repeat(node);
      default:
        return this.#place(node);
    }
  }

  /** What never gives back what it has taken counts as one character. */
  #place(node: Node): Fragment {
    const place = this.#masks.push(firstCharacters(node)) - 1;
    this.#follow.push([]);
    return { first: [place], last: [place], emptyWays: nullable(node) ? 1 : 0 };
  }

  #repeat(repeat: RepeatNode): Fragment {
    const { body, min, max } = repeat;
    if (isEndless(repeat) || this.#masks.length > mostPositions) {
      const round = this.#fragment(body);
      this.#link(round, round);
      return min === 0 ? orNothing(round) : round;
    }
    let rounds = nothing;
    for (let left = max; left > min; left--) rounds = orNothing(this.#then(this.#fragment(body), rounds));
    for (let left = min; left > 0; left--) rounds = this.#then(this.#fragment(body), rounds);
    return rounds;
  }

  #then(before: Fragment, after: Fragment): Fragment {
    this.#link(before, after);
    return {
      first: [...before.first, ...times(before.emptyWays, after.first)],
      last: [...after.last, ...times(after.emptyWays, before.last)],
      emptyWays: Math.min(before.emptyWays * after.emptyWays, 2),
    };
  }

  #link({ last }: Fragment, { first }: Fragment): void {
    for (const place of last) this.#follow[place]?.push(...first);
  }
}

function either(branches: readonly Fragment[]): Fragment {
  return {
    first: branches.flatMap(({ first }) => first),
    last: branches.flatMap(({ last }) => last),
    emptyWays: Math.min(
      branches.map(({ emptyWays }) => emptyWays).reduce((sum, ways) => sum + ways, 0),
      2,
    ),
  };
}

function orNothing(fragment: Fragment): Fragment {
  return { ...fragment, emptyWays: Math.min(fragment.emptyWays + 1, 2) };
}

function times(ways: number, places: readonly number[]): readonly number[] {
  if (ways < 2) return ways === 0 ? [] : places;
  const once = [...new Set(places)];
  return [...once, ...once];
}
