#!/usr/bin/env node
import { once } from 'node:events';
import { escapeControlsInLines } from '../escape-controls.js';
import { regexCommand } from './regex/command.js';
import { runProgram } from './run-program.js';

const program = regexCommand({
  async out(text) {
    if (text !== '' && !process.stdout.write(forReader(text))) await once(process.stdout, 'drain');
  },
  warn: (text) => process.stderr.write(`WARNING: ${escapeControlsInLines(text)}\n`),
});

/** Logs are written by strangers: a terminal gets no control characters of theirs, a file or a pipe every byte. */
function forReader(text: string): string {
  return process.stdout.isTTY ? escapeControlsInLines(text) : text;
}

// A reader such as head may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 255));

await runProgram(program);
