import { type BitProgram, op } from './bit-program.js';

/** What follows at some place: a newline, the end of the text, or anything else. */
type Ahead = 'newline' | 'end' | 'other';

/** Where in the program a search can be that has read some text. */
interface State {
  /** Instructions, in order. */
  readonly from: readonly number[];
  /** True before anything was read. */
  readonly atStart: boolean;
  /** At a character the state behind it, where that is known; all that are not ASCII's stand together behind these. */
  readonly next: (State | 'match' | undefined)[];
  /** What can take a character now; undefined where none is needed any more. */
  readonly takers: Partial<Record<Ahead, readonly number[] | undefined>>;
}

/** The place of all other characters behind those of ASCII. */
const wide = 0x80;
const newline = 0x0a;
/** Instructions and characters of all states: a pattern that needs more is not sifted, as they are made at a cost and kept. */
const mostKept = 400_000;

/**
 * Tells quickly of most texts that a pattern is not in them: in one go over the text, however ill-meant it is. It reads them
 * as a finite automaton made while they are read, which knows of no groups: it takes it that every look-around, condition
 * and word boundary holds and that a back-reference stands for anything. So it may let a text through that has no match, but never
 * keeps one back that has.
 */
export class Sieve {
  readonly #program: BitProgram;
  readonly #literals: readonly string[] | undefined;
  readonly #states = new Map<string, State>();
  /** At an instruction the last round in which it was reached. */
  readonly #reached: Uint32Array;
  #round = 0;
  #kept = 0;

  /** Of `literals`, if there are any, one is in every match. */
  constructor(program: BitProgram, literals?: readonly string[]) {
    this.#program = program;
    this.#literals = literals;
    this.#reached = new Uint32Array(program.ops.length);
  }

  /** False if there is no match at or after `from`. May be interrupted anywhere and used again. */
  lets(text: string, from = 0): boolean {
    return this.#literals?.some((literal) => text.includes(literal)) !== false && this.#reads(text, from);
  }

  #reads(text: string, from: number): boolean {
    let state = this.#stateOf([0], from === 0);
    for (let at = from; at < text.length; at++) {
      let code = text.charCodeAt(at);
      if (code >= wide) {
        if ((text.codePointAt(at) ?? 0) > 0xffff) at += 1;
        code = wide;
      }
      const next = state.next[code] ?? this.#read(state, code);
      if (next === 'match') return true;
      if (next.from.length === 0) return false;
      state = next;
    }
    return this.#takers(state, 'end') === undefined;
  }

  #read(state: State, code: number): State | 'match' {
    const next = this.#behind(state, code);
    state.next[code] = next;
    return next;
  }

  #behind(state: State, code: number): State | 'match' {
    const takers = this.#takers(state, code === newline ? 'newline' : 'other');
    if (takers === undefined || this.#kept > mostKept) return 'match';
    const { ops, isAnchored } = this.#program;
    const from = takers.filter((pc) => this.#takes(pc, code)).map((pc) => (isRepeating(ops[pc]) ? pc : pc + 1));
    return this.#stateOf(isAnchored ? from : [0, ...from], false);
  }

  #stateOf(from: readonly number[], atStart: boolean): State {
    const inOrder = [...new Set(from)].sort((a, b) => a - b);
    const key = `${atStart}${inOrder.join()}`;
    const known = this.#states.get(key);
    if (known !== undefined) return known;
    const state: State = { from: inOrder, atStart, next: Array<undefined>(wide + 1).fill(undefined), takers: {} };
    this.#states.set(key, state);
    this.#kept += inOrder.length + state.next.length;
    return state;
  }

  #takes(pc: number, code: number): boolean {
    const { ops, xs, tests } = this.#program;
    const x = xs[pc] ?? 0;
    if (ops[pc] === op.literal) return code === wide ? x >= wide : x === code;
    return code === wide || ops[pc] === op.backreference || tests[x]?.ascii[code] === 1;
  }

  /** The instructions that can take the next character; undefined if the pattern is at its end. */
  #takers(state: State, ahead: Ahead): readonly number[] | undefined {
    if (!(ahead in state.takers)) state.takers[ahead] = this.#findTakers(state, ahead);
    return state.takers[ahead];
  }

  #findTakers({ from, atStart }: State, ahead: Ahead): readonly number[] | undefined {
    const { ops } = this.#program;
    const takers: number[] = [];
    const waiting = [...from];
    this.#round += 1;
    for (let pc = waiting.pop(); pc !== undefined; pc = waiting.pop()) {
      if (this.#reached[pc] === this.#round) continue;
      this.#reached[pc] = this.#round;
      if (pc === ops.length - 1) return undefined;
      if (isTaker(ops[pc])) takers.push(pc);
      waiting.push(...this.#ways(pc, atStart, ahead));
    }
    return takers;
  }

  /** Where it goes on from an instruction without taking a character. */
  #ways(pc: number, atStart: boolean, ahead: Ahead): readonly number[] {
    const { ops, xs, ys, positions } = this.#program;
    const x = xs[pc] ?? 0;
    const y = ys[pc] ?? 0;
    switch (ops[pc]) {
      case op.literal:
      case op.set:
        return [];
      case op.split:
        return [x, y];
      case op.jump:
      case op.look:
      case op.lookNot:
        return [x];
      case op.stuck:
      case op.condition:
        return [pc + 1, y];
      case op.at:
        return mayHold(positions[x]?.at, atStart, ahead) ? [pc + 1] : [];
      default:
        // The end of the body of an atomic group too.
        return [pc + 1];
    }
  }
}

const isRepeating = (kind: number | undefined): boolean => kind === op.star || kind === op.backreference;
const isTaker = (kind: number | undefined): boolean => kind === op.literal || kind === op.set || isRepeating(kind);

function mayHold(at: string | undefined, atStart: boolean, ahead: Ahead): boolean {
  switch (at) {
    case 'text-start':
      return atStart;
    case 'text-end':
      return ahead === 'end';
    case 'last-line-end':
    case 'line-end':
      return ahead !== 'other';
    default:
      return true;
  }
}
