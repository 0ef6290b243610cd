import { ByteReader } from './byte-reader.js';
import { opcodes } from './opcodes.js';
import { PickleError } from './pickle-error.js';
import { PickleMachine, type Unpickled } from './pickle-machine.js';

/** The most there may be in a pickle: what it holds in several places counts in each, of texts and bytes also the length. */
const [most, deepest] = [2_000_000, 20];

const stop = '.'.charCodeAt(0);

/**
 * Reads a pickle of protocol 0 to 5 that is made of lists, tuples, dicts, sets, texts, bytes, numbers, True, False and
 * None. Nothing in it is ever looked up, called or made an object of. Throws PickleError for whatever else it holds.
 */
export function unpickle(bytes: Buffer): Unpickled {
  const reader = new ByteReader(bytes);
  const machine = new PickleMachine();
  for (;;) {
    const opcode = reader.unsigned(1);
    if (opcode === stop) break;
    const step = opcodes.get(String.fromCharCode(opcode));
    if (step === undefined) {
      const where = `opcode 0x${opcode.toString(16).padStart(2, '0')} at byte ${reader.at - 1}`;
      throw new PickleError(`${where} is for no list, text, number or other plain data`);
    }
    step(machine, reader);
  }
  const value = machine.pop();
  weigh(value, 0, 0);
  return value;
}

/** Adds up what is in a value; throws where that is too much, as it is for a list that is in itself. */
function weigh(value: Unpickled, before: number, depth: number): number {
  if (depth > deepest) throw new PickleError(`the pickle is nested more than ${deepest} deep`);
  let sum = before + 1;
  if (typeof value === 'string' || Buffer.isBuffer(value)) sum += value.length;
  else for (const item of itemsOf(value)) sum = weigh(item, sum, depth + 1);
  if (sum > most) throw new PickleError(`there is too much in the pickle`);
  return sum;
}

function itemsOf(value: Unpickled): Iterable<Unpickled> {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  return Array.isArray(value) || value instanceof Set ? value : [];
}
