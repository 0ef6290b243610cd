import type { execa as Execa } from 'execa';
import { type JournalEntry, parseJournalEntry } from './journal-entry.js';
import type { JournalMatch } from './journal-match.js';
import type { JournalOptions } from './journal-options.js';
import { type JournalRange, journalctlArguments } from './journalctl-arguments.js';
import { SourceError } from './source-error.js';

/** Bytes; what is longer is left out, so that nobody who may write to the journal can fill the memory. */
const longestEntry = 16 * 1024 * 1024;

/**
 * The entries of a journal that fit, as many at a time as have gathered while the last ones were looked at; nothing is read
 * meanwhile. Ends with journalctl, which `signal` ends.
 * @throws SourceError if journalctl can't be started or fails.
 */
export async function* readEntries(
  journal: JournalOptions,
  match: JournalMatch,
  range: JournalRange,
  signal: AbortSignal = new AbortController().signal,
): AsyncGenerator<readonly JournalEntry[]> {
  const isStopped = () => signal.aborted;
  // Few jails read a journal, and loading it takes long.
  const { execa } = await import('execa');
  if (isStopped()) return;
  const running = startJournalctl(execa, journalctlArguments(journal, match, range));
  signal.addEventListener('abort', running.stop);
  try {
    for await (const lines of running.lines) yield lines.flatMap((line) => parseJournalEntry(line) ?? []);
    const failure = await running.failure();
    if (failure !== undefined && !isStopped()) {
      throw new SourceError(`the journal can't be read with journalctl: ${failure}`);
    }
  } finally {
    signal.removeEventListener('abort', running.stop);
    running.stop();
  }
}

/** The last entry of a journal, whatever it is. Throws like `readEntries`. */
export async function lastEntry(journal: JournalOptions, signal: AbortSignal): Promise<JournalEntry | undefined> {
  let last: JournalEntry | undefined;
  for await (const entries of readEntries(journal, [], 'last', signal)) last = entries.at(-1) ?? last;
  return last;
}

interface Journalctl {
  /** All complete lines there are at once; ends when journalctl does. */
  readonly lines: AsyncIterable<readonly string[]>;
  readonly stop: () => void;
  /** After its end: how it failed, with the last of what it said on standard error, or undefined. */
  readonly failure: () => Promise<string | undefined>;
}

/** Without a shell. It never rejects: a program that is missing is a failure too. */
function startJournalctl(execa: typeof Execa, args: readonly string[]): Journalctl {
  const running = execa('journalctl', args, { stdin: 'ignore', buffer: false, reject: false, encoding: 'buffer' });
  let complaint = '';
  running.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-1000);
  });
  const failure = async () => {
    const { failed, code, exitCode, signal } = await running;
    if (!failed) return undefined;
    if (code === 'ENOENT') return 'it is not installed; install systemd, or give the jail a logpath and backend = auto';
    return complaint.trim() || `it ended with ${signal ?? `exit status ${exitCode ?? code ?? 'unknown'}`}`;
  };
  return { lines: completeLines(running.stdout), stop: () => void running.kill(), failure };
}

async function* completeLines(chunks: AsyncIterable<Buffer>): AsyncGenerator<readonly string[]> {
  let rest: Buffer[] = [];
  let size = 0;
  for await (const chunk of chunks) {
    const end = chunk.lastIndexOf(0x0a) + 1;
    if (end > 0) {
      const text = Buffer.concat([...rest, chunk.subarray(0, end)]).toString('utf8');
      const lines = text.split('\n').slice(0, -1);
      yield size > longestEntry ? lines.slice(1) : lines;
      rest = [];
      size = 0;
    }
    size += chunk.length - end;
    if (size <= longestEntry) rest.push(chunk.subarray(end));
    else rest = [];
  }
}
