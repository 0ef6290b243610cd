import { execa } from 'execa';
import { TsbanError } from '../../../error.js';

/** A program of the system did not do what it was asked for. */
export class ProgramError extends TsbanError {
  readonly code = 'PROGRAM';
}

/** Seconds after which a program is killed, and what it was to do has failed; systemd itself gives up earlier. */
const patience = 300;

/**
 * Runs a program without a shell and gives its standard output. A ^C does not reach it: what was begun is brought to an end.
 * Rejects with a ProgramError where it fails.
 */
export async function output(program: string, args: readonly string[], input = ''): Promise<string> {
  const { stdout, stderr, failed, exitCode, code } = await execa(program, args, {
    input,
    reject: false,
    detached: true,
    timeout: patience * 1000,
    env: { LC_ALL: 'C.UTF-8' },
  });
  if (!failed) return stdout;
  const why = stderr.trim() || (code === 'ENOENT' ? 'it is not installed' : `it ended with ${exitCode ?? code}`);
  throw new ProgramError(`${[program, ...args].join(' ')}: ${why.slice(-500)}`);
}

/** Like `output`, for who only wants it done. */
export async function run(program: string, args: readonly string[], input = ''): Promise<void> {
  await output(program, args, input);
}

/** True if a program can be run and says so by its exit status. */
export async function succeeds(program: string, args: readonly string[]): Promise<boolean> {
  return output(program, args).then(
    () => true,
    () => false,
  );
}
