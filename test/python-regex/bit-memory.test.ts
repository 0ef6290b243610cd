import { beforeEach, describe, expect, it } from 'vitest';
import { BitMemory } from '../../src/python-regex/bit-memory.js';
import type { BitProgram } from '../../src/python-regex/bit-program.js';
import { withSaved } from '../../src/python-regex/body-success.js';
import { compileBitProgram } from '../../src/python-regex/compile-bit-program.js';
import { parse } from '../../src/python-regex/parse.js';

const flags = { ignoreCase: false, multiline: false, dotAll: false, verbose: false, ascii: false };
const programOf = (pattern: string) => compileBitProgram(parse(pattern, flags), () => true);
/** The first instruction of which is remembered that the machine was there. */
const firstState = ({ states }: BitProgram) => states.findIndex((state) => state >= 0);

const length = 10;
const success = { end: 5, saved: undefined };
let program: BitProgram;
let pc: number;
let memory: BitMemory;

beforeEach(() => {
  program = programOf('(?:a|b)*c');
  pc = firstState(program);
  memory = new BitMemory(program, new Int32Array(program.slots));
  memory.begin(length);
});

describe('BitMemory', () => {
  it('knows each place in the text apart, the end of it too', () => {
    for (let pos = 0; pos <= length; pos++) expect(memory.wasAt(pc, pos)).toBe(false);
    for (let pos = 0; pos <= length; pos++) expect(memory.wasAt(pc, pos)).toBe(true);
  });

  it('tells how a body succeeds from there, and from nowhere else', () => {
    for (const pos of [1, 2]) memory.wasAt(pc, pos);
    memory.remember(pc, 1, success);
    expect(memory.wasAt(pc, 1)).toBe(true);
    expect(memory.reached).toBe(success);
    expect(memory.wasAt(pc, 2)).toBe(true);
    expect(memory.reached).toBeUndefined();
  });

  it('forgets what was with another text', () => {
    memory.wasAt(pc, 1);
    memory.remember(pc, 1, success);
    memory.release();
    expect(memory.begin(length)).toBe(true);
    expect([memory.wasAt(pc, 1), memory.wasAt(pc, 1), memory.reached]).toEqual([false, true, undefined]);
  });

  it('remembers nothing of a text that is too long', () => {
    expect(memory.begin(2 ** 30)).toBe(false);
    memory.remember(pc, 1, success);
    expect([memory.wasAt(pc, 1), memory.wasAt(pc, 1), memory.reached]).toEqual([false, false, undefined]);
  });

  it('knows apart whether a group took part, where what follows depends on it', () => {
    program = programOf('(?:(a)|b)*(?(1)c|d)');
    pc = program.bits.findIndex((bits) => bits !== undefined);
    const slots = new Int32Array(program.slots).fill(-1);
    memory = new BitMemory(program, slots);
    memory.begin(length);
    expect([memory.wasAt(pc, 3), memory.wasAt(pc, 3)]).toEqual([false, true]);
    slots.set([0, 1], 2);
    expect([memory.wasAt(pc, 3), memory.wasAt(pc, 3)]).toEqual([false, true]);
  });
});

describe('withSaved', () => {
  it('keeps the last value of each slot: the first it is told, as it is told backwards', () => {
    const saved = withSaved(withSaved(withSaved(success, 2, 7), 3, 8), 2, 1);
    expect(saved).toEqual({ end: 5, saved: { slot: 3, value: 8, next: { slot: 2, value: 7, next: undefined } } });
  });
});
