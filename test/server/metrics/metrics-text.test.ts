import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../../src/ban/ban-manager.js';
import { banStore } from '../../../src/database/bans.js';
import type { Connection } from '../../../src/database/connection.js';
import { failureStore } from '../../../src/database/failures.js';
import { openDatabase } from '../../../src/database/open-database.js';
import { positionTable } from '../../../src/database/positions.js';
import { FailManager } from '../../../src/failure/fail-manager.js';
import { Jail } from '../../../src/jail/jail.js';
import { Jails } from '../../../src/jail/jails.js';
import { metricsText } from '../../../src/server/metrics/metrics-text.js';
import { HandWaker } from '../../support/hand-waker.js';
import { jailConfig } from '../../support/jail-config.js';

let connection: Connection;
let jails: Jails;

function addJail(name: string): Jail {
  const config = jailConfig({ name });
  const context = {
    log: () => undefined,
    clock: () => 1_000_000,
    waker: new HandWaker(),
    nextTurn: async () => Promise.resolve(),
    resolve: async () => Promise.resolve([]),
    commit: () => jails.commit(),
  };
  const filter = {
    find: async () => Promise.resolve([]),
    searchCounts: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
  };
  const ignoring = { ready: Promise.resolve(), listed: () => undefined, ask: undefined };
  const jail = new Jail(
    { config, usedns: 'no', filter, ignoring, actions: [] },
    new FailManager(name, config, failureStore(connection, 10)),
    new BanManager(name, config.bantime, banStore(connection, 10)),
    context,
  );
  jails.add(jail);
  return jail;
}

const scrape = async () => metricsText({ jails });
const linesOf = async (metric: string) =>
  (await scrape()).split('\n').filter((line) => line.startsWith(metric) && !line.startsWith('#'));

beforeEach(() => {
  connection = openDatabase(':memory:');
  const store = {
    positions: positionTable(connection),
    transaction: (write: (isAnew: boolean) => void) => write(false),
  };
  jails = new Jails(store, () => undefined, new HandWaker());
});

describe('metricsText', () => {
  it('has the bans of each jail, and none of a jail that is gone', async () => {
    await addJail('sshd').ban(['192.0.2.1', '192.0.2.2']);
    addJail('web');
    expect(await linesOf('tsban_jail_currently_banned')).toEqual([
      'tsban_jail_currently_banned{jail="sshd"} 2',
      'tsban_jail_currently_banned{jail="web"} 0',
    ]);
    jails.remove('sshd');
    expect(await linesOf('tsban_jail_currently_banned')).toEqual(['tsban_jail_currently_banned{jail="web"} 0']);
  });

  it('escapes what names are made of', async () => {
    addJail('a"b\\c\nd');
    expect(await linesOf('tsban_jail_bans_total')).toEqual([String.raw`tsban_jail_bans_total{jail="a\"b\\c\nd"} 0`]);
  });
});
