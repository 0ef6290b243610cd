import { randomInt } from 'node:crypto';
import { Environment } from '../action/environment.js';
import { readHostNames } from '../action/host-names.js';
import { createRunner } from '../action/run-command.js';
import { SharedDates } from '../date/shared-dates.js';
import type { Log } from '../log.js';
import { interfaceAddresses, ownNames, reverseName, systemResolve } from '../net/dns.js';
import { NameCache } from '../net/name-cache.js';
import { systemClock } from '../time/clock.js';
import { createTurns } from '../time/turns.js';
import { timerWaker } from '../time/waker.js';
import type { WorkshopWithoutCommit } from './running-jails.js';
import type { Settings } from './settings.js';
import type { State } from './state.js';

/** Everything jails are made with; only how they commit is the daemon's own. */
export async function workshopFor(
  { allowipv6 }: Settings,
  log: Log,
  { failures, bans }: State,
  names: NameCache,
): Promise<WorkshopWithoutCommit> {
  // Apart from the names in logs: however many those are, they must not push out or hold up the names of ignoreip.
  const configured = newNameCache();
  const interfaces = interfaceAddresses(systemClock);
  const hostNames = await readHostNames();
  const own = [...new Set([...ownNames(), hostNames.fq])];
  // Asked for now, so that they are known when the first failure comes.
  for (const name of own) configured.known(name);
  return {
    jail: { log, clock: systemClock, waker: timerWaker, resolve: async (name) => names.addresses(name) },
    action: {
      log,
      run: createRunner({ log }),
      clock: systemClock,
      waker: timerWaker,
      hostNames,
      resolveHost: reverseName,
      ...(allowipv6 === undefined ? {} : { allowIpv6: allowipv6 }),
    },
    environment: new Environment(),
    failures,
    bans,
    seed: randomInt(2 ** 32),
    dates: new SharedDates(),
    nextTurn: createTurns(),
    ignoring: {
      ask: createRunner({ log, answers: [0, 1] }),
      names: configured,
      ownAddresses: () => [...interfaces(), ...own.flatMap((name) => configured.known(name))],
    },
  };
}

/** For names in the logs, or for those in the configuration. */
export function newNameCache(): NameCache {
  return new NameCache({ resolve: systemResolve, clock: systemClock, waker: timerWaker });
}
