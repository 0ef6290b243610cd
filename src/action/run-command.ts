import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import type { Readable } from 'node:stream';
import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import { timerWaker } from '../time/waker.js';
import { logCommand } from './command-log.js';
import type { CommandResult } from './command-result.js';
import { KeptOutput } from './kept-output.js';
import type { RenderedCommand } from './render-command.js';
import { shellArguments, shellEnvironment } from './shell-arguments.js';

/** Runs a command for at most `timeout` seconds, and no longer than until the `signal`; never rejects. */
export type Runner = (command: RenderedCommand, timeout: number, signal?: AbortSignal) => Promise<CommandResult>;

export interface RunnerOptions {
  readonly log: Log;
  /** The shell, with whatever shall stand before it; `/bin/sh` by default. */
  readonly shell?: readonly [string, ...string[]];
  /** Exit codes that are answers and no errors; 0 alone unless said. */
  readonly answers?: readonly number[];
}

/** Seconds between SIGTERM and SIGKILL, and between SIGKILL and giving up on a process that can't even die. */
const termSeconds = 0.2;
const killSeconds = 2;
/** Seconds that output may lag behind the end of its process. */
const drainSeconds = 0.2;
const maxOutputBytes = 64 * 1024;
/** Of a command whose output was asked for: a million addresses and more. */
const maxAnswerBytes = 64 * 1024 * 1024;

/**
 * Runs shell commands as actions expect it (spec runtime §4.1): one script, own process group, in `/`, umask 077, on
 * standard input nothing but what it is given; what goes wrong is logged as Fail2Ban does. Unlike there, output of any length never blocks a
 * command, and a child it leaves in the background delays nothing.
 */
export function createRunner({ log, shell = ['/bin/sh'], answers = [0] }: RunnerOptions): Runner {
  return async (command, timeout, signal) => {
    const end = await runOnce(command, { timeout, signal }, shell);
    const result = { ...end, ok: answers.includes(end.exitCode ?? NaN) && !end.timedOut };
    logCommand(log, randomBytes(6).toString('hex'), command, result, timeout);
    return result;
  };
}

async function runOnce(
  command: RenderedCommand,
  until: Until,
  shell: readonly [string, ...string[]],
): Promise<Omit<CommandResult, 'ok'>> {
  const child = await started(command, shell);
  if (typeof child === 'string') return { ...nothing, stderr: child };
  const { pid } = child;
  const stdout = new KeptOutput(child.stdout, command.isQuestion === true ? maxAnswerBytes : maxOutputBytes);
  const stderr = new KeptOutput(child.stderr, maxOutputBytes);
  const end = ended(child);
  const isKilled = await killIfLate(pid, end, until);
  const { exitCode, signal } = await Promise.race([end, givenUp(isKilled)]);
  await withinSeconds(drainSeconds, Promise.all([stdout.ended, stderr.ended]));
  stdout.letGo();
  stderr.letGo();
  return {
    exitCode,
    signal,
    timedOut: isKilled && until.signal?.aborted !== true,
    stdout: stdout.text(),
    stderr: stderr.text(),
  };
}

/** What comes of a command that could not be started. */
const nothing = { exitCode: undefined, signal: undefined, timedOut: false, stdout: '' };

/** The shell, or why there is none. Not by execa: that takes as long again as to start a process (test/bench/README.md). */
async function started(
  command: RenderedCommand,
  [program, ...before]: readonly [string, ...string[]],
): Promise<RunningShell | string> {
  try {
    const child = spawn(program, [...before, '-c', ...shellArguments(command)], {
      cwd: '/',
      detached: true,
      stdio: [command.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
      env: { ...process.env, ...shellEnvironment(command) },
    });
    if (!isRunning(child)) return reasonOf((await once(child, 'error'))[0]);
    // Whoever ends before it has read everything has read enough.
    child.stdin?.on('error', () => undefined).end(command.input);
    return child;
  } catch (error) {
    return reasonOf(error);
  }
}

type RunningShell = ChildProcess & { readonly pid: number; readonly stdout: Readable; readonly stderr: Readable };

/** False where there was no such program, no room for its arguments, or no process or file to be had. */
function isRunning(child: ChildProcess): child is RunningShell {
  return child.pid !== undefined;
}

/** How long a command may take: so many seconds, and not beyond a signal. */
interface Until {
  readonly timeout: number;
  readonly signal: AbortSignal | undefined;
}

interface End {
  readonly exitCode: number | undefined;
  readonly signal: string | undefined;
}

/** The shell's end itself; its output may be held open by a child in the background. */
async function ended(child: ChildProcess): Promise<End> {
  return new Promise((resolve) => {
    child.once('exit', (code, signal) => resolve({ exitCode: code ?? undefined, signal: signal ?? undefined }));
  });
}

/** Ends the whole process group when its time is over; true if that was necessary. */
async function killIfLate(pid: number, end: Promise<End>, { timeout, signal }: Until): Promise<boolean> {
  if (await withinSeconds(timeout, end, signal)) return false;
  killGroup(pid, 'SIGTERM');
  await withinSeconds(termSeconds, end);
  killGroup(pid, 'SIGKILL');
  return true;
}

function killGroup(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(-pid, signal);
  } catch {
    // Nobody is left in the group.
  }
}

async function givenUp(isKilled: boolean): Promise<End> {
  return new Promise((resolve) => {
    if (isKilled) timerWaker.after(killSeconds, () => resolve({ exitCode: undefined, signal: 'SIGKILL' }));
  });
}

/** True if `event` came within so many seconds, and before the signal. */
async function withinSeconds(seconds: number, event: Promise<unknown>, signal?: AbortSignal): Promise<boolean> {
  let cancel = (): void => undefined;
  const late = new Promise<boolean>((resolve) => {
    const giveUp = (): void => resolve(false);
    const cancelTimer = timerWaker.after(seconds, giveUp);
    signal?.addEventListener('abort', giveUp);
    cancel = () => {
      cancelTimer();
      signal?.removeEventListener('abort', giveUp);
    };
  });
  const inTime = await Promise.race([event.then(() => true), late]);
  cancel();
  return inTime;
}
