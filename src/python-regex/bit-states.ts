import { type BitProgram, op, type StateBits } from './bit-program.js';

type Code = Pick<BitProgram, 'ops' | 'xs' | 'ys' | 'groupSlots'>;
type States = Pick<BitProgram, 'states' | 'bits' | 'stateCount' | 'isLinear'>;

/** More bits on one instruction than this are not worth the memory. */
const mostBits = 8;

/**
 * What the rest of a match can ask about the way to an instruction: whether group n took part (n > 0), whether the loop
 * of slot -n still stands where its round began (n < 0), or the text of a group.
 */
type Facts = ReadonlySet<number>;
interface Needs {
  readonly known: Facts;
  readonly texts: Facts;
}

const none: Facts = new Set();
const noNeeds: Needs = { known: none, texts: none };

/**
 * Numbers the states of a program: one for each instruction at which ways meet, or more where what comes after depends
 * on how the machine got there. An instruction after which the text of a group is compared can't have any.
 */
export function layOutStates(code: Code): States {
  const needs = needsOf(code);
  const states = new Int32Array(code.ops.length).fill(-1);
  const bits: (StateBits | undefined)[] = [];
  let stateCount = 0;
  let isLinear = true;
  for (const pc of meetingPoints(code)) {
    const { known, texts } = needs[pc] ?? noNeeds;
    if (texts.size > 0 || known.size > mostBits) {
      isLinear = false;
      continue;
    }
    states[pc] = stateCount;
    stateCount += 2 ** known.size;
    if (known.size > 0) bits[pc] = bitsOf(known);
  }
  return { states, bits, stateCount, isLinear };
}

function bitsOf(known: Facts): StateBits {
  const facts = [...known];
  return {
    conditions: facts.filter((fact) => fact > 0),
    loops: facts.filter((fact) => fact < 0).map((fact) => -fact),
  };
}

/** Where a choice is made, and where the body of a look-around or atomic group begins. */
function meetingPoints({ ops }: Code): readonly number[] {
  return [...ops.keys()].filter((pc) => {
    const before = ops[pc - 1];
    return (
      ops[pc] === op.split ||
      ops[pc] === op.star ||
      (pc > 0 && (before === op.look || before === op.lookNot || before === op.atomic))
    );
  });
}

/** For each instruction what is needed to know there: found from the end, as liveness of variables is. */
function needsOf(code: Code): readonly Needs[] {
  const needs: Needs[] = Array.from(code.ops, () => noNeeds);
  const reads = [op.stuck, op.condition, op.backreference] as readonly number[];
  if (!code.ops.some((kind) => reads.includes(kind))) return needs;
  for (let isChanged = true; isChanged; ) {
    isChanged = false;
    for (let pc = needs.length - 1; pc >= 0; pc--) {
      const before = needsBefore(
        code,
        pc,
        successors(code, pc).map((next) => needs[next] ?? noNeeds),
      );
      if (sizeOf(before) === sizeOf(needs[pc] ?? noNeeds)) continue;
      needs[pc] = before;
      isChanged = true;
    }
  }
  return needs;
}

function sizeOf({ known, texts }: Needs): number {
  return known.size + texts.size;
}

function successors({ ops, xs, ys }: Code, pc: number): readonly number[] {
  const [x = 0, y = 0] = [xs[pc], ys[pc]];
  switch (ops[pc]) {
    case op.done:
      return [];
    case op.jump:
      return [x];
    case op.split:
      return [x, y];
    case op.stuck:
    case op.condition:
      return [pc + 1, y];
    case op.look:
    case op.lookNot:
    case op.atomic:
      return [pc + 1, x];
    default:
      return [pc + 1];
  }
}

function needsBefore({ ops, xs, groupSlots }: Code, pc: number, after: readonly Needs[]): Needs {
  const x = xs[pc] ?? 0;
  const known = new Set(after.flatMap((needs) => [...needs.known]));
  const texts = new Set(after.flatMap((needs) => [...needs.texts]));
  switch (ops[pc]) {
    case op.stuck:
      known.add(-x);
      break;
    case op.condition:
      known.add(x);
      break;
    case op.backreference:
      texts.add(x);
      break;
    case op.save:
      if (x >= groupSlots) known.delete(-x);
      else if (x % 2 === 1) known.delete((x - 1) / 2);
      // A group that asks about itself is told of its last round only if that ended here.
      else if (!known.has(x / 2)) texts.delete(x / 2);
      else texts.add(x / 2);
      break;
  }
  return { known, texts };
}
