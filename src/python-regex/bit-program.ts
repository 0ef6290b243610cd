import type { PositionNode } from './node.js';

/** What the instructions of the bit-state machine do; x and y are their operands. */
export const op = {
  /** Ends the pattern, or the body of a look-around or an atomic group. */
  done: 0,
  /** Takes the code point x. */
  literal: 1,
  /** Takes one character that passes test x. */
  set: 2,
  /** Takes as many characters that pass test x as there are, and fewer of them if what follows fails. */
  star: 3,
  /** Goes to x, and if that fails to y. */
  split: 4,
  /** Goes to x. */
  jump: 5,
  /** Keeps the position in slot x. */
  save: 6,
  /** Goes to y if the position is still the one kept in slot x. */
  stuck: 7,
  /** Requires position x. */
  at: 8,
  /** Requires what stands behind it up to `done`, y characters back; goes on at x. */
  look: 9,
  /** Forbids it. */
  lookNot: 10,
  /** Takes what stands behind it up to `done`, in the first way that succeeds; goes on at x. */
  atomic: 11,
  /** Takes once more what group x took; y is how case is ignored. */
  backreference: 12,
  /** Goes to y if group x took no part. */
  condition: 13,
} as const;

/** How a back-reference compares, as its operand y. */
export const folds = ['none', 'ascii', 'unicode'] as const;

/** Tells whether a character belongs to a set. */
export interface CharacterTest {
  /** 1 for each of the ASCII characters that does. */
  readonly ascii: Uint8Array;
  /** For any other code point. */
  readonly wide: (code: number) => boolean;
}

/**
 * Bits that tell apart visits to an instruction at the same position: whether a group took part, whether a loop has
 * moved since its last round. Only those on which the rest of the match depends.
 */
export interface StateBits {
  /** Groups, by number. */
  readonly conditions: readonly number[];
  /** Slots of loops. */
  readonly loops: readonly number[];
}

/** A pattern as the bit-state machine runs it, starting at instruction 0. */
export interface BitProgram {
  readonly ops: Uint8Array;
  readonly xs: Int32Array;
  readonly ys: Int32Array;
  readonly tests: readonly CharacterTest[];
  readonly positions: readonly PositionNode[];
  /** Start and end of group n are in slots 2n and 2n + 1; behind them one for each loop that may run empty. */
  readonly groupSlots: number;
  readonly slots: number;
  /** For each instruction its first state, -1 if the machine need not or can't remember having been there. */
  readonly states: Int32Array;
  /** For instructions with more than one state. */
  readonly bits: readonly (StateBits | undefined)[];
  readonly stateCount: number;
  /** False if something can't be remembered, so that only a limit on steps bounds a search. */
  readonly isLinear: boolean;
  /** Whether a match can only start where the text does. */
  readonly isAnchored: boolean;
}

/** Whether a group took part, by the slots of a machine. */
export function tookPart(slots: Int32Array, group: number): boolean {
  const end = slots[2 * group + 1] ?? -1;
  return end >= 0 && end >= (slots[2 * group] ?? -1);
}
