import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../src/ban/ban-manager.js';
import { banStore } from '../../src/database/bans.js';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import type { Failure } from '../../src/filter/failure.js';
import { Jail } from '../../src/jail/jail.js';
import { mostInATurn } from '../../src/time/turns.js';
import { jailConfig } from '../support/jail-config.js';
import { HandWaker } from '../support/hand-waker.js';
import { recordingAction } from '../support/recording-action.js';

const hour = 3600;
const start = 1_795_247_979;

let now: number;
let waker: HandWaker;
let done: string[];
let commits: number;
let jail: Jail;

beforeEach(() => {
  const connection = openDatabase(':memory:');
  const config = jailConfig({ maxretry: 3, findtime: 600, bantime: 2 * hour });
  [now, done, commits, waker] = [start, [], 0, new HandWaker()];
  const failures = new FailManager('test', config, failureStore(connection));
  const bans = new BanManager('test', config.bantime, banStore(connection, 10));
  const commit = () => {
    commits += 1;
    for (const manager of [failures, bans]) {
      manager.save();
      manager.saved();
    }
  };
  const parts = {
    config,
    usedns: 'no' as const,
    filter: {
      find: async () => Promise.resolve([]),
      searchCounts: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
    },
    ignoring: { ready: Promise.resolve(), listed: () => undefined, ask: undefined },
    actions: [recordingAction((what) => done.push(what), { stop: async () => Promise.resolve() })],
  };
  const log = () => undefined;
  const resolve = async () => Promise.resolve([]);
  jail = new Jail(parts, failures, bans, {
    log,
    clock: () => now,
    waker,
    nextTurn: async () => Promise.resolve(),
    resolve,
    commit,
  });
});

/** Fails now; what comes of it is carried out. */
function fail(id: string, time = now): void {
  const failure: Failure = { id, resolve: false, time, matches: [], fields: {}, regex: 0 };
  void jail.carryOut(jail.count([failure]));
}

function failThrice(id: string): void {
  for (let n = 0; n < 3; n++) fail(id);
}

describe('a ban', () => {
  beforeEach(() => failThrice('192.0.2.1'));

  it('ends at its time by the wall clock although its timer stood still while the machine slept', () => {
    now = start + 2 * hour;
    jail.look();
    expect(done).toEqual(['ban 192.0.2.1', 'unban 192.0.2.1']);
    waker.wake();
    expect(done).toHaveLength(2);
  });

  it.each([-5 * hour, -1])('goes on until its time when the clock is put by %d s and the timer comes early', (step) => {
    now = start + 2 * hour + step;
    waker.wake();
    jail.look();
    expect(done).toEqual(['ban 192.0.2.1']);
    now = start + 2 * hour;
    waker.wake();
    expect(done).toEqual(['ban 192.0.2.1', 'unban 192.0.2.1']);
  });

  it('of an address that goes on is prolonged also while the clock is behind', () => {
    now = start - hour;
    failThrice('192.0.2.1');
    expect(jail.bans.nextEnd()).toBe(start + 2 * hour);
    now = start + hour;
    failThrice('192.0.2.1');
    expect(jail.bans.nextEnd()).toBe(start + 3 * hour);
    waker.wake();
    expect(done).toEqual(['ban 192.0.2.1', `prolong 192.0.2.1 ${3 * hour}`]);
  });

  it('is not lifted a second time by a jail that has stopped', async () => {
    await jail.stop();
    now = start + 3 * hour;
    jail.look();
    expect(done).toEqual(['ban 192.0.2.1']);
  });
});

describe('a window', () => {
  it.each([-5 * hour, 5 * hour, -700, 700])('counts nothing together across a clock that is put by %d s', (step) => {
    fail('192.0.2.1');
    fail('192.0.2.1');
    now += step;
    jail.look();
    fail('192.0.2.1');
    expect(done).toEqual([]);
    fail('192.0.2.1');
    fail('192.0.2.1');
    expect(done).toEqual(['ban 192.0.2.1']);
  });

  it.each([-300, 300])('still counts when the clock is put by %d s, less than findtime', (step) => {
    fail('192.0.2.1');
    fail('192.0.2.1');
    now += step;
    jail.look();
    fail('192.0.2.1');
    expect(done).toEqual(['ban 192.0.2.1']);
  });
});

describe('look', () => {
  it('writes nothing where nothing is over', () => {
    fail('192.0.2.1');
    now += 600;
    jail.look();
    expect(commits).toBe(0);
  });

  it('is done with what is over part by part, and goes on by itself', () => {
    for (let n = 0; n < 2 * mostInATurn + 250; n++) fail(`192.0.2.${n}`);
    now += hour;
    jail.look();
    expect(jail.failures.currentlyFailed).toBe(mostInATurn + 250);
    waker.wake();
    expect(jail.failures.currentlyFailed).toBe(250);
    waker.wake();
    expect([jail.failures.currentlyFailed, commits]).toEqual([0, 3]);
    waker.wake();
    expect(commits).toBe(3);
  });

  it('lifts bans that end together part by part', () => {
    for (let n = 0; n < mostInATurn + 250; n++) failThrice(`192.0.2.${n}`);
    done = [];
    now += 2 * hour;
    waker.wake();
    expect(done).toHaveLength(mostInATurn);
    waker.wake();
    expect(done).toHaveLength(mostInATurn + 250);
  });
});
