import type { EpochSeconds } from '../time/clock.js';

/** One complete log line, decoded, without its line end. */
export interface Line {
  readonly text: string;
  /** Byte offset just behind the line's newline; for a journal entry its place in the batch. */
  readonly end: number;
  /** Set where the source knows the time itself (the journal); no date is looked for in the text then. */
  readonly time?: EpochSeconds;
  /** The text with a newline behind it, where the source has it at hand. */
  readonly ended?: string;
  /** True if the text is known to be ASCII. */
  readonly isAscii?: boolean;
}

/** How far into which file, whatever its name. */
export interface FilePlace {
  /** Device and inode number as decimal text. */
  readonly device: string;
  readonly inode: string;
  /** Bytes consumed: everything before this offset is counted, nothing behind it. */
  readonly offset: number;
  /** SHA-1, in hex, of the file's first `fingerprintLength` bytes; tells a refilled file from a grown one. */
  readonly fingerprint: string;
  readonly fingerprintLength: number;
}

/** Where reading of what is, or was, at a path goes on: in which file, and behind what of those before it. */
export interface FilePosition extends FilePlace {
  readonly kind: 'file';
  readonly path: string;
  /** Files that were at the path before and may still be written to, oldest first. */
  readonly older: readonly FilePlace[];
}

/** Where reading of the journal goes on. */
export interface JournalPosition {
  readonly kind: 'journal';
  readonly path: string;
  readonly cursor: string;
  readonly time: EpochSeconds;
}

export type Position = FilePosition | JournalPosition;

/** What one read brought: lines, and the position after them. Both are committed together or not at all. */
export interface Batch {
  /** The file's path, or `systemd-journal` and its matches. */
  readonly path: string;
  readonly lines: readonly Line[];
  readonly position: Position;
  /** False while catching up: until the end of the source was first reached after delivering content (spec runtime §1.2). */
  readonly inOperation: boolean;
  /** True if these lines were certainly written after the source was first looked at. */
  readonly writtenAfterStart: boolean;
}

/** Lines that reading has passed already, for who came later: nothing goes on behind them. */
export interface PassedBatch extends Omit<Batch, 'position'> {
  readonly position?: never;
}
