import { defaultPaths } from '../../../config/default-paths.js';
import type { JailAnswer, StatusAnswer } from '../../../server/answers.js';
import { sendCommand } from '../../control-client.js';
import { answers } from '../../client/answers.js';
import type { Client } from '../../client/client.js';
import { start } from '../../client/start.js';
import { ProgramError, run, succeeds } from './run.js';

/** The tsban that is to take over. */
export interface TsbanService {
  /** Rejects where it does not come up. */
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Has it come back when the machine starts; undefined where that is up to somebody else. */
  readonly enable?: () => Promise<void>;
}

const unit = 'tsban.service';

/** The service of the system, or where there is none, or another configuration is meant, a daemon by itself. */
export async function findTsban(client: Client): Promise<TsbanService> {
  if (client.config === defaultPaths.config && (await succeeds('systemctl', ['cat', unit]))) {
    return {
      start: async () => run('systemctl', ['start', unit]),
      stop: async () => run('systemctl', ['stop', unit]),
      enable: async () => run('systemctl', ['enable', '--quiet', unit]),
    };
  }
  return {
    async start() {
      if ((await start(client)) !== 0) throw new ProgramError('tsban did not start; its log may tell why');
    },
    async stop() {
      if (await answers(client.socket)) await sendCommand(client.socket, ['stop']);
    },
  };
}

/** Resolves when everything that was to be done for bans was tried; with those that are not in force, and why. */
export async function bansNotInForce(socket: string): Promise<readonly string[]> {
  await sendCommand(socket, ['server-status']);
  const { jails } = (await sendCommand(socket, ['status'])) as StatusAnswer;
  const found: string[] = [];
  for (const jail of jails) {
    const { notInForce = [] } = await whenDone(socket, jail);
    found.push(...notInForce.map(({ id, reason }) => `[${jail}] ${id}: ${reason}`));
  }
  return found;
}

/** What a jail says of its actions when nothing waits for them any more. */
async function whenDone(socket: string, jail: string): Promise<JailAnswer['actions']> {
  const names = (await sendCommand(socket, ['get', jail, 'actions'])) as readonly string[];
  // Each is checked when its turn comes, behind the bans that were there before.
  for (const name of names) await sendCommand(socket, ['set', jail, 'action', name, 'consistencyCheck']);
  const { actions } = (await sendCommand(socket, ['status', jail])) as JailAnswer;
  return actions.troubles?.some(({ pending }) => pending > 0) === true ? whenDone(socket, jail) : actions;
}
