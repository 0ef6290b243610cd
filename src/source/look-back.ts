import type { Decode } from './decoder.js';
import type { FilePlace, PassedBatch } from './line.js';
import { OpenLog } from './open-log.js';
import { continues, sameFile } from './position.js';
import { SourceError } from './source-error.js';
import { type DateReader, startByDate } from './start-by-date.js';

/** What of which log is to be read again. */
export interface LookBackOptions {
  readonly path: string;
  /** Where others were in the file when somebody came who gets the lines behind it from them. */
  readonly upTo: FilePlace;
  readonly decode: Decode;
  /** How those who came read dates. */
  readonly readers: () => readonly DateReader[];
}

/**
 * What others have read of a log, for who came later, from where the dates are young enough for them. It stays with the
 * file whatever happens to its name, and ends early if its content is replaced.
 * Throws SourceError if another file is at the path by now, or the system's error if it can't be read.
 */
export async function* lookBack({ path, upTo, decode, readers }: LookBackOptions): AsyncGenerator<PassedBatch, void> {
  const log = await OpenLog.open(path);
  try {
    const found = await log.found();
    if (!sameFile(upTo, found) || !continues(upTo, found)) throw new SourceError('it was rotated just now');
    log.startAt(0, found.head);
    log.skipTo(await startByDate(log, decode, readers));
    while (log.offset < upTo.offset) {
      const read = await log.next(decode);
      if (read === undefined || 'gone' in read) return;
      const lines = read.lines.filter(({ end }) => end <= upTo.offset);
      if (lines.length > 0) yield { path, lines, inOperation: false, writtenAfterStart: false };
      log.accept(read);
    }
  } finally {
    await log.close();
  }
}
