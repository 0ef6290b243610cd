import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../src/ban/ban-manager.js';
import { banStore } from '../../src/database/bans.js';
import { failureStore } from '../../src/database/failures.js';
import { openDatabase } from '../../src/database/open-database.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import { compileFilter } from '../../src/filter/filter.js';
import { Jail } from '../../src/jail/jail.js';
import { filterOptions } from '../support/filter-options.js';
import { HandWaker } from '../support/hand-waker.js';
import { jailConfig } from '../support/jail-config.js';
import { recordingAction } from '../support/recording-action.js';

const zoneBefore = process.env['TZ'];
afterEach(() => {
  if (zoneBefore === undefined) delete process.env['TZ'];
  else process.env['TZ'] = zoneBefore;
});

let now: number;
let done: string[];
let waker: HandWaker;
let jail: Jail;

beforeEach(() => {
  const connection = openDatabase(':memory:');
  const config = jailConfig({ maxretry: 3, findtime: 600, bantime: 900 });
  [now, done, waker] = [Date.UTC(2024, 0, 1) / 1000, [], new HandWaker()];
  const dates = createDateDetector({ clock: () => now });
  const failregex = ['^ fail from <HOST>$'];
  const parts = {
    config,
    usedns: 'no' as const,
    filter: compileFilter(filterOptions({ failregex, dates, warn: () => undefined })),
    ignoring: { ready: Promise.resolve(), listed: () => undefined, ask: undefined },
    actions: [recordingAction((what) => done.push(what))],
  };
  const failures = new FailManager('test', config, failureStore(connection));
  const bans = new BanManager('test', config.bantime, banStore(connection, 10));
  jail = new Jail(parts, failures, bans, {
    log: () => undefined,
    clock: () => now,
    waker,
    nextTurn: async () => Promise.resolve(),
    resolve: async () => Promise.resolve([]),
    commit: () => undefined,
  });
});

/** What a program writes whose dates tell neither zone nor offset. */
function localTime(): string {
  const shift = new Date(now * 1000).getTimezoneOffset() * 60;
  return new Date((now - shift) * 1000).toISOString().slice(0, 19).replace('T', ' ');
}

async function fail(id: string): Promise<void> {
  const place = { device: '1', inode: '1', offset: 0, fingerprint: '', fingerprintLength: 0 };
  const batch = {
    path: '/log',
    lines: [{ text: `${localTime()} fail from ${id}`, end: 0 }],
    position: { kind: 'file' as const, path: '/log', ...place, older: [] },
    inOperation: true,
    writtenAfterStart: true,
  };
  await jail.carryOut(jail.count(await jail.find(batch)));
}

describe.each<[string, string, string]>([
  ['Europe/Berlin', 'ends', '2024-10-27T01:00:00Z'],
  ['Europe/Berlin', 'begins', '2024-03-31T01:00:00Z'],
  ['America/New_York', 'ends', '2024-11-03T06:00:00Z'],
  ['America/New_York', 'begins', '2024-03-10T07:00:00Z'],
  ['Australia/Lord_Howe', 'ends', '2024-04-06T15:00:00Z'],
])('in %s, while summer time %s', (zone, _what, change) => {
  const changes = Date.parse(change) / 1000;
  const quarters = Array.from({ length: 16 }, (_, quarter) => changes - 7200 + quarter * 900);

  beforeEach(() => {
    process.env['TZ'] = zone;
  });

  it('whoever fails three times within findtime is banned at the third, for as long as bantime', async () => {
    for (const [n, time] of quarters.entries()) {
      const id = `203.0.113.${n}`;
      done = [];
      for (const after of [0, 10]) {
        now = time + after;
        await fail(id);
      }
      expect([time - changes, done]).toEqual([time - changes, []]);
      now = time + 20;
      await fail(id);
      expect([time - changes, done]).toEqual([time - changes, [`ban ${id}`]]);
      now = time + 20 + 899;
      waker.wake();
      expect(done).toHaveLength(1);
      now = time + 20 + 900;
      waker.wake();
      expect(done).toEqual([`ban ${id}`, `unban ${id}`]);
    }
  });

  it('whoever fails every quarter of an hour is not', async () => {
    for (const time of quarters) {
      now = time;
      await fail('203.0.113.1');
    }
    expect(done).toEqual([]);
  });
});
