import { ByteWriter } from './byte-writer.js';
import { endOfMessage } from './messages.js';

/** Data as Python gets it: plain objects are dicts, undefined is None. */
export type Picklable =
  | string
  | number
  | boolean
  | null
  | undefined
  | readonly Picklable[]
  | Pair
  | PythonException
  | { readonly [key: string]: Picklable };

/** A tuple of two. */
export class Pair {
  readonly first: Picklable;
  readonly second: Picklable;

  constructor(first: Picklable, second: Picklable) {
    this.first = first;
    this.second = second;
  }
}

/** An exception of Python with its arguments. */
export class PythonException {
  /** With its module: `builtins.ValueError`. */
  readonly name: string;
  readonly arguments: readonly (string | number)[];

  constructor(name: string, argumentsOfIt: readonly (string | number)[]) {
    this.name = name;
    this.arguments = argumentsOfIt;
  }
}

/**
 * Writes data as a pickle of protocol 4, which every Python 3 reads. What ends a message is nowhere in it, whatever the
 * texts are.
 */
export function pickle(value: Picklable): Buffer {
  const writer = new ByteWriter();
  writer.code('\x80');
  writer.unsigned(4, 1);
  write(writer, value);
  writer.code('.');
  return writer.written();
}

function write(writer: ByteWriter, value: Picklable): void {
  if (value === null || value === undefined) writer.code('N');
  else if (typeof value === 'boolean') writer.code(value ? '\x88' : '\x89');
  else if (typeof value === 'number') writeNumber(writer, value);
  else if (typeof value === 'string') writeText(writer, value);
  else if (value instanceof Pair) writePair(writer, value);
  else if (value instanceof PythonException) writeException(writer, value);
  else if (isList(value)) writeMany(writer, [']', 'e'], value);
  else writeMany(writer, ['}', 'u'], Object.entries(value).flat());
}

function writeNumber(writer: ByteWriter, value: number): void {
  if (!Number.isSafeInteger(value)) {
    writer.code('G');
    writer.float(value);
  } else if (value >= 0 && value < 2 ** 8) {
    writer.code('K');
    writer.unsigned(value, 1);
  } else if (value >= 0 && value < 2 ** 16) {
    writer.code('M');
    writer.unsigned(value, 2);
  } else if (value >= -(2 ** 31) && value < 2 ** 31) {
    writer.code('J');
    writer.signed(value, 4);
  } else {
    writer.code('\x8a');
    writer.unsigned(8, 1);
    writer.signed(value, 8);
  }
}

function writeText(writer: ByteWriter, text: string): void {
  // A client takes the marker for the end wherever it is, and an id can be any text somebody got into a log. The length
  // before a text may be the first character.
  if (text.includes(endOfMessage.slice(1))) writeEscaped(writer, text);
  else writePlain(writer, text);
}

function writePlain(writer: ByteWriter, text: string): void {
  const length = Buffer.byteLength(text);
  const isShort = length < 2 ** 8;
  writer.code(isShort ? '\x8c' : 'X');
  writer.unsigned(length, isShort ? 1 : 4);
  writer.text(text, length);
}

/** As protocol 0 has it, without any `<`. */
function writeEscaped(writer: ByteWriter, text: string): void {
  const line = text.replace(/[^ -~]|[<\\]/gu, (char) => {
    const code = (char.codePointAt(0) ?? 0).toString(16);
    return code.length > 4 ? `\\U${code.padStart(8, '0')}` : `\\u${code.padStart(4, '0')}`;
  });
  writer.code('V');
  writer.text(`${line}\n`, line.length + 1);
}

function writePair(writer: ByteWriter, { first, second }: Pair): void {
  write(writer, first);
  write(writer, second);
  writer.code('\x86');
}

/** Tells Python to call the class with the arguments. */
function writeException(writer: ByteWriter, { name, arguments: argumentsOfIt }: PythonException): void {
  const dot = name.lastIndexOf('.');
  writeText(writer, name.slice(0, dot));
  writeText(writer, name.slice(dot + 1));
  writer.code('\x93');
  writer.code('(');
  for (const argument of argumentsOfIt) write(writer, argument);
  writer.code('t');
  writer.code('R');
}

function writeMany(writer: ByteWriter, [empty, add]: readonly [string, string], items: readonly Picklable[]): void {
  writer.code(empty);
  if (items.length === 0) return;
  writer.code('(');
  for (const item of items) write(writer, item);
  writer.code(add);
}

/** Array.isArray, which alone does not see that read-only lists are lists. */
function isList(value: Picklable): value is readonly Picklable[] {
  return Array.isArray(value);
}
