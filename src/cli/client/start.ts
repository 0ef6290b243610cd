import { existsSync, rmSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import type { StatusAnswer } from '../../server/answers.js';
import { NotRunningError, sendCommand } from '../control-client.js';
import { nameProcess } from '../name-process.js';
import { answers } from './answers.js';
import { tellFailure } from './ask-daemon.js';
import type { Client, ExitCode } from './client.js';
import { daemonArguments, givenToDaemon } from './daemon-arguments.js';
import { type Launched, launch } from './launch.js';
import { print } from './print.js';
import { withProgress } from './with-progress.js';

/** Milliseconds between two looks whether the daemon is there, or gone. */
const lookEvery = 50;

/** `start`: begins a daemon, in the background unless told otherwise, and waits until it is ready (spec runtime §6.4). */
export async function start(client: Client): Promise<ExitCode> {
  const { options, config, socket, tell } = client;
  try {
    if (await answers(socket)) {
      tell('error', 'Server already running');
      return 255;
    }
  } catch (error) {
    tellFailure(client, ['start'], error);
    return 255;
  }
  if (existsSync(socket) && options.x !== true) {
    tell('error', 'tsban seems to be in unexpected state (not running but the socket exists)');
    return 255;
  }
  rmSync(socket, { force: true });
  if (options.f !== true) return withProgress(client, async () => startBehind(client));
  nameProcess(options.pname);
  const { runDaemon } = await import('../run-daemon.js');
  await runDaemon(config, givenToDaemon(client));
  return 0;
}

/** `restart`, bans staying in force meanwhile: what does not run is started all the same (spec runtime §6.5). */
export async function restart(client: Client): Promise<ExitCode> {
  const { socket, timeoutMs } = client;
  try {
    print(String(await withProgress(client, async () => sendCommand(socket, ['stop', '--leave']))));
    // The daemon answers when nothing else is left of it.
    await holds(() => !existsSync(socket), timeoutMs);
  } catch (error) {
    tellFailure(client, ['stop'], error);
    if (!(error instanceof NotRunningError)) return 255;
  }
  return start(client);
}

async function startBehind(client: Client): Promise<ExitCode> {
  const { tell, timeoutMs } = client;
  const daemon = launch(daemonArguments(client));
  const status = await withProgress(client, async () => statusOf(daemon, client));
  if (daemon.hasEnded()) {
    process.stderr.write(await daemon.said());
    return 255;
  }
  daemon.release();
  if (status === undefined) {
    tell('error', `The daemon has not answered within ${timeoutMs / 1000} seconds; its log may tell why`);
    return 255;
  }
  for (const { severity, text } of status.problems) tell(severity === 'error' ? 'error' : 'warning', text);
  print('Server ready');
  return 0;
}

/** Its status as soon as there is one; undefined if it ends, or does not answer in time. */
async function statusOf(daemon: Launched, { socket, timeoutMs }: Client): Promise<StatusAnswer | undefined> {
  const isThere = await holds(async () => daemon.hasEnded() || (await answers(socket)), timeoutMs);
  if (!isThere || daemon.hasEnded()) return undefined;
  // Answered when all jails are there.
  await sendCommand(socket, ['server-status']);
  return (await sendCommand(socket, ['status'])) as StatusAnswer;
}

/** Waits until something is so; false if it is not in time. */
async function holds(condition: () => boolean | Promise<boolean>, timeoutMs: number): Promise<boolean> {
  const end = performance.now() + timeoutMs;
  while (!(await condition())) {
    if (performance.now() > end) return false;
    await sleep(lookEvery);
  }
  return true;
}
