import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { isSystemError, reasonOf } from '../../error.js';
import { headerLine, shortened } from '../regex-report.js';
import { decoderFor } from '../../source/decoder.js';
import type { Line } from '../../source/line.js';
import { SourceError } from '../../source/source-error.js';
import { splitLines } from '../../source/split-lines.js';

const chunkSize = 256 * 1024;

/** The log under trial, and what the report's header says about it. */
export interface TriedLog {
  readonly header: readonly string[];
  /** It is no log, but the text of its lines. */
  readonly isText?: true;
  /** The lines that are tried, in batches small enough that few wait for each other. */
  readonly batches: Iterable<readonly Line[]> | AsyncIterable<readonly Line[]>;
}

export interface LogOptions {
  readonly encoding: string;
  readonly multiline: boolean;
  /** Which entries of a journal are wanted. */
  readonly journalmatch: readonly string[];
}

/** LOG is a file, the journal, or else the text itself (spec config §6). Throws SourceError, then or while it is read. */
export function openLog(log: string, options: LogOptions): TriedLog {
  if (isJournal(log)) return openJournal(log, options);
  return isFile(log) ? openFile(log, options) : openText(log, options);
}

/** True if LOG is the journal, perhaps with options in brackets. */
export function isJournal(log: string): boolean {
  return log.startsWith('systemd-journal') && !isFile(log);
}

/** A pipe is as good as a file: `<(zcat auth.log.2.gz)`. Most texts can't be looked up: they are too long for a name. */
function isFile(log: string): boolean {
  try {
    const found = statSync(log);
    return found.isFile() || found.isFIFO();
  } catch (error) {
    // No log line begins with a slash; that it can't be had is told when it is opened.
    return isSystemError(error) && error.code === 'EACCES' && isPath(log);
  }
}

/** True for what can only be meant as the path of a file. */
export function isPath(text: string): boolean {
  return /^\.{0,2}\/\S+$/.test(text);
}

function openJournal(log: string, { encoding, journalmatch }: LogOptions): TriedLog {
  const matches = journalmatch.length === 0 ? [] : [headerLine('journal match', journalmatch.join(' + '))];
  const header = ['Use         systemd journal', headerLine('encoding', encoding), ...matches];
  return { header, batches: batchesOfJournal(log, journalmatch) };
}

async function* batchesOfJournal(log: string, matches: readonly string[]): AsyncGenerator<readonly Line[]> {
  // What starts other programs takes longer to load than all the rest, and few logs are a journal.
  const { readJournal } = await import('../../source/read-journal.js');
  yield* readJournal(log, matches);
}

function openFile(log: string, { encoding }: LogOptions): TriedLog {
  const header = [headerLine('log file', log), headerLine('encoding', encoding)];
  return { header, batches: batchesOfFile(log, encoding) };
}

function openText(log: string, { multiline }: LogOptions): TriedLog {
  const lines = log.split('\n');
  const batches = [lines.map((text) => ({ text, end: 0 })).filter(isTried)];
  if (!multiline && lines.length === 1)
    return { header: [headerLine('single line', shortened(log))], batches, isText: true };
  const shown = lines.slice(0, 5).map((line, at) => `|  ${at + 1}: ${shortened(line)}`);
  const more = lines.length > 5 ? ['| ...'] : [];
  return { header: [`Use      multi line : ${lines.length} line(s)`, ...shown, ...more, '`-'], batches };
}

/** The complete lines of a file; what stands behind the last newline is no line yet. */
function* batchesOfFile(path: string, encoding: string): Generator<readonly Line[]> {
  const decode = decoderFor(encoding);
  const file = openForReading(path);
  try {
    // Lines are texts of their own, so that the bytes of one batch can be those of the next.
    let bytes = Buffer.alloc(chunkSize);
    let held = 0;
    for (let read = readSync(file, bytes, { offset: held }); read > 0; read = readSync(file, bytes, { offset: held })) {
      const { lines, end } = splitLines(bytes.subarray(0, held + read), 0, decode);
      held = bytes.copy(bytes, 0, end, held + read);
      if (held === bytes.length) bytes = Buffer.concat([bytes, Buffer.alloc(held)]);
      yield lines.filter(isTried);
    }
  } finally {
    closeSync(file);
  }
}

function openForReading(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    throw new SourceError(`${path} can't be read: ${reasonOf(error)}`);
  }
}

/** Comments and empty lines of a log are passed over and not counted (spec config §6). */
function isTried({ text }: Line): boolean {
  return text.charCodeAt(0) > blank ? !text.startsWith('#') : text.trim() !== '';
}

const blank = 0x20;
