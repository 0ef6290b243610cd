import type { Decode } from './decoder.js';
import type { FilePlace } from './line.js';
import type { Identity } from './position.js';
import type { Cut } from './split-lines.js';

/** Bytes taken at once, unless a single line is longer. */
export const chunkLength = 256 * 1024;
/** Of a longer line only its first so many bytes are kept. */
export const longestLine = 16 * 1024 * 1024;
/** Of this many first bytes, or as many as there were, fingerprints are made. */
export const headLength = 1024;

/** Lines read and not yet accepted. */
export interface ReadLines extends Cut {
  /** First bytes of the file, as far as they belong to what is consumed with these lines. */
  readonly head: Buffer;
  /** True if a line longer than `longestLine` lost its rest. */
  readonly shortened: boolean;
}

/** What was read so far is not in the file any more: it was truncated, or filled anew. */
export interface Replaced {
  /** How far the content that is gone was read. */
  readonly gone: FilePlace;
}

/** A log file that is read to its end and remembers how far it is consumed. */
export interface ReadableLog extends Identity {
  /** Everything before this byte is consumed. */
  readonly offset: number;
  /** How much is read of what was in it at the first look, from 0 to 1. */
  readonly progress: number;
  /** True if the lines that come next were certainly written after the file was first looked at. */
  readonly pastKnownEnd: boolean;
  /** The next complete lines, at most a chunk unless one line alone is longer; undefined at the end. */
  next(decode: Decode): Promise<ReadLines | Replaced | undefined>;
  accept(lines: ReadLines): void;
  /** The place behind what is consumed, or behind `lines`. */
  place(lines?: ReadLines): FilePlace;
  /** True if nobody can write to it by its name. */
  isDeleted(): Promise<boolean>;
  close(): Promise<void>;
}
