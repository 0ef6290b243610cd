import { type Command, CommanderError } from 'commander';
import { TsbanError } from '../error.js';
import { escapeControlsInLines } from '../escape-controls.js';

/** Parses the command line and does what it says. Wrong usage, and what tsban throws on purpose, end with 255. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 255;
    else if (error instanceof TsbanError) {
      process.stderr.write(`ERROR: ${escapeControlsInLines(error.message)}\n`);
      process.exitCode = 255;
    } else throw error;
  }
}
