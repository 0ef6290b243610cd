import { parseAddress } from '../../../net/address.js';
import type { Client, ExitCode } from '../../client/client.js';
import { sendCommand } from '../../control-client.js';
import type { Import } from '../plan.js';
import { ownDatabase } from '../take-state.js';
import { lookAtBans, settleDown } from './ending.js';
import { findFail2ban } from './fail2ban-server.js';
import { Held } from './held.js';
import { findHolder } from './holder.js';
import { takeInterrupts } from './interruption.js';
import { isKept } from './keep-database.js';
import { ProgramError } from './run.js';
import { say } from './say.js';
import type { SwitchOptions } from './switch-options.js';
import { findTsban } from './tsban-service.js';

/**
 * Brings a change to its end that was killed when tsban had taken over, and ran already. Rejects with a ProgramError where
 * tsban runs for another reason.
 */
export async function resume(client: Client, plan: Import, { isDry, isAnyway }: SwitchOptions): Promise<ExitCode> {
  const isResumable =
    isKept(ownDatabase(client.config)) &&
    (await findFail2ban(plan)) === undefined &&
    (await bansAll(client.socket, plan));
  if (!isResumable) throw new ProgramError('tsban runs already: stop it first');
  say(client, 'tsban has taken over already, by a change that was stopped short, of which the end is left to do\n');
  if (isDry) return 0;

  const interruption = takeInterrupts();
  const holder = await findHolder();
  const held = new Held(typeof holder === 'string' ? undefined : holder);
  const { signal } = interruption;
  const ending = { client, held, tsban: await findTsban(client), isAnyway, signal };
  const all = { ...ending, say: (text: string) => say(client, `${text}\n`) };
  try {
    await held.add(plan.state.inForce.flatMap(({ id }) => parseAddress(id) ?? []));
    await lookAtBans(all);
    await settleDown(all);
  } finally {
    interruption.end();
  }
  return 0;
}

/** True if everybody whom Fail2Ban banned in a jail that tsban has, is banned in it. */
async function bansAll(socket: string, { state }: Import): Promise<boolean> {
  const banned = (await sendCommand(socket, ['banned'])) as readonly Readonly<Record<string, readonly string[]>>[];
  const jails = new Map(banned.flatMap((jail) => Object.entries(jail)));
  return state.inForce.every(({ jail, id }) => jails.get(jail)?.includes(id) ?? true);
}
