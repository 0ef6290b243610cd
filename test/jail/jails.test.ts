import { beforeEach, describe, expect, it } from 'vitest';
import { BanManager } from '../../src/ban/ban-manager.js';
import { banStore } from '../../src/database/bans.js';
import { failureStore } from '../../src/database/failures.js';
import type { Connection } from '../../src/database/connection.js';
import { openDatabase } from '../../src/database/open-database.js';
import { positionTable } from '../../src/database/positions.js';
import { FailManager } from '../../src/failure/fail-manager.js';
import type { Failure } from '../../src/filter/failure.js';
import { carryOutExchanges } from '../../src/jail/exchange.js';
import { Jail } from '../../src/jail/jail.js';
import type { Blamed } from '../../src/jail/ignoring.js';
import type { JailAction, JailParts } from '../../src/jail/jail-parts.js';
import { Jails, type JailsStore } from '../../src/jail/jails.js';
import type { Batch } from '../../src/source/line.js';
import { localStamp } from '../../src/time/local-stamp.js';
import { mostInATurn } from '../../src/time/turns.js';
import { actionConfig } from '../support/action-config.js';
import { HandWaker } from '../support/hand-waker.js';
import { increment } from '../support/increment.js';
import { jailConfig } from '../support/jail-config.js';
import { recordingAction } from '../support/recording-action.js';

/** What a reload does with a jail. */
async function replace(jail: Jail, parts: JailParts): Promise<void> {
  await carryOutExchanges([jail.exchange(parts)]);
}

let connection: Connection;
let now: number;
let log: string[];
let done: string[];
let diskFull: boolean;
/** What the windows of all jails may take. */
let mostBytes: number | undefined;
let isAnew: boolean;
let waker: HandWaker;
let jails: Jails;

/** A failure for every line `fail NAME TIME`. */
const filter: JailParts['filter'] = {
  async find(lines) {
    return Promise.resolve(lines.flatMap(({ text }) => failureOf(text)));
  },
  searchCounts: { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 },
};

function failureOf(text: string): readonly Failure[] {
  const [word, id = '', time] = text.split(' ');
  const resolve = !/^[\d.]+$/.test(id);
  const malformed = id.startsWith('256.') && { malformed: true as const };
  const failure = { id, resolve, ...malformed, time: Number(time), matches: [text], fields: {}, regex: 0 };
  return word === 'fail' ? [failure] : [];
}

function deferred<T>(): { readonly promise: Promise<T>; readonly resolve: (value: T) => void } {
  let resolve: (value: T) => void = () => undefined;
  const promise = new Promise<T>((settle) => {
    resolve = settle;
  });
  return { promise, resolve };
}

const recorder = (name: string): JailAction => recordingAction((what) => done.push(`${name} ${what}`), { name });

/** Notes times that bans are prolonged to, and takes until `carriedOut` for it. */
function slowProlong() {
  const told: number[] = [];
  const carriedOut = deferred<boolean>();
  const prolong: JailAction['prolong'] = async ({ bantime }) => {
    told.push(bantime);
    return carriedOut.promise;
  };
  return { told, carriedOut, prolong };
}

function parts(actions: readonly JailAction[] = [recorder('a')], overrides = {}): JailParts {
  const listed = ({ id }: Blamed) => (id === '127.0.0.1' ? 'ip' : undefined);
  return {
    config: jailConfig({ maxretry: 2, findtime: 100, bantime: 600, ...overrides }),
    usedns: 'warn',
    filter,
    ignoring: { ready: Promise.resolve(), listed, ask: undefined },
    actions,
  };
}

function start(made: JailParts = parts()): Jail {
  const store: JailsStore = {
    positions: positionTable(connection),
    transaction(write) {
      if (diskFull) throw new Error('disk full');
      connection.transaction(() => write(isAnew))();
    },
  };
  jails = new Jails(store, (_level, _logger, text) => log.push(text), waker, mostBytes);
  const { config } = made;
  const jail = new Jail(
    made,
    new FailManager(config.name, config, failureStore(connection)),
    new BanManager(config.name, config.bantime, banStore(connection, 10)),
    {
      log: (_level, _logger, text) => log.push(text),
      clock: () => now,
      waker,
      nextTurn: async () => Promise.resolve(),
      resolve: async (name) => Promise.resolve(name === 'two.example' ? ['192.0.2.21', '192.0.2.22'] : []),
      commit: () => jails.commit(),
    },
  );
  jails.add(jail);
  void jail.start();
  return jail;
}

const batch = (offset: number, ...lines: readonly string[]): Batch => ({
  path: '/log',
  lines: lines.map((text, i) => ({ text, end: offset + i })),
  position: {
    kind: 'file',
    path: '/log',
    device: '1',
    inode: '1',
    offset,
    fingerprint: '',
    fingerprintLength: 0,
    older: [],
  },
  inOperation: true,
  writtenAfterStart: true,
});
/** Everything that waits for nothing outside has gone on. */
const settled = async () => new Promise<void>((goOn) => setImmediate(goOn));
const handle = async (offset: number, ...lines: readonly string[]) => jails.handle(batch(offset, ...lines), ['test']);

beforeEach(() => {
  connection = openDatabase(':memory:');
  now = 1000;
  log = [];
  done = [];
  diskFull = false;
  mostBytes = undefined;
  isAnew = false;
  waker = new HandWaker();
});

describe('a batch', () => {
  it('counts, bans in the middle, and keeps what is left for the next window', async () => {
    const jail = start();
    await handle(10, 'fail 192.0.2.1 990', 'noise', 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    expect(done).toEqual(['a start', 'a ban 192.0.2.1']);
    expect(jail.failures.currentlyFailed).toBe(1);
    expect(log.filter((text) => text.includes('Ban'))).toEqual(['[test] Ban 192.0.2.1']);
    expect(log.filter((text) => text.startsWith('[test] Found 192.0.2.1 - '))).toHaveLength(3);
  });

  it('never counts whom the jail ignores', async () => {
    const jail = start();
    await handle(10, 'fail 127.0.0.1 1000', 'fail 127.0.0.1 1000');
    expect(jail.failures.totalFailed).toBe(0);
    expect(log).toEqual(['[test] Ignore 127.0.0.1 by ip', '[test] Ignore 127.0.0.1 by ip']);
  });

  it('tells of what looks like an address and is none, and never counts it', async () => {
    const jail = start();
    await handle(10, 'fail 256.1.1.1 1000');
    expect(jail.failures.totalFailed).toBe(0);
    expect(log).toEqual(["[test] '256.1.1.1' is no valid address, ignoring the match: fail 256.1.1.1 1000"]);
  });

  it('asks about each failure where there is more to ask than a list, and tells of those ignored in their order', async () => {
    const asked: (() => void)[] = [];
    const ask = async ({ id }: Failure) => {
      await new Promise<void>((answer) => asked.push(answer));
      return { '192.0.2.1': 'command', '192.0.2.3': 'cache' }[id];
    };
    const jail = start({ ...parts(), ignoring: { ...parts().ignoring, ask } });
    const handled = handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.2 1000', 'fail 192.0.2.3 1000');
    await settled();
    expect(asked).toHaveLength(3);
    expect(jail.failures.totalFailed).toBe(0);
    for (const answer of asked.reverse()) answer();
    await handled;
    expect(jail.failures.totalFailed).toBe(1);
    const told = ['[test] Ignore 192.0.2.1 by command', '[test] Ignore 192.0.2.3 by cache'];
    expect(log).toEqual([...told, expect.stringContaining('[test] Found 192.0.2.2 - ')]);
  });

  it('puts nobody back who is ignored by now', async () => {
    const spared: string[] = [];
    const listed = ({ id }: Blamed) => (spared.includes(id) ? 'dns' : undefined);
    const made = { ...parts(), ignoring: { ...parts().ignoring, listed } };
    start(made);
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000', 'fail 192.0.2.2 1000', 'fail 192.0.2.2 1000');
    log = [];
    let known = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      known = () => {
        spared.push('192.0.2.1');
        resolve();
      };
    });
    start({ ...made, ignoring: { ...made.ignoring, ready } });
    await settled();
    expect(log).toEqual([]);
    known();
    await settled();
    expect(log).toEqual(['[test] Ignore 192.0.2.1 by dns', '[test] Restore Ban 192.0.2.2']);
  });

  it('waits until the names it ignores are known', async () => {
    let known = (): void => undefined;
    const ready = new Promise<void>((resolve) => {
      known = resolve;
    });
    const jail = start({ ...parts(), ignoring: { ...parts().ignoring, ready } });
    const handled = handle(10, 'fail 192.0.2.1 1000');
    await handle(20, 'noise');
    expect(jail.failures.totalFailed).toBe(0);
    known();
    await handled;
    expect(jail.failures.totalFailed).toBe(1);
  });

  it('counts every address of a host name, and says what it looked up', async () => {
    const jail = start();
    await handle(10, 'fail two.example 1000', 'fail nobody.example 1000');
    expect(jail.failures.currentlyFailed).toBe(2);
    expect(log).toContain("Determined IP using DNS Lookup: two.example = {'192.0.2.21', '192.0.2.22'}");
    expect(log).toContain('Unable to find a corresponding IP address for nobody.example');
  });

  it('bans nobody for a jail that was stopped while its lines were searched', async () => {
    const searched = deferred<readonly Failure[]>();
    const jail = start({ ...parts(), filter: { ...filter, find: async () => searched.promise } });
    const handled = handle(10, 'anything');
    await jail.stop();
    searched.resolve([...failureOf('fail 192.0.2.1 1000'), ...failureOf('fail 192.0.2.1 1000')]);
    await handled;
    expect(done).toEqual(['a start', 'a stop']);
    expect(jail.failures.totalFailed).toBe(0);
  });

  it('of one source waits for none of another', async () => {
    const searched = deferred<readonly Failure[]>();
    start({
      ...parts(),
      filter: { ...filter, find: async (lines, at) => (lines.length > 1 ? searched.promise : filter.find(lines, at)) },
    });
    const slow = handle(20, 'slow', 'lines');
    await jails.handle({ ...batch(10, 'fail 192.0.2.1 1000'), path: '/other' }, ['test']);
    expect(log).toEqual([expect.stringMatching(/^\[test\] Found 192\.0\.2\.1 - /)]);
    searched.resolve([]);
    await slow;
  });

  it('is committed with its position: after a kill nothing is lost and nothing counts twice', async () => {
    start();
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.2 1000', 'fail 192.0.2.2 1000');
    done = [];
    const again = start();
    await settled();
    expect(positionTable(connection).file('/log')?.offset).toBe(10);
    expect(done).toEqual(['a start', 'a ban 192.0.2.2']);
    expect(log).toContain('[test] Restore Ban 192.0.2.2');
    expect(again.failures.currentlyFailed).toBe(1);
    await handle(20, 'fail 192.0.2.1 1001');
    expect(done).toContain('a ban 192.0.2.1');
  });

  it('bans on when the disk is full, and catches up with the database later, all at once', async () => {
    start();
    diskFull = true;
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    await handle(20, 'fail 192.0.2.2 1000');
    expect(done).toContain('a ban 192.0.2.1');
    expect(log.filter((text) => text.includes("Can't write the database"))).toHaveLength(1);
    expect(positionTable(connection).file('/log')).toBeUndefined();
    expect(jails.isSaving).toBe(false);
    diskFull = false;
    jails.commit();
    expect(positionTable(connection).file('/log')).toBeUndefined();
    waker.wake();
    expect(log.at(-1)).toBe('The database can be written again; nothing was lost');
    expect(positionTable(connection).file('/log')?.offset).toBe(20);
    expect([...banStore(connection, 10).activeBans('test')]).toHaveLength(1);
    expect([...failureStore(connection).times('test')]).toEqual([['192.0.2.2', 1000]]);
  });

  it('is written at the end, even if the last try was a moment ago', async () => {
    start();
    diskFull = true;
    await handle(10, 'fail 192.0.2.1 1000');
    diskFull = false;
    jails.close();
    expect(positionTable(connection).file('/log')?.offset).toBe(10);
  });

  it('of any time is written again into a database that is another one', async () => {
    start();
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000', 'fail 192.0.2.2 990', 'fail 192.0.2.2 1000');
    await handle(20, 'fail 192.0.2.3 990', 'fail 192.0.2.4 990');
    await jails.handle(
      { ...batch(5, 'noise'), path: '/other', position: { ...batch(5).position, path: '/other' } },
      [],
    );
    connection.exec(`DELETE FROM bans; DELETE FROM file_positions; DELETE FROM failures WHERE id = '192.0.2.3'`);
    isAnew = true;
    await handle(30, 'fail 192.0.2.5 1000');
    const bans = [...banStore(connection, 10).activeBans('test')];
    expect(bans.map(({ id, matches }) => [id, matches.length])).toEqual([
      ['192.0.2.1', 2],
      ['192.0.2.2', 2],
    ]);
    const store = failureStore(connection);
    expect([...store.times('test')].map(([id]) => id).sort()).toEqual(['192.0.2.3', '192.0.2.4', '192.0.2.5']);
    expect(store.failures('test', '192.0.2.3', [990])).toEqual([{ time: 990, matches: [], fields: {} }]);
    expect(store.failures('test', '192.0.2.4', [990])).toEqual([
      { time: 990, matches: ['fail 192.0.2.4 990'], fields: {} },
    ]);
    expect(['/log', '/other'].map((path) => positionTable(connection).file(path)?.offset)).toEqual([30, 5]);
  });
});

describe("while a log file takes the journal's place", () => {
  const logpath = [{ value: { glob: '/log', from: 'head', word: 'head' } as const, where: jailConfig().where }];
  const inFile = async () => handle(10, 'fail 192.0.2.1 990');
  const inJournal = async () => {
    const position = { kind: 'journal', path: 'systemd-journal', cursor: 'c', time: 990 } as const;
    await jails.handle({ ...batch(10, 'fail 192.0.2.1 990'), path: 'systemd-journal', position }, ['test']);
  };
  it.each([
    ['the file', [inFile, inJournal]],
    ['the journal', [inJournal, inFile]],
  ])('a failure counts once of which %s tells first', async (_, tellings) => {
    const jail = start(parts([], { backend: 'systemd', logpath }));
    for (const tell of tellings) await tell();
    expect(jail.failures.totalFailed).toBe(1);
  });

  it('one of which a file tells twice counts twice', async () => {
    const jail = start(parts([], { backend: 'systemd', logpath }));
    await inFile();
    await inFile();
    expect(jail.failures.totalFailed).toBe(2);
  });
});

it('counts lines, matches and whom it ignores, and goes on doing so with another filter', async () => {
  const jail = start();
  await handle(10, 'fail 192.0.2.1 1000', 'noise', 'fail 127.0.0.1 1000');
  const searchCounts = { overruns: 1, demotions: 2, shortened: 3, givenUp: 4 };
  await replace(jail, { ...parts(), filter: { ...filter, searchCounts } });
  await replace(jail, { ...parts(), filter: { ...filter, searchCounts } });
  await handle(20, 'fail 192.0.2.1 1000');
  expect([jail.counts.lines, jail.counts.matches, jail.counts.ignored]).toEqual([4, 3, 1]);
  await settled();
  expect(jails.lines).toBe(4);
  const searches = jail.counts.searchesWith(jail.parts.filter.searchCounts);
  expect(searches).toEqual({ overruns: 2, demotions: 4, shortened: 6, givenUp: 8 });
  expect([jail.counts.decided.count, jail.counts.enforced.count]).toEqual([1, 1]);
});

describe('look', () => {
  it('says once how many ids were forgotten because there were too many', async () => {
    mostBytes = 3 * 32;
    const jail = start();
    for (let n = 1; n <= 5; n++) await handle(n, `fail 192.0.2.${n} 1000`);
    expect(jail.failures.currentlyFailed).toBe(3);
    log = [];
    jails.look();
    jails.look();
    expect(log).toEqual(['Forgot the failures of 2 ids, those longest without another: 96 bytes hold no more']);
    await handle(6, 'fail 192.0.2.5 1000');
    expect(done).toContain('a ban 192.0.2.5');
  });
});

describe('a ban of a known offender', () => {
  const banOnce = async (offset: number): Promise<void> => {
    await handle(offset, ...Array<string>(3).fill(`fail 192.0.2.1 ${now}`));
    now += 600;
    waker.wake();
  };

  it('comes after fewer failures, is longer, and says why', async () => {
    start({ ...parts([recorder('a')], { maxretry: 3 }), increment: increment() });
    await banOnce(10);
    [log, done] = [[], []];
    now = 2000;
    await handle(20, 'fail 192.0.2.1 2000');
    expect(done).toEqual([]);
    await handle(30, 'fail 192.0.2.1 2001');
    const [at, next, before, end] = [2000, 2001, 1000, 3201].map(localStamp);
    expect(log).toEqual([
      `[test] Found 192.0.2.1 - ${at}`,
      `[test] Found 192.0.2.1, bad - ${at}, 1 # -> 2.0`,
      `[test] Found 192.0.2.1 - ${next}`,
      `[test] Found 192.0.2.1, bad - ${next}, 1 # -> 2.0, Ban`,
      '[test] Ban 192.0.2.1',
      `[test] IP 192.0.2.1 is bad: 1 # last ${before} - incr 10m to 20m`,
      `[test] Increase Ban 192.0.2.1 (2 # 20m -> ${end})`,
    ]);
    expect(done).toEqual(['a ban 192.0.2.1']);
    expect([...banStore(connection, 10).activeBans('test')][0]?.bantime).toBe(1200);
  });

  it('comes at once when one failure weighs as much as maxretry, and keeps its time over a restart', async () => {
    const made = { ...parts([recorder('a')], { maxretry: 2 }), increment: increment({ maxtime: 900 }) };
    start(made);
    await banOnce(10);
    now = 2000;
    await handle(20, 'fail 192.0.2.1 2000');
    expect(log).toContain(`[test] Found 192.0.2.1, bad - ${localStamp(2000)}, 1 # -> 2.0, Ban`);
    const again = start(made);
    await settled();
    expect(again.bans.get('192.0.2.1')?.bantime).toBe(900);
    now = 2899;
    waker.wake();
    expect(again.bans.banned()).toHaveLength(1);
    now = 2900;
    waker.wake();
    expect(again.bans.banned()).toEqual([]);
  });

  it('says so although its bans do not grow', async () => {
    const jail = start({ ...parts(), increment: increment({ multipliers: [1] }) });
    await banOnce(10);
    await jail.byHand.ban(['192.0.2.1']);
    expect(log.at(-1)).toBe(`[test] IP 192.0.2.1 is bad: 1 # last ${localStamp(1000)} - incr 10m to 10m`);
  });

  it('grows by hand too, and for ever says so', async () => {
    const jail = start({ ...parts(), increment: increment({ formula: () => Infinity }) });
    await banOnce(10);
    expect(await jail.byHand.ban(['192.0.2.1'])).toBe(1);
    expect(log.at(-1)).toBe('[test] Increase Ban 192.0.2.1 (2 # permanent -> infinite)');
  });

  it('starts from the beginning once the id was unbanned by hand', async () => {
    const jail = start({ ...parts(), increment: increment() });
    await banOnce(10);
    await jail.byHand.unban(['192.0.2.1']);
    await jail.byHand.ban(['192.0.2.1']);
    expect(jail.bans.get('192.0.2.1')?.bantime).toBe(600);
  });

  it('goes by what a reload brings', async () => {
    const jail = start();
    await banOnce(10);
    await replace(jail, { ...parts(), increment: increment() });
    await jail.byHand.ban(['192.0.2.1']);
    expect(jail.bans.get('192.0.2.1')?.bantime).toBe(1200);
  });
});

describe('a ban', () => {
  it('is prolonged in the firewall once for all hits of a batch, and in the database', async () => {
    start();
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    now = 1100;
    await handle(20, ...['1050', '1050', '1080', '1080', '990', '990'].map((time) => `fail 192.0.2.1 ${time}`));
    expect(done).toEqual(['a start', 'a ban 192.0.2.1', 'a prolong 192.0.2.1 680']);
    expect([...banStore(connection, 10).activeBans('test')][0]?.bantime).toBe(680);
    now = 1600;
    waker.wake();
    expect(done).toHaveLength(3);
    now = 1680;
    waker.wake();
    expect(done.at(-1)).toBe('a unban 192.0.2.1');
  });

  it('is prolonged in the firewall as often as that keeps up with, and at last for all hits', async () => {
    const { told, carriedOut, prolong } = slowProlong();
    start(parts([{ ...recorder('a'), prolong }], { maxretry: 1 }));
    for (const after of [0, 10, 20, 30]) await handle(10 + after, `fail 192.0.2.1 ${1000 + after}`);
    expect(told).toEqual([610]);
    carriedOut.resolve(true);
    await settled();
    expect(told).toEqual([610, 630]);
    await handle(50, 'fail 192.0.2.1 1040');
    expect(told).toEqual([610, 630, 640]);
  });

  it('is not prolonged in a firewall it was taken out of', async () => {
    const { told, carriedOut, prolong } = slowProlong();
    const jail = start(parts([{ ...recorder('a'), prolong }], { maxretry: 1 }));
    for (const after of [0, 10, 20]) await handle(10 + after, `fail 192.0.2.1 ${1000 + after}`);
    await jail.stop();
    carriedOut.resolve(true);
    await settled();
    expect(told).toEqual([610]);
  });

  it('by hand of one whom the jail ignores is made, with a warning', async () => {
    const jail = start();
    await settled();
    expect(await jail.byHand.ban(['127.0.0.1'])).toBe(1);
    const warning = '127.0.0.1 is banned by hand although the jail ignores it (ip)';
    expect(log).toEqual([expect.stringContaining(warning), '[test] Ban 127.0.0.1']);
    expect(done).toContain('a ban 127.0.0.1');
  });

  it('by hand of one who is banned is none, even if it is prolonged by that', async () => {
    const jail = start();
    await jail.byHand.ban(['192.0.2.1']);
    now = 1100;
    expect(await jail.byHand.ban(['192.0.2.1'])).toBe(0);
    expect(done.at(-1)).toBe('a prolong 192.0.2.1 700');
  });

  it('is lifted when its time is over', async () => {
    start();
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    now = 1599;
    waker.wake();
    expect(done).not.toContain('a unban 192.0.2.1');
    now = 1600;
    waker.wake();
    expect(done).toContain('a unban 192.0.2.1');
    expect(log).toContain('[test] Unban 192.0.2.1');
    expect([...banStore(connection, 10).activeBans('test')]).toEqual([]);
  });

  it('by hand of very many is committed and carried out part by part', async () => {
    const jail = start();
    await settled();
    const ids = Array.from({ length: 2500 }, (_, n) => `10.0.${n >> 8}.${n & 255}`);
    const banning = jail.byHand.ban([...ids, '10.0.0.0']);
    expect([...banStore(connection, 10).activeBans('test')]).toHaveLength(mostInATurn);
    expect(await banning).toBe(2500);
    expect([...banStore(connection, 10).activeBans('test')].map(({ id }) => id)).toEqual(ids);
    expect(done).toEqual(['a start', ...ids.map((id) => `a ban ${id}`)]);
  });

  it('by hand counts only new ones; lifting it counts only those that were', async () => {
    const jail = start();
    expect(await jail.byHand.ban(['192.0.2.1', '192.0.2.1', '2001:db8::1'])).toBe(2);
    expect(await jail.byHand.unban(['192.0.2.1', '192.0.2.9'])).toBe(1);
    expect(jail.bans.banned().map(({ id }) => id)).toEqual(['2001:db8::1']);
  });

  it.each([
    { after: 0, said: 0 },
    { after: 30, said: 1 },
    { after: 90, said: 1 },
  ])('that is hit again after $after s is not made twice', async ({ after }) => {
    start();
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    now += after;
    await handle(20, `fail 192.0.2.1 ${now}`, `fail 192.0.2.1 ${now}`);
    expect(done.filter((what) => what === 'a ban 192.0.2.1')).toHaveLength(1);
    expect(log).toContain('[test] 192.0.2.1 already banned');
  });
});

describe('start', () => {
  it('makes actions look at once at what a run that was killed has left behind', async () => {
    const jail = start();
    done = [];
    await jail.start(true);
    expect(done).toEqual(['a start afterCrash']);
  });
});

describe('replace', () => {
  it('keeps bans and windows, stops actions that are gone and hands the bans to new ones', async () => {
    const kept = recorder('kept');
    const jail = start(parts([kept, recorder('old')]));
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000', 'fail 192.0.2.2 1000');
    done = [];
    await replace(jail, parts([kept, recorder('new')], { maxretry: 5 }));
    expect(done).toEqual(['new start', 'new ban 192.0.2.1', 'old stop', 'new renew']);
    expect(jail.failures.limits.maxretry).toBe(5);
    expect(jail.failures.currentlyFailed).toBe(1);
  });

  it('has bans last as long as they would now, and tells the actions of those that last longer', async () => {
    const kept = recorder('a');
    const jail = start(parts([kept]));
    await jail.byHand.ban(['192.0.2.1', '192.0.2.2']);
    now += 10;
    await handle(10, 'fail 192.0.2.2 1010', 'fail 192.0.2.2 1010');
    done = [];
    await replace(jail, parts([kept], { bantime: 900 }));
    expect(done).toEqual(['a prolong 192.0.2.1 900']);
    done = [];
    await replace(jail, parts([kept], { bantime: 5 }));
    expect(done).toEqual(['a unban 192.0.2.1']);
    expect(jail.bans.banned().map(({ id }) => id)).toEqual(['192.0.2.2']);
    expect([...banStore(connection, 10).activeBans('test')].map(({ id, bantime }) => [id, bantime])).toEqual([
      ['192.0.2.2', 610],
    ]);
  });

  it('goes on with an action that is about the same, as it was read anew', async () => {
    const kept = recorder('a');
    const configured = actionConfig('a', { actionunban: 'x' });
    const jail = start(parts([kept], { actions: [configured] }));
    await jail.byHand.ban(['192.0.2.1']);
    done = [];
    await replace(jail, parts([kept], { actions: [configured] }));
    expect(done).toEqual([]);
    await replace(jail, parts([kept], { actions: [{ ...configured, norestored: true }] }));
    expect(done).toEqual(['a reload']);
  });

  it('has a stand-in hold the bans, those that come meanwhile too, while an action takes the place of another', async () => {
    const isStopped = deferred<undefined>();
    const old = { ...recorder('old'), stop: async () => isStopped.promise };
    const jail = start(parts([old]));
    await jail.byHand.ban(['192.0.2.1']);
    done = [];
    const other = recorder('new');
    const standIn = recorder('stand-in');
    const replaced = replace(jail, { ...parts([other]), standIns: new Map([[other, standIn]]) });
    await settled();
    expect(done).toEqual(['stand-in start', 'stand-in ban 192.0.2.1']);
    await jail.byHand.ban(['192.0.2.2']);
    isStopped.resolve(undefined);
    await replaced;
    const further = ['stand-in ban 192.0.2.2', 'new start', 'new ban 192.0.2.1', 'new ban 192.0.2.2', 'stand-in stop'];
    expect(done.slice(2)).toEqual(further);
    expect(jail.parts.actions).toEqual([other]);
  });

  it('tells an action that keeps nobody out of no ban twice, and does not wait for the one before', async () => {
    const mail = (name: string) => actionConfig(name, { actionban: 'x' });
    const old = { ...recorder('mail'), stop: async () => new Promise<void>(() => undefined) };
    const jail = start(parts([old], { actions: [mail('mail')] }));
    await jail.byHand.ban(['192.0.2.1']);
    done = [];
    const actions = [mail('mail'), mail('other')];
    await replace(jail, parts([recorder('mail'), recorder('other')], { actions }));
    await settled();
    expect(done).toEqual(['mail start', 'other start', 'other ban 192.0.2.1']);
  });
});

describe('stop', () => {
  it('takes the rules out in reverse order and leaves the bans to the next start', async () => {
    const jail = start(parts([recorder('a'), recorder('b')]));
    await handle(10, 'fail 192.0.2.1 1000', 'fail 192.0.2.1 1000');
    done = [];
    await jail.stop();
    expect(done).toEqual(['b stop', 'a stop']);
    expect(log).toContain('[test] Repeal Ban 192.0.2.1');
    expect([...banStore(connection, 10).activeBans('test')]).toHaveLength(1);
  });
});
