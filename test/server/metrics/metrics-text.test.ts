import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../../src/ban/ban-manager.js';
import { banStore } from '../../../src/database/bans.js';
import type { Connection } from '../../../src/database/connection.js';
import { failureStore } from '../../../src/database/failures.js';
import { openDatabase } from '../../../src/database/open-database.js';
import { positionTable } from '../../../src/database/positions.js';
import { FailManager } from '../../../src/failure/fail-manager.js';
import { Jail } from '../../../src/jail/jail.js';
import type { JailAction } from '../../../src/jail/jail-parts.js';
import { Jails } from '../../../src/jail/jails.js';
import type { CatchingUp, Sources } from '../../../src/server/control.js';
import type { Counted } from '../../../src/server/metrics/live-metric.js';
import { metricsText } from '../../../src/server/metrics/metrics-text.js';
import { CommandRuns } from '../../../src/action/command-runs.js';
import { HandWaker } from '../../support/hand-waker.js';
import { jailConfig } from '../../support/jail-config.js';
import { recordingAction } from '../../support/recording-action.js';

let connection: Connection;
let jails: Jails;

function addJail(name: string, actions: readonly JailAction[] = []): Jail {
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
    { config, usedns: 'no', filter, ignoring, actions },
    new FailManager(name, config, failureStore(connection, 10)),
    new BanManager(name, config.bantime, banStore(connection, 10)),
    context,
  );
  jails.add(jail);
  return jail;
}

/** Counts of an action that banned somebody. */
async function ranOnce(ok: boolean): Promise<CommandRuns> {
  const runs = new CommandRuns();
  const result = { ok, exitCode: ok ? 0 : 1, signal: undefined, timedOut: false, stdout: '', stderr: '' };
  const run = runs.counting(async () => Promise.resolve(result));
  await run({ script: 'ban', variables: new Map(), name: 'actionban' }, 60);
  return runs;
}

let catchingUp: readonly CatchingUp[];
let sources: (jail: string) => Sources;

const counted = (): Counted => ({
  version: '1.2.3',
  jails,
  problems: () => [],
  sourcesOf: (jail) => sources(jail),
  databaseSize: () => ({ main: 4096, wal: 0 }),
});
const scrape = async () => metricsText(counted());
const linesOf = async (metric: string) =>
  (await scrape()).split('\n').filter((line) => line.startsWith(metric) && !line.startsWith('#'));

beforeEach(() => {
  catchingUp = [];
  sources = () => ({ kind: 'files', files: ['/a.log'], missing: ['/b.log', '/c.log'], catchingUp });
  connection = openDatabase(':memory:');
  const store = {
    positions: positionTable(connection),
    transaction: (write: (isAnew: boolean) => void) => write(false),
  };
  jails = new Jails(store, () => undefined, new HandWaker());
});

describe('metricsText', () => {
  it('has the bans of each jail, and none of a jail that is gone', async () => {
    await addJail('sshd').byHand.ban(['192.0.2.1', '192.0.2.2']);
    addJail('web');
    expect(await linesOf('tsban_jail_banned')).toEqual([
      'tsban_jail_banned{jail="sshd"} 2',
      'tsban_jail_banned{jail="web"} 0',
    ]);
    jails.remove('sshd');
    expect(await linesOf('tsban_jail_banned')).toEqual(['tsban_jail_banned{jail="web"} 0']);
  });

  it('is the same of many jails, which it takes several turns for', async () => {
    for (let number = 0; number < 300; number += 1) addJail(`j${number}`);
    const lines = await linesOf('tsban_jail_ban_decision_seconds_count');
    expect(lines).toEqual(
      Array.from({ length: 300 }, (_each, n) => `tsban_jail_ban_decision_seconds_count{jail="j${n}"} 0`),
    );
    const abouts = (await scrape()).split('\n').filter((line) => line.startsWith('#'));
    expect(new Set(abouts).size).toBe(abouts.length);
  });

  it('escapes what names are made of', async () => {
    addJail('a"b\\c\nd');
    expect(await linesOf('tsban_jail_bans_total')).toEqual([String.raw`tsban_jail_bans_total{jail="a\"b\\c\nd"} 0`]);
  });

  it('shows how long bans took as a histogram', async () => {
    const { counts } = addJail('sshd');
    counts.decided.add(0.004);
    counts.decided.add(0.2);
    counts.decided.add(100);
    const bounds = { 0.005: 1, 0.01: 1, 0.025: 1, 0.05: 1, 0.1: 1, 0.25: 2, 1: 2, 5: 2, 30: 2, '+Inf': 3 };
    const buckets = Object.entries(bounds).map(([le, value]) => `{le="${le}",jail="sshd"} ${value}`);
    const name = 'tsban_jail_ban_decision_seconds';
    expect((await linesOf(`${name}_bucket`)).map((line) => line.slice(`${name}_bucket`.length)).sort()).toEqual(
      buckets.sort(),
    );
    expect(await linesOf(`${name}_sum`)).toEqual([`${name}_sum{jail="sshd"} 100.204`]);
    expect(await linesOf(`${name}_count`)).toEqual([`${name}_count{jail="sshd"} 3`]);
  });

  it('tells of the commands of each action, and once of two that have the same name', async () => {
    const runs = await ranOnce(false);
    const action = (pending: number) =>
      recordingAction(() => undefined, { name: 'nft', counts: { pending, dropped: 0, notInForce: 1, runs } });
    addJail('sshd', [action(7), action(8)]);
    expect(await linesOf('tsban_action_pending')).toEqual(['tsban_action_pending{jail="sshd",action="nft"} 7']);
    expect(await linesOf('tsban_action_not_in_force')).toEqual([
      'tsban_action_not_in_force{jail="sshd",action="nft"} 1',
    ]);
    const labels = '{jail="sshd",action="nft",command="actionban"}';
    expect(await linesOf('tsban_action_command')).toEqual(
      expect.arrayContaining([
        `tsban_action_command_failures_total${labels} 1`,
        `tsban_action_command_seconds_count${labels} 1`,
      ]),
    );
  });

  it('tells of files, of which there may be many that it catches up with: first of those that are furthest behind', async () => {
    for (const name of ['one', 'two']) addJail(name);
    catchingUp = Array.from({ length: 60 }, (_each, index) => ({ file: `/${index}.log`, percent: index }));
    expect(await linesOf('tsban_jail_log_files')).toHaveLength(2);
    expect(await linesOf('tsban_jail_missing_log_files')).toContain('tsban_jail_missing_log_files{jail="two"} 2');
    expect(await linesOf('tsban_log_files_catching_up')).toEqual(['tsban_log_files_catching_up 60']);
    const ratios = await linesOf('tsban_log_file_catch_up_ratio');
    expect(ratios).toHaveLength(50);
    expect(ratios.at(-1)).toBe('tsban_log_file_catch_up_ratio{file="/49.log"} 0.49');
  });

  it('says of a jail that reads the journal nothing about files', async () => {
    addJail('sshd');
    sources = () => ({ kind: 'journal', matches: [] });
    expect(await linesOf('tsban_jail_log_files')).toEqual([]);
  });

  it('has something to say of everything it names', async () => {
    const runs = await ranOnce(true);
    addJail('sshd', [recordingAction(() => undefined, { counts: { pending: 0, dropped: 0, notInForce: 0, runs } })]);
    catchingUp = [{ file: '/a.log', percent: 3 }];
    const text = await scrape();
    const named = [...text.matchAll(/^# TYPE (\S+) \S+$/gm)].map(([, name]) => name);
    const empty = named.filter((name) => !new RegExp(`^${name}(_count)?[ {]`, 'm').test(text));
    expect(named.length).toBeGreaterThan(30);
    expect(empty).toEqual([]);
    expect(text.endsWith('\n')).toBe(true);
  });
});
