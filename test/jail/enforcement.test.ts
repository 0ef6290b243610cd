import { beforeEach, describe, expect, it } from 'vitest';
import type { BanOrder } from '../../src/ban/ban-decision.js';
import { BanManager } from '../../src/ban/ban-manager.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import type { Failure } from '../../src/filter/failure.js';
import { Enforcement } from '../../src/jail/enforcement.js';
import { JailLog } from '../../src/jail/jail-log.js';
import { mostInATurn } from '../../src/time/turns.js';
import { actionConfig } from '../support/action-config.js';
import { jailConfig } from '../support/jail-config.js';
import { recordingAction } from '../support/recording-action.js';

const barrier = actionConfig('firewall', { actionunban: 'x' });
let now: number;
let done: string[];
let log: string[];
let bans: BanManager;
const note = (what: string) => done.push(what);
/** Lets the next slice of many go on. */
let goOn: (() => void)[];

beforeEach(() => {
  [now, done, log, goOn] = [1000, [], [], []];
  bans = new BanManager('test', 600, banStore(openDatabase(':memory:'), 10));
});

function enforce(actions = [recordingAction(note)], config = jailConfig({ actions: [barrier] })): Enforcement {
  const searchCounts = { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 };
  const parts = {
    config,
    usedns: 'no' as const,
    filter: { find: async () => Promise.resolve([]), searchCounts },
    ignoring: { ready: Promise.resolve(), listed: () => undefined, ask: undefined },
    actions,
  };
  return new Enforcement({
    bans,
    parts: () => parts,
    log: new JailLog('test', (level, _logger, text) => log.push(`${level} ${text}`)),
    clock: () => now,
    nextTurn: async () => new Promise((resolve) => goOn.push(resolve)),
  });
}

function order(id: string): BanOrder {
  const decision = bans.ban({ jail: 'test', id, time: now, failures: 1, matches: [], fields: {} }, now);
  if (decision.kind !== 'banned') throw new Error(`${id} is banned already`);
  return decision;
}

const failure = (id: string, time: number): Failure => ({
  id,
  resolve: false,
  time,
  matches: [],
  fields: {},
  regex: 0,
});
const many = (count: number) => Array.from({ length: count }, (_, i) => `10.0.${i >> 8}.${i & 255}`);
const settled = async () => new Promise((resolve) => setImmediate(resolve));
const lifted = (ids: readonly string[]) => ids.flatMap((id) => bans.unban(id) ?? []);

describe('very many bans', () => {
  it('are carried out part by part; one that was lifted meanwhile is left out', async () => {
    const enforcement = enforce();
    const ids = many(mostInATurn + 500);
    const carriedOut = enforcement.carryOut(ids.map(order));
    expect(done).toHaveLength(mostInATurn);
    const [last = ''] = ids.slice(-1);
    void enforcement.lift(lifted([last]), 'Unban');
    goOn[0]?.();
    await carriedOut;
    expect(done.slice(mostInATurn)).toEqual([`unban ${last}`, ...ids.slice(mostInATurn, -1).map((id) => `ban ${id}`)]);
  });

  it('are lifted part by part; one that is banned anew stays', async () => {
    const enforcement = enforce();
    const ids = many(mostInATurn + 1);
    const orders = ids.map(order);
    const carriedOut = enforcement.carryOut(orders);
    goOn.shift()?.();
    await carriedOut;
    done.length = 0;
    const lifting = enforcement.lift(lifted(ids), 'Unban');
    const [last = ''] = ids.slice(-1);
    await enforcement.carryOut([order(last)]);
    goOn.shift()?.();
    await lifting;
    expect(done).toEqual([...ids.slice(0, mostInATurn).map((id) => `unban ${id}`), `ban ${last}`]);
  });

  it('are not all waited for at once', async () => {
    const waiting: (() => void)[] = [];
    const ban = async () => new Promise<boolean>((resolve) => waiting.push(() => resolve(true)));
    const enforcement = enforce([recordingAction(note, { ban })]);
    const carriedOut = enforcement.carryOut(many(30_000).map(order));
    for (let slice = 1; slice < 20_000 / mostInATurn; slice++) {
      goOn.pop()?.();
      await settled();
    }
    goOn.pop()?.();
    await settled();
    expect(waiting).toHaveLength(20_000);
    waiting.splice(0, mostInATurn).forEach((done) => done());
    await settled();
    expect(waiting).toHaveLength(20_000);
    while (waiting.length > 0 || goOn.length > 0) {
      waiting.splice(0).forEach((done) => done());
      goOn.pop()?.();
      await settled();
    }
    await carriedOut;
  });

  it('are no longer carried out when the jail stops', async () => {
    const enforcement = enforce();
    void enforcement.carryOut(many(mostInATurn + 1).map(order));
    const stopped = enforcement.stop();
    goOn.forEach((go) => go());
    await stopped;
    expect(done).toHaveLength(mostInATurn + 1);
    expect(done.at(-1)).toBe('stop');
  });
});

describe('an action that keeps nobody out, and hangs', () => {
  const never = async () => new Promise<never>(() => undefined);
  const mail = () => recordingAction(note, { name: 'mail', ban: never, unban: never, stop: never });
  const config = jailConfig({ actions: [barrier, actionConfig('mail', {})] });

  it('is waited for neither to ban nor to unban', async () => {
    const enforcement = enforce([recordingAction(note, { name: 'firewall' }), mail()], config);
    await enforcement.carryOut([order('10.0.0.1')]);
    await enforcement.lift(lifted(['10.0.0.1']), 'Unban');
    expect(done).toEqual(['ban 10.0.0.1', 'unban 10.0.0.1']);
  });

  it('leaves nothing in the firewall when the jail stops', async () => {
    const enforcement = enforce([recordingAction(note, { name: 'firewall' }), mail()], config);
    void enforcement.stop();
    await new Promise((resolve) => setImmediate(resolve));
    expect(done).toEqual(['stop']);
  });
});

describe('a failure of somebody who is banned', () => {
  const id = '203.0.113.7';

  it('is told of once, with the likely reason, and kept as long as the ban', async () => {
    const enforcement = enforce();
    await enforcement.carryOut([order(id)]);
    enforcement.seen(failure(id, 1002));
    expect(enforcement.leaks()).toEqual([]);
    log = [];
    enforcement.seen(failure(id, 1010));
    enforcement.seen(failure(id, 1011));
    const reason = 'another rule may let it in ahead of the ban';
    expect(enforcement.leaks()).toEqual([{ id, hits: 2, last: 1011, reason }]);
    expect(log).toEqual([
      expect.stringMatching(new RegExp(`^warning \\[test\\] ${id} is banned and the ban in force, but .*: ${reason}$`)),
    ]);
    await enforcement.lift(lifted([id]), 'Unban');
    expect(enforcement.leaks()).toEqual([]);
  });

  it('is no wonder before the ban is in force', async () => {
    let inForce = (): void => undefined;
    const ban = async () =>
      new Promise<boolean>((resolve) => {
        inForce = () => resolve(true);
      });
    const enforcement = enforce([recordingAction(note, { ban })]);
    const carriedOut = enforcement.carryOut([order(id)]);
    enforcement.seen(failure(id, 1010));
    now = 1010;
    inForce();
    await carriedOut;
    enforcement.seen(failure(id, 1013));
    expect(enforcement.leaks()).toEqual([]);
    enforcement.seen(failure(id, 1014));
    expect(enforcement.leaks()).toHaveLength(1);
  });

  it('is no wonder while the ban failed, or was missing in the firewall', async () => {
    const failing = new Set([id]);
    const reconcile = async () => Promise.resolve({ missing: 1, surplus: 0 });
    const enforcement = enforce([recordingAction(note, { reconcile, lacks: (one) => failing.has(one) })]);
    await enforcement.carryOut([order(id)]);
    enforcement.seen(failure(id, 1010));
    failing.clear();
    now = 1010;
    await enforcement.look();
    enforcement.seen(failure(id, 1013));
    expect(enforcement.leaks()).toEqual([]);
    enforcement.seen(failure(id, 1014));
    expect(enforcement.leaks()).toHaveLength(1);
  });

  it('is no wonder where nothing keeps anybody out', async () => {
    const enforcement = enforce([recordingAction(note)], jailConfig({ actions: [actionConfig('mail', {})] }));
    await enforcement.carryOut([order(id)]);
    enforcement.seen(failure(id, 1010));
    expect(enforcement.leaks()).toEqual([]);
  });
});

describe('notInForce', () => {
  it('names each ban once, and what each action says of it', () => {
    const fails = (name: string, ...ids: readonly string[]) =>
      recordingAction(note, { name, notInForce: () => new Map(ids.map((id) => [id, `no ${name}`])) });
    const { size } = enforce([recordingAction(note)]).notInForce();
    expect(size).toBe(0);
    const enforcement = enforce([fails('nft', '192.0.2.1', '192.0.2.2'), fails('web', '192.0.2.2')]);
    expect([...enforcement.notInForce()]).toEqual([
      ['192.0.2.1', 'nft: no nft'],
      ['192.0.2.2', 'nft: no nft; web: no web'],
    ]);
  });
});

describe('look', () => {
  it('has each action compare, but not again one that is at it still', async () => {
    let compared = (): void => undefined;
    const slow = async () =>
      new Promise<undefined>((resolve) => {
        note('slow reconcile');
        compared = () => resolve(undefined);
      });
    const enforcement = enforce([recordingAction(note), recordingAction(note, { reconcile: slow })]);
    const first = enforcement.look();
    await settled();
    await enforcement.look();
    compared();
    await first;
    expect(done).toEqual(['reconcile', 'slow reconcile', 'reconcile']);
    void enforcement.look();
    await settled();
    expect(done.slice(3)).toEqual(['reconcile', 'slow reconcile']);
  });

  it('waits until the actions were told of all bans, or it would take those away', async () => {
    const enforcement = enforce();
    void enforcement.carryOut(many(mostInATurn + 1).map(order));
    const looked = enforcement.look();
    await settled();
    expect(done).toHaveLength(mostInATurn);
    goOn[0]?.();
    await looked;
    expect(done.slice(mostInATurn)).toEqual([`ban ${many(mostInATurn + 1).at(-1) ?? ''}`, 'reconcile']);
  });

  it('says how many it took away, and counts what was wrong with all actions', async () => {
    const reconcile = async () => Promise.resolve({ missing: 0, surplus: 2 });
    const lost = recordingAction(note, { reconcile: async () => Promise.resolve({ missing: 3, surplus: 0 }) });
    const enforcement = enforce([recordingAction(note, { name: 'nft', reconcile }), lost]);
    await enforcement.look();
    expect(enforcement.corrected).toEqual({ missing: 3, surplus: 2 });
    expect(log).toEqual(['notice [test] nft: 2 that nobody has banned any more taken out of the firewall']);
  });

  it('is over when the jail stops', async () => {
    const enforcement = enforce();
    await enforcement.stop();
    await enforcement.look();
    expect(done).toEqual(['stop']);
  });
});
