import { setTimeout as sleep } from 'node:timers/promises';
import { banEnd } from '../../../ban/ban-time.js';
import { readFail2banDatabase } from '../../../database/fail2ban-database.js';
import { reasonOf } from '../../../error.js';
import { type Address, parseAddress } from '../../../net/address.js';
import { systemClock } from '../../../time/clock.js';
import type { Client } from '../../client/client.js';
import type { StateToTake } from '../import-state.js';
import { type Import, readState } from '../plan.js';
import { takeFiles } from '../take-files.js';
import { openOwn, ownDatabase, takeState } from '../take-state.js';
import { type Ending, lookAtBans, patience, settleDown } from './ending.js';
import type { Fail2banServer } from './fail2ban-server.js';
import { keepDatabase, restoreDatabase } from './keep-database.js';
import { ProgramError } from './run.js';

/** What a change is made with. */
export interface Change extends Ending {
  readonly plan: Import;
  /** Undefined if it does not run. */
  readonly fail2ban: Fail2banServer | undefined;
  /** Jails whose bans are in force. */
  readonly jails: readonly string[];
}

/** Makes one step undone. */
type Undo = () => Promise<void> | void;

/** Milliseconds between two looks. */
const lookEvery = 200;
/** Milliseconds in which Fail2Ban carries out the ban it has listed last. */
const settling = 3000;

/**
 * Has tsban run in Fail2Ban's place, those who are banned held in the meantime; what fails, or is interrupted, is undone, and
 * rejects with its error.
 */
export async function change(all: Change): Promise<void> {
  const undo: Undo[] = [];
  try {
    await takeOver(all, undo);
  } catch (error) {
    await takeBack(all, undo);
    throw error;
  }
  await settleDown(all);
}

async function takeOver(all: Change, undo: Undo[]): Promise<void> {
  const { client, held, fail2ban, tsban, signal, say } = all;
  tryDatabase(client, undo);
  const banned = (await fail2ban?.banned().catch(() => undefined)) ?? [];
  await held.add([...banned, ...bannedIn(all)]);
  say(held.text);
  signal.throwIfAborted();

  if (fail2ban !== undefined) {
    undo.push(async () => backToFail2ban(all, fail2ban, banned));
    await stopFail2ban(all, fail2ban);
    say('Fail2Ban is stopped');
  }
  signal.throwIfAborted();

  const state = await takeEverything(all, undo);
  say(`Taken over: ${state.inForce.length} bans in force, how far ${state.positions.length} logs are read, and files`);
  signal.throwIfAborted();

  undo.push(async () => tsban.stop());
  await tsban.start();
  say('tsban is started');
  await lookAtBans(all);
}

/** What can't be written, or is in use, had better be known before anything is done. */
function tryDatabase({ config, tell }: Client, undo: Undo[]): void {
  openOwn(config, tell).close();
  const database = ownDatabase(config);
  keepDatabase(database);
  undo.push(() => restoreDatabase(database));
}

/** Whoever is banned until the last moment is held too: the database knows at once. */
async function stopFail2ban(all: Change, fail2ban: Fail2banServer): Promise<void> {
  let isOver = false;
  const stop = async () => {
    try {
      await fail2ban.stop();
    } finally {
      isOver = true;
    }
  };
  const follow = async () => {
    while (!isOver) {
      await all.held.add(bannedIn(all));
      await sleep(lookEvery);
    }
  };
  for (const done of await Promise.allSettled([stop(), follow()])) if (done.status === 'rejected') throw done.reason;
  await all.held.add(bannedIn(all));
}

/** Files and state as they are now that nobody changes them any more. */
async function takeEverything({ client, plan }: Change, undo: Undo[]): Promise<StateToTake> {
  const own = openOwn(client.config, client.tell);
  try {
    undo.push(takeFiles(plan));
    const state = readState(plan);
    await takeState(state, client.config, own);
    return state;
  } finally {
    own.close();
  }
}

/** Everything as it was, as far as that can be had; only then nobody is held any more. */
async function takeBack({ client, held, say }: Change, undo: readonly Undo[]): Promise<void> {
  say('That did not work: everything is put back');
  let isBack = true;
  for (const each of [async () => held.renew(), ...undo.toReversed()]) {
    try {
      await each();
    } catch (error) {
      isBack = false;
      client.tell('error', reasonOf(error));
    }
  }
  if (isBack) await held.release();
}

/** Resolves when whoever it banned is banned again. */
async function backToFail2ban(all: Change, fail2ban: Fail2banServer, banned: readonly Address[]): Promise<void> {
  await fail2ban.start();
  const lasting = textsOf(bannedIn(all));
  const expected = [...textsOf(banned)].filter((text) => lasting.has(text));
  const areBack = async () => {
    const present = textsOf(await fail2ban.banned().catch(() => []));
    return expected.every((text) => present.has(text));
  };
  const end = performance.now() + patience;
  while (!(await areBack())) {
    if (performance.now() > end) throw new ProgramError('Fail2Ban runs again, and not all of its bans are back');
    await sleep(lookEvery);
  }
  await sleep(settling);
  all.say('Fail2Ban runs again, with its bans');
}

/** Whom Fail2Ban's database says to be banned now. */
function bannedIn({ plan, jails }: Change): readonly Address[] {
  const now = systemClock();
  const { bans } = readFail2banDatabase(plan.database);
  return bans
    .filter((ban) => jails.includes(ban.jail) && banEnd(ban) > now)
    .flatMap(({ id }) => parseAddress(id) ?? []);
}

function textsOf(addresses: readonly Address[]): ReadonlySet<string> {
  return new Set(addresses.map(({ text }) => text));
}
