import { BitMachine, paused } from './bit-machine.js';
import type { BitProgram } from './bit-program.js';
import { BitStateFound } from './bit-state-found.js';
import type { Found } from './python-match.js';
import { isInsideCharacter } from './text-position.js';

/** Some milliseconds' worth. */
const stepsInPiece = 20_000;

/**
 * Searches with a program as CPython searches with the pattern: by backtracking, first way first. It remembers in one bit for each state
 * and position that it has been there in vain, so that a search takes a time linear in the length of the text, whatever
 * pattern and text are. What depends on the text of a back-reference can't be remembered: such a search is given up
 * after a million steps and finds nothing.
 */
export class BitState {
  /** Searches given up so far, because they could not remember enough. */
  givenUp = 0;
  readonly #program: BitProgram;
  readonly #machine: BitMachine;

  constructor(program: BitProgram) {
    this.#program = program;
    this.#machine = new BitMachine(program);
  }

  /** Steps the last search took. */
  get steps(): number {
    return this.#machine.steps;
  }

  search(text: string, from: number): Found | undefined {
    const found = this.#search(text, from, Infinity).next().value;
    this.#machine.release();
    return found;
  }

  /** The same with a break every few milliseconds; the machine is not to be used for another search meanwhile. */
  searchInPieces(text: string, from: number): Generator<undefined, Found | undefined> {
    return this.#search(text, from, stepsInPiece);
  }

  *#search(text: string, from: number, stepsAtOnce: number): Generator<undefined, Found | undefined> {
    const machine = this.#machine;
    machine.begin(text);
    machine.pauseAt = stepsAtOnce;
    const last = this.#program.isAnchored ? 0 : text.length;
    for (let start = from; start <= last; start++) {
      if (isInsideCharacter(text, start)) continue;
      let end = machine.runAt(start);
      while (end === paused) {
        yield;
        machine.pauseAt = machine.steps + stepsAtOnce;
        end = machine.goOn();
      }
      if (machine.isExhausted) {
        this.givenUp++;
        return undefined;
      }
      if (end < 0) continue;
      const spans = machine.groups();
      spans[0] = start;
      spans[1] = end;
      return new BitStateFound(text, spans);
    }
    return undefined;
  }
}
