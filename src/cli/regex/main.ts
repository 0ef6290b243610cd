import { once } from 'node:events';
import { escapeControlsInLines } from '../../escape-controls.js';
import { runProgram } from '../run-program.js';
import { regexCommand } from './command.js';

/** The program tsban-regex, on the arguments and streams of its process. */
export async function main(): Promise<void> {
  // A reader such as head may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 255));
  const command = regexCommand({
    async out(text) {
      if (text !== '' && !process.stdout.write(forReader(text))) await once(process.stdout, 'drain');
    },
    warn: (text) => process.stderr.write(`WARNING: ${escapeControlsInLines(text)}\n`),
  });
  await runProgram(command);
}

/** Logs are written by strangers: a terminal gets no control characters of theirs, a file or a pipe every byte. */
function forReader(text: string): string {
  return process.stdout.isTTY ? escapeControlsInLines(text) : text;
}
