import { closeSync, openSync, readSync, statSync } from 'node:fs';
import { headerLine, shortened } from '../regex-report.js';
import { decoderFor } from '../../source/decoder.js';
import type { Line } from '../../source/line.js';
import { SourceError } from '../../source/source-error.js';
import { splitLines } from '../../source/split-lines.js';

const chunkSize = 256 * 1024;
/** Lines. */
const batchSize = 1000;

/** The log under trial, and what the report's header says about it. */
export interface TriedLog {
  readonly header: readonly string[];
  readonly lines: Iterable<string>;
}

/** LOG is a file, or else the text itself (spec config §6). Throws SourceError. */
export function openLog(log: string, encoding: string, multiline: boolean): TriedLog {
  if (statSync(log, { throwIfNoEntry: false })?.isFile() === true) {
    const header = [headerLine('log file', log), headerLine('encoding', encoding)];
    return { header, lines: linesOfFile(log, encoding) };
  }
  if (log.startsWith('systemd-journal')) {
    throw new SourceError('the journal cannot be tried yet: write it to a file with journalctl -o short-iso');
  }
  if (!multiline && !log.includes('\n')) return { header: [headerLine('single line', shortened(log))], lines: [log] };
  const lines = log.split('\n');
  const shown = lines.slice(0, 5).map((line, at) => `|  ${at + 1}: ${shortened(line)}`);
  const more = lines.length > 5 ? ['| ...'] : [];
  return { header: [`Use      multi line : ${lines.length} line(s)`, ...shown, ...more, '`-'], lines };
}

/** The complete lines of a file; what stands behind the last newline is no line yet. */
function* linesOfFile(path: string, encoding: string): Generator<string> {
  const decode = decoderFor(encoding);
  const file = openSync(path, 'r');
  try {
    let rest = Buffer.alloc(0);
    const chunk = Buffer.alloc(chunkSize);
    for (let read = readSync(file, chunk); read > 0; read = readSync(file, chunk)) {
      const bytes = Buffer.concat([rest, chunk.subarray(0, read)]);
      const { lines, end } = splitLines(bytes, 0, decode);
      rest = bytes.subarray(end);
      for (const { text } of lines) yield text;
    }
  } finally {
    closeSync(file);
  }
}

/** The lines that are tried, so many at once that few are waiting for each other. */
export function* batchesOf(lines: Iterable<string>): Generator<readonly Line[]> {
  let batch: Line[] = [];
  for (const text of lines) {
    if (!isTried(text)) continue;
    batch.push({ text, end: 0 });
    if (batch.length < batchSize) continue;
    yield batch;
    batch = [];
  }
  yield batch;
}

/** Comments and empty lines of a log are passed over and not counted (spec config §6). */
function isTried(line: string): boolean {
  return line.trim() !== '' && !line.startsWith('#');
}
