import { isAnchored, nullable, width } from './analyze.js';
import { type BitProgram, type CharacterTest, folds, op } from './bit-program.js';
import { layOutStates } from './bit-states.js';
import { characterTest } from './character-test.js';
import {
  type ConditionalNode,
  type GroupNode,
  isSingle,
  type LookNode,
  type Node,
  type PositionNode,
  type RepeatNode,
  type SingleNode,
  walk,
  withAtomicRounds,
} from './node.js';
import type { ParsedPattern } from './parse.js';

/** Writes a pattern as a program for the bit-state machine; `keep` as for `generate`. */
export function compileBitProgram(pattern: ParsedPattern, keep: (group: GroupNode) => boolean): BitProgram {
  const compiler = new Compiler(pattern, keep);
  compiler.node(pattern.root);
  return compiler.finish();
}

class Compiler {
  readonly #ops: number[] = [];
  readonly #xs: number[] = [];
  readonly #ys: number[] = [];
  readonly #tests: CharacterTest[] = [];
  readonly #positions: PositionNode[] = [];
  readonly #pattern: ParsedPattern;
  readonly #capturing: ReadonlySet<number>;
  readonly #groupSlots: number;
  #slots: number;

  constructor(pattern: ParsedPattern, keep: (group: GroupNode) => boolean) {
    this.#pattern = pattern;
    const nodes = walk(pattern.root);
    const referred = nodes.flatMap((node) => ('group' in node ? [node.group] : []));
    const kept = [...pattern.groups.values()].filter(keep).map(({ number }) => number);
    this.#capturing = new Set([...referred, ...kept]);
    this.#groupSlots = 2 * (pattern.groups.size + 1);
    this.#slots = this.#groupSlots;
  }

  finish(): BitProgram {
    this.#emit(op.done);
    const code = { ops: Uint8Array.from(this.#ops), xs: Int32Array.from(this.#xs), ys: Int32Array.from(this.#ys) };
    return {
      ...code,
      tests: this.#tests,
      positions: this.#positions,
      groupSlots: this.#groupSlots,
      slots: this.#slots,
      isAnchored: isAnchored(this.#pattern.root),
      ...layOutStates({ ...code, groupSlots: this.#groupSlots }),
    };
  }

  node(node: Node): void {
    switch (node.type) {
      case 'literal':
      case 'set':
      case 'any':
        this.#single(node);
        break;
      case 'position':
        this.#emit(op.at, this.#positions.push(node) - 1);
        break;
      case 'sequence':
        for (const item of node.items) this.node(item);
        break;
      case 'alternation':
        this.#alternation(node.branches);
        break;
      case 'group':
        this.#group(node);
        break;
      case 'repeat':
        this.#repeat(node);
        break;
      case 'atomic':
        this.#body(op.atomic, node.body);
        break;
      case 'look':
        this.#look(node);
        break;
      case 'backreference':
        this.#emit(op.backreference, node.group, folds.indexOf(node.fold));
        break;
      case 'conditional':
        this.#conditional(node);
        break;
    }
  }

  #single(node: SingleNode): void {
    if (node.type === 'literal' && node.fold === 'none') this.#emit(op.literal, node.code);
    else this.#emit(op.set, this.#test(node));
  }

  #test(node: SingleNode): number {
    return this.#tests.push(characterTest(node)) - 1;
  }

  #alternation(branches: readonly Node[]): void {
    const jumps: number[] = [];
    branches.forEach((branch, index) => {
      if (index === branches.length - 1) {
        this.node(branch);
        return;
      }
      const split = this.#emit(op.split, this.#next + 1);
      this.node(branch);
      jumps.push(this.#emit(op.jump));
      this.#ys[split] = this.#next;
    });
    for (const jump of jumps) this.#xs[jump] = this.#next;
  }

  #group({ number, body }: GroupNode): void {
    const captures = this.#capturing.has(number);
    if (captures) this.#emit(op.save, 2 * number);
    this.node(body);
    if (captures) this.#emit(op.save, 2 * number + 1);
  }

  #repeat(repeat: RepeatNode): void {
    const { body, min, max, mode } = repeat;
    if (mode === 'possessive') {
      this.#body(op.atomic, withAtomicRounds(repeat));
      return;
    }
    for (let round = 0; round < min; round++) this.node(body);
    if (max === Infinity) this.#loop(repeat);
    else if (max > min) this.#options(repeat);
  }

  #loop({ body, mode }: RepeatNode): void {
    if (isSingle(body) && mode === 'greedy') {
      this.#emit(op.star, this.#test(body));
      return;
    }
    const slot = nullable(body) ? this.#slots++ : undefined;
    const enter = slot === undefined ? undefined : this.#emit(op.jump);
    const stuck = slot === undefined ? undefined : this.#emit(op.stuck, slot);
    const split = this.#emit(op.split);
    if (enter !== undefined) this.#xs[enter] = split;
    if (slot !== undefined) this.#emit(op.save, slot);
    this.node(body);
    this.#emit(op.jump, stuck ?? split);
    if (stuck !== undefined) this.#ys[stuck] = this.#next;
    this.#choose(split, mode, this.#next);
  }

  #options({ body, min, max, mode }: RepeatNode): void {
    const slot = nullable(body) && max > min + 1 ? this.#slots++ : undefined;
    const splits: number[] = [];
    const stucks: number[] = [];
    for (let round = min; round < max; round++) {
      if (slot !== undefined && round > min) stucks.push(this.#emit(op.stuck, slot));
      splits.push(this.#emit(op.split));
      if (slot !== undefined) this.#emit(op.save, slot);
      this.node(body);
    }
    for (const split of splits) this.#choose(split, mode, this.#next);
    for (const stuck of stucks) this.#ys[stuck] = this.#next;
  }

  /** Lets `split` choose between what stands behind it and `exit`. */
  #choose(split: number, mode: RepeatNode['mode'], exit: number): void {
    const [first, second] = mode === 'lazy' ? [exit, split + 1] : [split + 1, exit];
    this.#xs[split] = first;
    this.#ys[split] = second;
  }

  #look({ direction, negated, body }: LookNode): void {
    const back = direction === 'ahead' ? 0 : width(body, this.#pattern.groups).min;
    this.#body(negated ? op.lookNot : op.look, body, back);
  }

  #body(kind: number, body: Node, y = 0): void {
    const at = this.#emit(kind, 0, y);
    this.node(body);
    this.#emit(op.done);
    this.#xs[at] = this.#next;
  }

  #conditional({ group, yes, no }: ConditionalNode): void {
    const condition = this.#emit(op.condition, group);
    this.node(yes);
    const jump = this.#emit(op.jump);
    this.#ys[condition] = this.#next;
    this.node(no);
    this.#xs[jump] = this.#next;
  }

  get #next(): number {
    return this.#ops.length;
  }

  /** Adds an instruction and gives its place. */
  #emit(kind: number, x = 0, y = 0): number {
    this.#xs.push(x);
    this.#ys.push(y);
    return this.#ops.push(kind) - 1;
  }
}
