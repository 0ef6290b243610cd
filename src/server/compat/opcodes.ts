import type { ByteReader } from './byte-reader.js';
import { PickleError } from './pickle-error.js';
import type { PickleMachine, Unpickled } from './pickle-machine.js';
import { floatIn, integerIn, integerOf, integerOrBooleanIn, textIn } from './pickled-text.js';

type Opcode = (machine: PickleMachine, reader: ByteReader) => void;

/** Pushes what it reads. */
function item(read: (reader: ByteReader) => Unpickled): Opcode {
  return (machine, reader) => machine.push(read(reader));
}

/** Pushes what is made of the items above the last mark. */
function ofMarked(make: (items: Unpickled[]) => Unpickled): Opcode {
  return (machine) => machine.push(make(machine.popToMark()));
}

/** Puts what `take` takes from the stack into the container below it. */
function into(
  add: (container: Unpickled, items: Unpickled[]) => void,
  take: (machine: PickleMachine) => Unpickled[],
): Opcode {
  return (machine) => {
    const items = take(machine);
    add(machine.top(), items);
  };
}

const marked = (machine: PickleMachine) => machine.popToMark();
const last = (count: number) => (machine: PickleMachine) => machine.popMany(count);
const text = (bytes: Buffer) => bytes.toString('utf8');

/** What Python's pickler writes for plain data, and what that does. */
export const opcodes: ReadonlyMap<string, Opcode> = new Map<string, Opcode>([
  ['\x80', (_machine, reader) => void reader.unsigned(1)], // the protocol
  ['\x95', (_machine, reader) => void reader.unsigned(8)], // the length of a frame
  ['N', item(() => null)],
  ['\x88', item(() => true)],
  ['\x89', item(() => false)],
  ['I', item((reader) => integerOrBooleanIn(reader.line()))],
  ['L', item((reader) => integerIn(reader.line()))],
  ['J', item((reader) => reader.signed())],
  ['K', item((reader) => reader.unsigned(1))],
  ['M', item((reader) => reader.unsigned(2))],
  ['\x8a', item((reader) => integerOf(reader.counted(1)))],
  ['\x8b', item((reader) => integerOf(reader.counted(4)))],
  ['F', item((reader) => floatIn(reader.line()))],
  ['G', item((reader) => reader.float())],
  ['V', item((reader) => textIn(reader.line()))],
  ['X', item((reader) => text(reader.counted(4)))],
  ['\x8c', item((reader) => text(reader.counted(1)))],
  ['\x8d', item((reader) => text(reader.counted(8)))],
  // Texts of Python 2, as clients in other languages still send them.
  ['T', item((reader) => text(reader.counted(4)))],
  ['U', item((reader) => text(reader.counted(1)))],
  ['B', item((reader) => reader.counted(4))],
  ['C', item((reader) => reader.counted(1))],
  ['\x8e', item((reader) => reader.counted(8))],
  ['(', (machine) => machine.mark()],
  [']', item(() => [])],
  ['l', ofMarked((items) => items)],
  ['a', into(append, last(1))],
  ['e', into(append, marked)],
  [')', item(() => [])],
  ['t', ofMarked((items) => items)],
  ['\x85', (machine) => machine.push(machine.popMany(1))],
  ['\x86', (machine) => machine.push(machine.popMany(2))],
  ['\x87', (machine) => machine.push(machine.popMany(3))],
  ['}', item(() => new Map())],
  ['d', ofMarked((items) => setItems(new Map(), items))],
  ['s', into(setItems, last(2))],
  ['u', into(setItems, marked)],
  ['\x8f', item(() => new Set())],
  ['\x90', into(addItems, marked)],
  ['\x91', ofMarked((items) => new Set(items))],
  ['p', (machine, reader) => machine.remember(Number(integerIn(reader.line())))],
  ['q', (machine, reader) => machine.remember(reader.unsigned(1))],
  ['r', (machine, reader) => machine.remember(reader.unsigned(4))],
  ['\x94', (machine) => machine.remember()],
  ['g', (machine, reader) => machine.recall(Number(integerIn(reader.line())))],
  ['h', (machine, reader) => machine.recall(reader.unsigned(1))],
  ['j', (machine, reader) => machine.recall(reader.unsigned(4))],
]);

function append(list: Unpickled, items: Unpickled[]): void {
  if (!Array.isArray(list)) throw new PickleError('the pickle appends to what is no list');
  for (const each of items) list.push(each);
}

function setItems(dict: Unpickled, items: Unpickled[]): Unpickled {
  if (!(dict instanceof Map) || items.length % 2 !== 0)
    throw new PickleError('the pickle sets a key of what is no dict');
  for (let at = 0; at < items.length; at += 2) dict.set(items[at] ?? null, items[at + 1] ?? null);
  return dict;
}

function addItems(set: Unpickled, items: Unpickled[]): void {
  if (!(set instanceof Set)) throw new PickleError('the pickle adds to what is no set');
  for (const each of items) set.add(each);
}
