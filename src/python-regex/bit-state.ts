import { type BitProgram, folds, op } from './bit-program.js';
import { BitStateFound } from './bit-state-found.js';
import { lowerCase } from './case-fold.js';
import type { Fold } from './node.js';
import type { Found } from './python-match.js';
import { holds, isInsideCharacter, stepBack, widthOf } from './text-position.js';

/** Steps after which a search that can't remember where it has been gives up. */
const stepLimit = 1_000_000;
/** Some milliseconds' worth. */
const stepsInPiece = 20_000;
/** What a run gives that is not at its end. */
const paused = -2;
/** Bits of memory above which a search does without; only absurd patterns on huge texts come near. */
const memoryLimit = 2 ** 29;

/** Words of memory a machine keeps from one search to the next: there is one machine for each regex. */
const keptWords = 2 ** 14;

/** How the body of a look-around or an atomic group succeeds from some state. */
interface Success {
  readonly end: number;
  readonly saved: Saved | undefined;
}

/** Slots set on the way, the last value of each. */
interface Saved {
  readonly slot: number;
  readonly value: number;
  readonly next: Saved | undefined;
}

/** Kinds of stack entries; from 0 on a place to go on at, from `firstStar` down a star that can give back. */
const undo = -1;
const trail = -2;
const firstStar = -3;

/**
 * Runs a program as CPython runs the pattern: by backtracking, first way first. It remembers in one bit for each state
 * and position that it has been there in vain, so that a search takes a time linear in the length of the text, whatever
 * pattern and text are. What depends on the text of a back-reference can't be remembered: such a search is given up
 * after a million steps and finds nothing.
 */
export class BitState {
  /** Steps the last search took. */
  steps = 0;
  /** Searches given up so far, because they could not remember enough. */
  givenUp = 0;
  readonly #program: BitProgram;
  readonly #slots: Int32Array;
  #text = '';
  /** 0 in a search without memory. */
  #rows = 0;
  #visited = new Uint32Array(0);
  readonly #successes = new Map<number, Success>();
  #stack = new Int32Array(96);
  #top = 0;
  #stepLimit = stepLimit;
  /** The known success that ended the last run, if one did. */
  #reached: Success | undefined;
  /** Where the last failure leads back to, or a paused run goes on. */
  #pc = 0;
  #pos = 0;
  #pauseAt = Infinity;

  constructor(program: BitProgram) {
    this.#program = program;
    this.#slots = new Int32Array(program.slots);
  }

  search(text: string, from: number): Found | undefined {
    const found = this.#search(text, from, Infinity).next().value;
    this.#release();
    return found;
  }

  /** The same with a break every few milliseconds; the machine is not to be used for another search meanwhile. */
  searchInPieces(text: string, from: number): Generator<undefined, Found | undefined> {
    return this.#search(text, from, stepsInPiece);
  }

  *#search(text: string, from: number, stepsAtOnce: number): Generator<undefined, Found | undefined> {
    this.#reset(text);
    this.#pauseAt = stepsAtOnce;
    const last = this.#program.isAnchored ? 0 : text.length;
    for (let start = from; start <= last; start++) {
      if (isInsideCharacter(text, start)) continue;
      let end = this.#run(0, start, false);
      while (end === paused) {
        yield;
        this.#pauseAt = this.steps + stepsAtOnce;
        end = this.#run(this.#pc, this.#pos, false);
      }
      if (this.steps > this.#stepLimit) {
        this.givenUp++;
        return undefined;
      }
      if (end < 0) continue;
      const found = this.#slots.slice(0, this.#program.groupSlots);
      found[0] = start;
      found[1] = end;
      return new BitStateFound(text, found);
    }
    return undefined;
  }

  #reset(text: string): void {
    const size = this.#program.stateCount * (text.length + 1);
    const remembers = size <= memoryLimit;
    this.#text = text;
    this.#rows = remembers ? text.length + 1 : 0;
    this.#stepLimit = remembers && this.#program.isLinear ? Infinity : stepLimit;
    this.steps = 0;
    this.#top = 0;
    this.#slots.fill(-1);
    this.#successes.clear();
    const words = remembers ? (size >>> 5) + 1 : 0;
    if (this.#visited.length < words) this.#visited = new Uint32Array(words);
    else this.#visited.fill(0, 0, words);
  }

  /** Lets go of what only a long text takes. */
  #release(): void {
    this.#text = '';
    this.#successes.clear();
    if (this.#visited.length > keptWords) this.#visited = new Uint32Array(0);
    if (this.#stack.length > keptWords) this.#stack = new Int32Array(96);
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
      if (isState && this.#wasAt(pc, pos)) {
        if (this.#reached !== undefined) return this.#reached.end;
        pos = -1;
      } else {
        if (isState && inBody) this.#push(trail, pc, pos);
        const x = xs[pc] ?? 0;
        const y = ys[pc] ?? 0;
        switch (ops[pc]) {
          case op.done:
            this.#reached = undefined;
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
            if (this.#reached !== undefined) return this.#reached.end;
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
            pc = this.#tookPart(x) ? pc + 1 : y;
            break;
        }
      }
      if (++this.steps > this.#stepLimit) return -1;
      if (pos < 0) {
        pos = this.#backtrack(base);
        if (pos < 0) return -1;
        pc = this.#pc;
      }
      if (this.steps >= this.#pauseAt && !inBody) {
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

  /** Whether the machine has been in this state: then it leads to failure, or to the success in `#reached`. */
  #wasAt(pc: number, pos: number): boolean {
    this.#reached = undefined;
    if (this.#rows === 0) return false;
    const key = this.#key(pc, pos);
    const word = key >>> 5;
    const bit = 1 << (key & 31);
    const bits = this.#visited[word] ?? 0;
    if ((bits & bit) === 0) {
      this.#visited[word] = bits | bit;
      return false;
    }
    this.#reached = this.#successes.get(key);
    return true;
  }

  #remember(pc: number, pos: number, success: Success): void {
    this.steps++;
    if (this.#rows > 0) this.#successes.set(this.#key(pc, pos), success);
  }

  #key(pc: number, pos: number): number {
    const { states, bits } = this.#program;
    let state = states[pc] ?? 0;
    const distinctions = bits[pc];
    if (distinctions !== undefined) {
      let bit = 1;
      for (const group of distinctions.conditions) {
        if (this.#tookPart(group)) state += bit;
        bit *= 2;
      }
      for (const slot of distinctions.loops) {
        if (this.#slots[slot] === pos) state += bit;
        bit *= 2;
      }
    }
    return state * this.#rows + pos;
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
    this.#reached = undefined;
    for (let next = this.#take(test, pos); next >= 0; next = this.#take(test, pos)) {
      this.steps++;
      if (remembers && this.#wasAt(pc, next)) break;
      pos = next;
    }
    if (pos > from) this.#push(firstStar - pc, from, pos);
    return pos;
  }

  #look(pc: number, pos: number): Success | undefined {
    const from = stepBack(this.#text, pos, this.#program.ys[pc] ?? 0);
    return from < 0 ? undefined : this.#body(pc + 1, from);
  }

  /** Runs a body and leaves no trace but what it remembers. */
  #body(pc: number, pos: number): Success | undefined {
    const base = this.#top;
    const end = this.#run(pc, pos, true);
    if (end < 0) return undefined;
    let success = this.#reached ?? { end, saved: undefined };
    for (this.#top -= 3; this.#top >= base; this.#top -= 3) {
      const kind = this.#stack[this.#top] ?? 0;
      const a = this.#stack[this.#top + 1] ?? 0;
      const b = this.#stack[this.#top + 2] ?? 0;
      if (kind === undo) {
        success = this.#withSaved(success, a);
        this.#slots[a] = b;
      } else if (kind === trail) this.#remember(a, b, success);
      else if (kind <= firstStar) this.#rememberStar(firstStar - kind, a, b, success);
    }
    this.#top = base;
    return success;
  }

  #rememberStar(pc: number, from: number, to: number, success: Success): void {
    if ((this.#program.states[pc] ?? -1) < 0) return;
    for (let pos = from + 1; pos <= to; pos++) this.#remember(pc, pos, success);
  }

  /** Adds the value of a slot unless a later one is known. */
  #withSaved(success: Success, slot: number): Success {
    const { end, saved } = success;
    for (let known = saved; known !== undefined; known = known.next) if (known.slot === slot) return success;
    return { end, saved: { slot, value: this.#slots[slot] ?? -1, next: saved } };
  }

  /** Sets the slots as a body did; gives its end, -1 if it failed. */
  #adopt(success: Success | undefined): number {
    if (success === undefined) return -1;
    for (let { saved } = success; saved !== undefined; saved = saved.next) this.#save(saved.slot, saved.value);
    return success.end;
  }

  #tookPart(group: number): boolean {
    const end = this.#slots[2 * group + 1] ?? -1;
    return end >= 0 && end >= (this.#slots[2 * group] ?? -1);
  }

  /** The position behind the text of the group if it stands at `from` once more, else -1. */
  #again(group: number, fold: Fold, from: number): number {
    if (!this.#tookPart(group)) return -1;
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
