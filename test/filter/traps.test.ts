import { describe, expect, it } from 'vitest';
import { createDateDetector } from '../../src/date/date-detector.js';
import { spanOfBan } from '../../src/failure/window.js';
import type { Failure } from '../../src/filter/failure.js';
import { compileFilter, type FilterOptions } from '../../src/filter/filter.js';
import { IgnoreEntries, IgnoreList } from '../../src/filter/ignore.js';
import type { Circumstances } from '../../src/filter/line-time.js';
import { resolveNames } from '../../src/jail/resolve-names.js';

/** 2023-11-14 22:13:20 UTC. */
const now = 1_700_000_000;
const stamp = '2023-11-14 22:13:20';

type Options = Partial<FilterOptions> & Pick<FilterOptions, 'failregex'>;

/** Feeds lines to a new filter; `{ failures }` of each. */
function feed(options: Options, lines: readonly string[], at: Partial<Circumstances> = {}) {
  const filter = compileFilter({
    ignoreregex: [],
    maxlines: 1,
    usedns: 'warn',
    findtime: 600,
    dates: createDateDetector({ logtimezone: 'UTC', clock: () => now }),
    warn: () => undefined,
    ...options,
  });
  const circumstances = { now, inOperation: true, writtenAfterStart: true, ...at };
  return lines.map((text) => filter.process({ text, end: 0 }, circumstances));
}

function failuresIn(options: Options, ...lines: readonly string[]): readonly Failure[] {
  return feed(options, lines).flatMap(({ failures }) => failures);
}

const idsIn = (failregex: string, line: string) => failuresIn({ failregex: [failregex] }, line).map(({ id }) => id);
const fieldsIn = (failregex: string, line: string) => failuresIn({ failregex: [failregex] }, line)[0]?.fields;

describe('traps of matching (spec config §8)', () => {
  it.each([
    ['^host x <HOST>', `${stamp} host x 192.0.2.1`, []],
    ['^ host x <HOST>', `${stamp} host x 192.0.2.1`, ['192.0.2.1']],
    ['^\\[\\] host x <HOST>$', `[${stamp}] host x 192.0.2.1`, ['192.0.2.1']],
  ])('22: what stood around the date stays: %s on %s', (failregex, line, ids) => {
    expect(idsIn(failregex, line)).toEqual(ids);
  });

  it.each([
    ['^x <ADDR>\\Z', []],
    ['^x <ADDR>$', ['192.0.2.1']],
    ['^x <ADDR>\\s', ['192.0.2.1']],
  ])('23: a line ends in a newline: %s', (failregex, ids) => expect(idsIn(failregex, 'x 192.0.2.1')).toEqual(ids));

  it.each([
    ['999.999.999.999', ['999.999.999.999']],
    ['fe80::1%eth0', []],
    ['::ffff:192.0.2.1', ['192.0.2.1']],
  ])('24: <HOST> on %s', (text, ids) => expect(idsIn('^x <HOST>$', `x ${text}`)).toEqual(ids));

  it.each(['^A <HOST> <HOST>', 'A <HOST>|B <HOST>'])('25: two <HOST> are an error: %s', (failregex) => {
    expect(() => feed({ failregex: [failregex] }, [])).toThrow("redefinition of group name 'ip4'");
  });

  it.each([
    ['^(?P<q>x)?y(?P=q) ?<ADDR>$', 'y 192.0.2.1', []],
    ['^a.b <ADDR>$', 'a\u2028b 192.0.2.1', ['192.0.2.1']],
    ['^\\w+ <ADDR>$', 'jürgen 192.0.2.1', ['192.0.2.1']],
    ['\\bürgen <ADDR>$', 'jürgen 192.0.2.1', []],
  ])("26: Python's regexes, not JavaScript's: %s on %s", (failregex, line, ids) => {
    expect(idsIn(failregex, line)).toEqual(ids);
  });

  it('26: a group keeps what it took in an earlier round', () => {
    expect(fieldsIn('^(?:<F-USER>a</F-USER>|b)* <ADDR>$', 'ab 192.0.2.1')).toEqual({ user: 'a', ip4: '192.0.2.1' });
  });

  it('27: flags stand at the start, or in a group that they are for', () => {
    expect(() => idsIn('^ (?i)X <HOST>', '')).toThrow('global flags not at the start of the expression at position 2');
    expect(idsIn('^ ((?i)X) <HOST>', ' x 192.0.2.1')).toEqual(['192.0.2.1']);
  });

  it('28: ignoreregex sees the whole line only where there are four failregexes for one of it', () => {
    const prefregex = '^ pre: <F-CONTENT>.+</F-CONTENT>$';
    const failregexes = ['^a <HOST>', '^b <HOST>', '^c <HOST>', '^d <HOST>'];
    const ids = (count: number) => {
      const options = { prefregex, failregex: failregexes.slice(0, count), ignoreregex: ['^ pre'] };
      return failuresIn(options, `${stamp} pre: a 192.0.2.1`).map(({ id }) => id);
    };
    expect([1, 2, 3, 4].map(ids)).toEqual([['192.0.2.1'], ['192.0.2.1'], ['192.0.2.1'], []]);
  });

  it('29: an alternative has an underscore before its number', () => {
    const fields = (tag: string) => fieldsIn(`^<F-${tag}>z</F-${tag}> <ADDR>`, 'z 192.0.2.1');
    expect(fields('ALT_USER1')).toMatchObject({ user1: 'z' });
    expect(fields('ALT_USER1')).not.toHaveProperty('user');
    expect(fields('ALT_USER_1')).toMatchObject({ user: 'z' });
  });

  it('30: F-NOFAIL without a session counts, but for tsban-regex', () => {
    const failregex = ['^<F-NOFAIL>x</F-NOFAIL> <HOST>'];
    const lines = ['x 192.0.2.1', 'x 192.0.2.1', 'x 192.0.2.1'];
    expect(feed({ failregex }, lines).map(({ status }) => status)).toEqual(['matched', 'matched', 'matched']);
    expect(failuresIn({ failregex }, ...lines)).toHaveLength(3);
    const offline = feed({ failregex, offline: true }, lines);
    expect(offline.map(({ status }) => status)).toEqual(['ignored', 'ignored', 'ignored']);
  });

  it('31: lines that wait for an id become one failure; a session keeps its first address', () => {
    const failregex = [
      '^<F-MLFID>s</F-MLFID> noip',
      '^<F-MLFID>s</F-MLFID> <F-NOFAIL>nf</F-NOFAIL> <ADDR>',
      '^<F-MLFID>s</F-MLFID> fail <ADDR>',
    ];
    const waiting = failuresIn({ failregex }, 's noip', 's noip', 's nf 192.0.2.1');
    expect(waiting).toMatchObject([{ id: '192.0.2.1', matches: ['s noip', 's noip', 's nf 192.0.2.1'] }]);
    const both = failuresIn({ failregex }, 's fail 192.0.2.1', 's fail 2001:db8::1');
    expect(both.map(({ id }) => id)).toEqual(['192.0.2.1', '192.0.2.1']);
  });

  it('32: an id beside a host name that is looked up is not heeded', async () => {
    const ids = async (line: string) => {
      const found = failuresIn({ failregex: ['^<F-ID>u</F-ID> <HOST>$'], usedns: 'yes' }, line);
      const resolve = async () => Promise.resolve(['192.0.2.1', '192.0.2.2']);
      const failures = await resolveNames(found, { resolve, usedns: 'yes', log: () => undefined });
      return failures.map(({ id }) => id);
    };
    expect(await ids('u host.example')).toEqual(['192.0.2.1', '192.0.2.2']);
    expect(await ids('u 192.0.2.1')).toEqual(['u']);
  });

  it('33: not so here: the window slides, where Fail2Ban would estimate 6 failures', () => {
    const times = [0, 100, 200, 300, 590, 650];
    expect(spanOfBan(times, 650, { maxretry: 6, findtime: 600 })).toBeUndefined();
    expect(spanOfBan(times, 650, { maxretry: 5, findtime: 600 })).toEqual({ from: 50, to: 650 });
  });

  it('34: of several lines only failregex sees each as a line', () => {
    const options = { failregex: ['^a$<SKIPLINES>^b <HOST>$'], maxlines: 3 };
    const statuses = (ignoreregex: string) =>
      feed({ ...options, ignoreregex: [ignoreregex] }, ['a', 'b 192.0.2.1']).map(({ status }) => status);
    expect(statuses('^b')).toEqual(['missed', 'matched']);
    expect(statuses('^a$')).toEqual(['missed', 'matched']);
    expect(statuses('^a')).toEqual(['missed', 'ignored']);
  });

  it('43: an hour late counts as now in operation, and not at all while catching up', () => {
    const lines = ['2023-11-14 21:13:20 x 192.0.2.1'];
    const options = { failregex: [' x <HOST>$'] };
    expect(feed(options, lines)[0]?.failures).toMatchObject([{ id: '192.0.2.1', time: now }]);
    expect(feed(options, lines, { inOperation: false })[0]?.failures).toEqual([]);
  });

  it.each([[['file:/x', '1.2.3.4']], [['1.2.3.4', 'file:/x']]])(
    '52: not so here: a file may stand anywhere: %j',
    (ignoreip) => {
      const list = new IgnoreList({
        ignoreip,
        ignoreself: false,
        ownAddresses: () => [],
        resolved: () => [],
        contentOf: () => new IgnoreEntries(['192.0.2.0/24']),
      });
      expect(['1.2.3.4', '192.0.2.7', '1.2.3.5'].map((id) => list.find(id))).toEqual(['ip', 'file://x', undefined]);
    },
  );
});
