import { setTimeout as sleep } from 'node:timers/promises';
import { type Address, parseAddress } from '../../../net/address.js';
import type { ImportPlaces } from '../plan.js';
import { fail2banWith } from './fail2ban-process.js';
import { output, ProgramError, run, succeeds } from './run.js';

/** A Fail2Ban that runs, and can be stopped and started again as it was. */
export interface Fail2banServer {
  /** How somebody starts it by hand. */
  readonly startCommand: string;
  /** Whom it bans at the moment, by any jail. */
  banned(): Promise<readonly Address[]>;
  /** Resolves when nothing of it is left. */
  stop(): Promise<void>;
  start(): Promise<void>;
}

/** Fail2Ban as a service. */
export const fail2banUnit = 'fail2ban.service';
/** Milliseconds between two looks whether it is gone. */
const lookEvery = 100;

/**
 * The server that runs, as a service or by itself, with this configuration directory and database; undefined if none does.
 * Rejects with a ProgramError where one runs that can't be asked to stop.
 */
export async function findFail2ban({ from: directory, database }: ImportPlaces): Promise<Fail2banServer | undefined> {
  const client = ['-c', directory];
  const answers = async () => succeeds('fail2ban-client', [...client, 'ping']);
  const banned = async () => addressesIn(await output('fail2ban-client', [...client, 'banned']));
  if (await succeeds('systemctl', ['is-active', '--quiet', fail2banUnit])) {
    return {
      startCommand: `systemctl start ${fail2banUnit}`,
      banned,
      stop: async () => run('systemctl', ['stop', fail2banUnit]),
      start: async () => run('systemctl', ['start', fail2banUnit]),
    };
  }
  if (!(await answers())) {
    const silent = await fail2banWith(database);
    if (silent === undefined) return undefined;
    throw new ProgramError(
      `Fail2Ban runs as ${silent}, and fail2ban-client -c ${directory} does not reach it: stop it first`,
    );
  }
  return {
    startCommand: `fail2ban-client -c ${directory} start`,
    banned,
    async stop() {
      await run('fail2ban-client', [...client, 'stop']);
      while (await answers()) await sleep(lookEvery);
    },
    start: async () => run('fail2ban-client', [...client, 'start']),
  };
}

/** The addresses in what `fail2ban-client banned` prints: a list of jails, each with its ids in quotes (spec runtime §7.4). */
export function addressesIn(text: string): readonly Address[] {
  return [...text.matchAll(/'([^']*)'/g)].flatMap(([, word = '']) => parseAddress(word) ?? []);
}
