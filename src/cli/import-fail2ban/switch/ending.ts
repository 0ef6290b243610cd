import { setTimeout as sleep } from 'node:timers/promises';
import { reasonOf } from '../../../error.js';
import type { Client } from '../../client/client.js';
import { ownDatabase } from '../take-state.js';
import { byHand, changeAtBoot } from './at-boot.js';
import type { Held } from './held.js';
import { forgetDatabase } from './keep-database.js';
import { ProgramError } from './run.js';
import { bansNotInForce, type TsbanService } from './tsban-service.js';

/** What a change comes to its end with. */
export interface Ending {
  readonly client: Client;
  readonly held: Held;
  readonly tsban: TsbanService;
  /** Goes on where bans don't come into force. */
  readonly isAnyway: boolean;
  /** Aborted by who wants all to be as it was. */
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
}

/** Milliseconds until somebody gives up waiting. */
export const patience = 120_000;

/** Resolves when everything that was to be done for bans was tried; rejects with a ProgramError where that failed. */
export async function lookAtBans({ client, isAnyway, signal, say }: Ending): Promise<void> {
  const missing = await inTime(bansNotInForce(client.socket), signal);
  const text = `not all bans are in force: ${missing.join('; ')}`;
  if (missing.length === 0) say('Its bans are in force');
  else if (isAnyway) client.tell('warning', text);
  else throw new ProgramError(text);
}

/** tsban has taken over: what goes wrong now is no reason to go back. */
export async function settleDown({ client, held, tsban, say }: Ending): Promise<void> {
  forgetDatabase(ownDatabase(client.config));
  for (const each of [async () => changeAtBoot(tsban), async () => held.release()])
    await each().catch((error: unknown) => client.tell('warning', reasonOf(error)));
  say('Released: tsban runs in the place of Fail2Ban');
  if (tsban.enable === undefined) client.tell('warning', byHand);
}

/** What a promise gives; rejects where that takes too long, or somebody does not want to wait for it. */
async function inTime<Result>(promise: Promise<Result>, signal: AbortSignal): Promise<Result> {
  const late = async (): Promise<never> => {
    await sleep(patience, undefined, { signal, ref: false }).catch(() => signal.throwIfAborted());
    throw new ProgramError(`after ${patience / 1000} seconds not all bans were tried`);
  };
  return Promise.race([promise, late()]);
}
