import { constants } from 'node:os';
import type { Log } from '../log.js';
import { pythonText } from '../python-text.js';
import type { CommandResult } from './command-result.js';
import type { RenderedCommand } from './render-command.js';
import { withoutSecrets } from './secrets.js';

/**
 * Logs a command that failed as Fail2Ban does, all lines under one id (spec runtime §4.1); of one that succeeded only
 * the output, at debug level. Its secrets stay out.
 */
export function logCommand(
  log: Log,
  id: string,
  command: RenderedCommand,
  result: CommandResult,
  timeout: number,
): void {
  const write = (level: 'error' | 'debug' | 'info', text: string): void =>
    log(level, 'utils', withoutSecrets(text, command.secrets ?? []));
  const isNews = !result.ok && command.mayFail !== true;
  const tell = (text: string): void => write(isNews ? 'error' : 'debug', `${id} -- ${text}`);
  tell(`exec: ${reproducible(command)}`);
  if (!result.ok && command.input !== undefined) tell(`stdin: ${beginning(command.input)}`);
  if (result.timedOut) tell(`timed out after ${timeout} seconds.`);
  const stdout = command.isQuestion === true ? '' : result.stdout;
  for (const line of linesOf(stdout)) tell(`stdout: ${pythonText(line)}`);
  for (const line of linesOf(result.stderr)) tell(`stderr: ${pythonText(line)}`);
  if (!result.ok) tell(ending(result));
  if (result.exitCode === 127) {
    write(
      'info',
      `HINT on 127: "Command not found".  Make sure that all commands in ${pythonText(command.script)} are in the PATH of tsban`,
    );
  }
}

/** The command as it can be pasted into a shell. */
function reproducible({ script, variables }: RenderedCommand): string {
  const assignments = [...variables].map(([name, text]) => `${name}='${text.replaceAll("'", String.raw`'\''`)}'\n`);
  return assignments.join('') + script;
}

/** The first line, and how many there are. */
function beginning(input: string): string {
  const lines = linesOf(input);
  return lines.length > 1 ? `${lines[0] ?? ''} … (${lines.length} lines)` : input.trimEnd();
}

/** How a command ended that did not work, in few words: what it said last, or else its exit code. */
export function shortly({ secrets = [] }: RenderedCommand, result: CommandResult): string {
  if (result.timedOut) return 'timed out';
  const said = linesOf(result.stderr.trim()).at(-1) ?? '';
  return withoutSecrets(said === '' ? ending(result) : `${ending(result)}: ${said}`, secrets).slice(0, mostShortly);
}

const mostShortly = 200;

function ending({ exitCode, signal }: CommandResult): string {
  if (signal !== undefined) return `killed with ${signal} (return code: -${signalNumbers[signal] ?? 0})`;
  if (exitCode === undefined) return 'could not be started';
  const name = Object.keys(signalNumbers).find((name) => signalNumbers[name] === exitCode - 128);
  return name === undefined ? `returned ${exitCode}` : `killed with ${name} (return code: ${exitCode})`;
}

const signalNumbers: Readonly<Record<string, number>> = constants.signals;

function linesOf(output: string): readonly string[] {
  return output === '' ? [] : output.replace(/\n$/, '').split('\n');
}
