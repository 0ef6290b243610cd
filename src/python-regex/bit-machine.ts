import { type BitProgram, folds, op, tookPart } from './bit-program.js';
import { BitMemory } from './bit-memory.js';
import { type BodySuccess, withSaved } from './body-success.js';
import { lowerCase } from './case-fold.js';
import type { Fold } from './node.js';
import { holds, stepBack, widthOf } from './text-position.js';

/** Steps after which a search that can't remember where it has been gives up. */
const stepLimit = 1_000_000;
/** What a run gives that is not at its end. */
export const paused = -2;

/** Kinds of stack entries; from 0 on a place to go on at, from `firstStar` down a star that can give back. */
const undo = -1;
const trail = -2;
const firstStar = -3;

const smallStack = 96;
const keptStack = 2 ** 14;

/** Runs a program from one place in a text after the other, as far as it can remember never twice the same way. */
export class BitMachine {
  /** Steps taken since `begin`. */
  steps = 0;
  /** Steps after which a run pauses. */
  pauseAt = Infinity;
  readonly #program: BitProgram;
  readonly #slots: Int32Array;
  readonly #memory: BitMemory;
  #text = '';
  #stack = new Int32Array(smallStack);
  #top = 0;
  #stepLimit = stepLimit;
  /** Where the last failure leads back to, or a paused run goes on. */
  #pc = 0;
  #pos = 0;

  constructor(program: BitProgram) {
    this.#program = program;
    this.#slots = new Int32Array(program.slots);
    this.#memory = new BitMemory(program, this.#slots);
  }

  /** Takes up another text. */
  begin(text: string): void {
    const remembers = this.#memory.begin(text.length);
    this.#text = text;
    this.#stepLimit = remembers && this.#program.isLinear ? Infinity : stepLimit;
    this.steps = 0;
    this.#top = 0;
    this.#slots.fill(-1);
  }

  /** Lets go of what only a long text takes. */
  release(): void {
    this.#text = '';
    this.#memory.release();
    if (this.#stack.length > keptStack) this.#stack = new Int32Array(smallStack);
  }

  /** The end of the match that starts at `start`, -1 if there is none; or `paused`, then `goOn` is to be called. */
  runAt(start: number): number {
    return this.#run(0, start, false);
  }

  goOn(): number {
    return this.#run(this.#pc, this.#pos, false);
  }

  /** True if it has tried so much that nothing it finds is to be relied on. */
  get isExhausted(): boolean {
    return this.steps > this.#stepLimit;
  }

  /** Starts and ends of the groups in the match found last, but for group 0. */
  groups(): Int32Array {
    return this.#slots.slice(0, this.#program.groupSlots);
  }

  /**
   * Follows the program to its `done` and gives the end, -1 if every way fails; or pauses, but not in a body. What is then
   * on the stack above where it was tells the way taken; inside a body also every state on it.
   */
  #run(start: number, from: number, inBody: boolean): number {
    const { ops, xs, ys, states } = this.#program;
    const base = inBody ? this.#top : 0;
    let pc = start;
    let pos = from;
    for (;;) {
      const isState = (states[pc] ?? -1) >= 0;
      if (isState && this.#memory.wasAt(pc, pos)) {
        if (this.#memory.reached !== undefined) return this.#memory.reached.end;
        pos = -1;
      } else {
        if (isState && inBody) this.#push(trail, pc, pos);
        const x = xs[pc] ?? 0;
        const y = ys[pc] ?? 0;
        switch (ops[pc]) {
          case op.done:
            this.#memory.reached = undefined;
            return pos;
          case op.literal:
            pos = this.#text.codePointAt(pos) === x ? pos + (x > 0xffff ? 2 : 1) : -1;
            pc++;
            break;
          case op.set:
            pos = this.#take(x, pos);
            pc++;
            break;
          case op.star:
            pos = this.#star(pc, pos);
            if (this.#memory.reached !== undefined) return this.#memory.reached.end;
            pc++;
            break;
          case op.split:
            this.#push(y, pos, 0);
            pc = x;
            break;
          case op.jump:
            pc = x;
            break;
          case op.save:
            this.#save(x, pos);
            pc++;
            break;
          case op.stuck:
            pc = this.#slots[x] === pos ? y : pc + 1;
            break;
          case op.at:
            pos = holds(this.#program.positions[x], this.#text, pos) ? pos : -1;
            pc++;
            break;
          case op.look:
            pos = this.#adopt(this.#look(pc, pos)) < 0 ? -1 : pos;
            pc = x;
            break;
          case op.lookNot:
            pos = this.#look(pc, pos) === undefined ? pos : -1;
            pc = x;
            break;
          case op.atomic:
            pos = this.#adopt(this.#body(pc + 1, pos));
            pc = x;
            break;
          case op.backreference:
            pos = this.#again(x, folds[y] ?? 'none', pos);
            pc++;
            break;
          case op.condition:
            pc = tookPart(this.#slots, x) ? pc + 1 : y;
            break;
        }
      }
      if (++this.steps > this.#stepLimit) return -1;
      if (pos < 0) {
        pos = this.#backtrack(base);
        if (pos < 0) return -1;
        pc = this.#pc;
      }
      if (this.steps >= this.pauseAt && !inBody) {
        this.#pc = pc;
        this.#pos = pos;
        return paused;
      }
    }
  }

  /** Takes the last choice on the stack above `base` that is left, and gives its position; -1 if there is none. */
  #backtrack(base: number): number {
    const stack = this.#stack;
    while (this.#top > base) {
      this.#top -= 3;
      const kind = stack[this.#top] ?? 0;
      const a = stack[this.#top + 1] ?? 0;
      const b = stack[this.#top + 2] ?? 0;
      if (kind >= 0) {
        this.#pc = kind;
        return a;
      }
      if (kind === undo) this.#slots[a] = b;
      else if (kind <= firstStar && b > a) {
        const pos = stepBack(this.#text, b, 1);
        this.#push(kind, a, pos);
        this.#pc = firstStar - kind + 1;
        return pos;
      }
    }
    return -1;
  }

  #push(kind: number, a: number, b: number): void {
    if (this.#top + 3 > this.#stack.length) {
      const larger = new Int32Array(2 * this.#stack.length);
      larger.set(this.#stack);
      this.#stack = larger;
    }
    this.#stack[this.#top] = kind;
    this.#stack[this.#top + 1] = a;
    this.#stack[this.#top + 2] = b;
    this.#top += 3;
  }

  #save(slot: number, value: number): void {
    this.#push(undo, slot, this.#slots[slot] ?? -1);
    this.#slots[slot] = value;
  }

  /** The position behind the character at `pos` if it passes the test, else -1. */
  #take(test: number, pos: number): number {
    const code = this.#text.codePointAt(pos);
    const { ascii, wide } = this.#program.tests[test] ?? nothing;
    if (code === undefined) return -1;
    if (code < 0x80) return ascii[code] === 1 ? pos + 1 : -1;
    return wide(code) ? pos + widthOf(code) : -1;
  }

  /** Takes all it can; stops where it has been before, since the rest has been tried from there. */
  #star(pc: number, from: number): number {
    const test = this.#program.xs[pc] ?? 0;
    const remembers = (this.#program.states[pc] ?? -1) >= 0;
    let pos = from;
    this.#memory.reached = undefined;
    for (let next = this.#take(test, pos); next >= 0; next = this.#take(test, pos)) {
      this.steps++;
      if (remembers && this.#memory.wasAt(pc, next)) break;
      pos = next;
    }
    if (pos > from) this.#push(firstStar - pc, from, pos);
    return pos;
  }

  #look(pc: number, pos: number): BodySuccess | undefined {
    const from = stepBack(this.#text, pos, this.#program.ys[pc] ?? 0);
    return from < 0 ? undefined : this.#body(pc + 1, from);
  }

  /** Runs a body and leaves no trace but what it remembers. */
  #body(pc: number, pos: number): BodySuccess | undefined {
    const base = this.#top;
    const end = this.#run(pc, pos, true);
    if (end < 0) return undefined;
    let success = this.#memory.reached ?? { end, saved: undefined };
    for (this.#top -= 3; this.#top >= base; this.#top -= 3) {
      const kind = this.#stack[this.#top] ?? 0;
      const a = this.#stack[this.#top + 1] ?? 0;
      const b = this.#stack[this.#top + 2] ?? 0;
      if (kind === undo) {
        success = withSaved(success, a, this.#slots[a] ?? -1);
        this.#slots[a] = b;
      } else if (kind === trail) this.#remember(a, b, success);
      else if (kind <= firstStar) this.#rememberStar(firstStar - kind, a, b, success);
    }
    this.#top = base;
    return success;
  }

  #remember(pc: number, pos: number, success: BodySuccess): void {
    this.steps++;
    this.#memory.remember(pc, pos, success);
  }

  #rememberStar(pc: number, from: number, to: number, success: BodySuccess): void {
    if ((this.#program.states[pc] ?? -1) < 0) return;
    for (let pos = from + 1; pos <= to; pos++) this.#remember(pc, pos, success);
  }

  /** Sets the slots as a body did; gives its end, -1 if it failed. */
  #adopt(success: BodySuccess | undefined): number {
    if (success === undefined) return -1;
    for (let { saved } = success; saved !== undefined; saved = saved.next) this.#save(saved.slot, saved.value);
    return success.end;
  }

  /** The position behind the text of the group if it stands at `from` once more, else -1. */
  #again(group: number, fold: Fold, from: number): number {
    if (!tookPart(this.#slots, group)) return -1;
    const end = this.#slots[2 * group + 1] ?? -1;
    let pos = from;
    for (let at = this.#slots[2 * group] ?? -1; at < end; ) {
      const code = this.#text.codePointAt(at) ?? 0;
      const other = this.#text.codePointAt(pos);
      if (other === undefined || lowerCase(code, fold) !== lowerCase(other, fold)) return -1;
      at += widthOf(code);
      pos += widthOf(other);
      this.steps++;
    }
    return pos;
  }
}

const nothing = { ascii: new Uint8Array(0), wide: () => false };
