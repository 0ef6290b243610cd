import { type Command, CommanderError } from 'commander';
import { isSystemError, TsbanError } from '../error.js';
import { escapeControlsInLines } from '../escape-controls.js';

/** Parses the command line and does what it says. Wrong usage, what tsban throws on purpose, or the system, end with 255. */
export async function runProgram(program: Command): Promise<void> {
  try {
    await program.parseAsync();
  } catch (error) {
    if (error instanceof CommanderError) process.exitCode = error.exitCode === 0 ? 0 : 255;
    else if (error instanceof TsbanError || isSystemError(error)) {
      process.stderr.write(`ERROR: ${escapeControlsInLines(error.message)}\n`);
      process.exitCode = 255;
    } else throw error;
  }
}
