import { type BitProgram, tookPart } from './bit-program.js';
import type { BodySuccess } from './body-success.js';

/** Bits of memory above which a search does without; only absurd patterns on huge texts come near. */
const memoryLimit = 2 ** 29;
/** Words a memory keeps from one search to the next: there is one for each regex. */
const keptWords = 2 ** 14;

/**
 * Where a machine has been in a search: one bit for each state and position. What does not succeed from there it need not
 * try again; how the body of a look-around or an atomic group does succeed from there is remembered with it.
 */
export class BitMemory {
  /** How a body succeeds from where `wasAt` was last asked about; undefined if it doesn't. */
  reached: BodySuccess | undefined;
  readonly #program: BitProgram;
  readonly #slots: Int32Array;
  /** 0 in a search without memory. */
  #rows = 0;
  #visited = new Uint32Array(0);
  readonly #successes = new Map<number, BodySuccess>();

  /** `slots` are those of the machine, as they are at each time. */
  constructor(program: BitProgram, slots: Int32Array) {
    this.#program = program;
    this.#slots = slots;
  }

  /** Forgets everything; false if a text of this length is too long to remember anything about. */
  begin(length: number): boolean {
    const size = this.#program.stateCount * (length + 1);
    const remembers = size <= memoryLimit;
    this.#rows = remembers ? length + 1 : 0;
    this.#successes.clear();
    const words = remembers ? (size >>> 5) + 1 : 0;
    if (this.#visited.length < words) this.#visited = new Uint32Array(words);
    else this.#visited.fill(0, 0, words);
    return remembers;
  }

  /** Lets go of what only a long text takes. */
  release(): void {
    this.#successes.clear();
    if (this.#visited.length > keptWords) this.#visited = new Uint32Array(0);
  }

  /** Whether the machine has been in this state: then it leads to failure, or to the success in `reached`. */
  wasAt(pc: number, pos: number): boolean {
    this.reached = undefined;
    if (this.#rows === 0) return false;
    const key = this.#key(pc, pos);
    const word = key >>> 5;
    const bit = 1 << (key & 31);
    const bits = this.#visited[word] ?? 0;
    if ((bits & bit) === 0) {
      this.#visited[word] = bits | bit;
      return false;
    }
    this.reached = this.#successes.get(key);
    return true;
  }

  remember(pc: number, pos: number, success: BodySuccess): void {
    if (this.#rows > 0) this.#successes.set(this.#key(pc, pos), success);
  }

  #key(pc: number, pos: number): number {
    const { states, bits } = this.#program;
    let state = states[pc] ?? 0;
    const distinctions = bits[pc];
    if (distinctions !== undefined) {
      let bit = 1;
      for (const group of distinctions.conditions) {
        if (tookPart(this.#slots, group)) state += bit;
        bit *= 2;
      }
      for (const slot of distinctions.loops) {
        if (this.#slots[slot] === pos) state += bit;
        bit *= 2;
      }
    }
    return state * this.#rows + pos;
  }
}
