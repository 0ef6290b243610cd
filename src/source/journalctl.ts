import { execa } from 'execa';

/** A running journalctl. */
export interface Journalctl {
  /** Its lines; ends when it does. One longer than 64 MiB is left out. */
  readonly lines: AsyncIterable<readonly string[]>;
  /** Ends it. */
  readonly stop: () => void;
  /** After its end: how it ended, with the last of what it said on standard error. */
  readonly ending: () => Promise<string>;
  /** After its end: how it failed, or undefined. */
  readonly failure: () => Promise<string | undefined>;
}

const longestEntry = 64 * 1024 * 1024;

/** Starts journalctl, without a shell. It never rejects: a program that is missing is an ending too. */
export function startJournalctl(args: readonly string[]): Journalctl {
  const running = execa('journalctl', args, { stdin: 'ignore', buffer: false, reject: false, encoding: 'buffer' });
  let complaint = '';
  running.stderr.on('data', (chunk: Buffer) => {
    complaint = (complaint + chunk.toString('utf8')).slice(-1000);
  });
  const failure = async () => {
    const { shortMessage } = await running;
    return shortMessage && (complaint.trim() || shortMessage);
  };
  return {
    lines: completeLines(running.stdout),
    stop: () => void running.kill(),
    ending: async () => (await failure()) ?? (complaint.trim() || 'it ended'),
    failure,
  };
}

/** All complete lines of a chunk at once: whoever takes long finds what gathered meanwhile in the next. */
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
