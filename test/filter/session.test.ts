import { describe, expect, it } from 'vitest';
import type { Captured } from '../../src/filter/captures.js';
import { type SessionResult, Sessions } from '../../src/filter/session.js';
import { named } from './named-captures.js';

const now = 1_700_000_000;

/** `nf ip`, `noip`, `bye`, `ok ip u2`, `fail u1` … as the words of a line. */
function capturesOf(line: string): Captured[] {
  const words = line.split(' ');
  const user = words.find((word) => /^u\d$/.test(word));
  return named({
    ...(words[0] === 'nf' || words[0] === 'bye' ? { nofail: '' } : {}),
    ...(words[0] === 'bye' ? { mlfforget: '' } : {}),
    ...(words[0] === 'ok' ? { mlfgained: '' } : {}),
    ...(words[0] === 'fail' || words.includes('ip') ? { ip4: '192.0.2.1' } : {}),
    ...(user === undefined ? {} : { user }),
  });
}

function run(sessions: Sessions, lines: readonly string[], at = now): SessionResult[] {
  return lines.map((line) => sessions.merge('A', capturesOf(line), [line], at));
}

const counts = (results: readonly SessionResult[]) => results.map(({ kind }) => (kind === 'failure' ? 1 : 0));

describe('sessions (spec config §4.6)', () => {
  it.each([
    [
      ['nf ip', 'noip', 'noip'],
      [0, 1, 1],
    ],
    [
      ['noip', 'noip', 'nf ip'],
      [0, 0, 1],
    ],
    [
      ['noip', 'bye ip'],
      [0, 1],
    ],
    [
      ['noip', 'bye', 'nf ip'],
      [0, 0, 0],
    ],
    [
      ['nf', 'nf', 'bye'],
      [0, 0, 0],
    ],
    [
      ['noip', 'ok ip'],
      [0, 0],
    ],
    [
      ['nf ip u1', 'nf ip u2'],
      [0, 1],
    ],
    [
      ['fail u1', 'fail u2', 'ok ip u2'],
      [1, 1, 1],
    ],
    [
      ['fail u1', 'ok ip u1', 'noip'],
      [1, 0, 1],
    ],
  ])('%j counts %j', (lines, expected) => {
    expect(counts(run(new Sessions(), lines))).toEqual(expected);
  });

  it.each([
    [
      ['noip', 'noip', 'nf ip'],
      ['noip', 'noip', 'nf ip'],
    ],
    [['nf ip', 'noip', 'noip'], ['noip']],
    [
      ['nf ip', 'fail'],
      ['nf ip', 'fail'],
    ],
    [
      ['nf ip', 'ok ip', 'noip'],
      ['nf ip', 'ok ip', 'noip'],
    ],
    [
      ['noip', 'ok ip', 'noip'],
      ['ok ip', 'noip'],
    ],
    [
      ['nf ip u1', 'nf ip u1', 'ok ip u2'],
      ['nf ip u1', 'nf ip u1', 'ok ip u2'],
    ],
    [['fail u1', 'fail u2', 'ok ip u3'], ['ok ip u3']],
  ])('%j shows %j with its last failure', (lines, matches) => {
    expect(run(new Sessions(), lines).at(-1)).toMatchObject({ kind: 'failure', matches });
  });

  it('keeps the first address and gathers users', () => {
    const sessions = new Sessions();
    sessions.merge('A', named({ ip4: '192.0.2.1', user: 'a' }), ['1'], now);
    const second = sessions.merge('A', named({ ip6: '2001:db8::1', user: 'b' }), ['2'], now);
    expect(second).toMatchObject({
      captures: named({ ip4: '192.0.2.1', ip6: '2001:db8::1', user: 'b' }),
      users: ['a', 'b'],
    });
  });

  it('remembers no more than 100 lines and users of one session', () => {
    const sessions = new Sessions();
    const lines = Array.from({ length: 150 }, (_, number) => `nf ${number}`);
    for (const line of lines) sessions.merge('A', named({ nofail: '' }), [line], now);
    expect(run(sessions, ['fail'])).toMatchObject([{ matches: [...lines.slice(-99), 'fail'] }]);
    for (let user = 0; user < 150; user++) sessions.merge('A', named({ user: String(user) }), [''], now);
    const [result] = run(sessions, ['fail']);
    expect(result?.kind === 'failure' && result.users).toHaveLength(100);
  });

  it('forgets the oldest of more than 100 sessions', () => {
    const sessions = new Sessions();
    run(sessions, ['nf ip']);
    for (let other = 0; other < 100; other++) sessions.merge(`other ${other}`, capturesOf('nf'), [''], now);
    expect(run(sessions, ['noip'])).toMatchObject([{ kind: 'pending' }]);
  });

  it('forgets a session 5 minutes after it was opened, however lively it is', () => {
    const sessions = new Sessions();
    run(sessions, ['nf ip']);
    expect(counts(run(sessions, ['noip'], now + 300))).toEqual([1]);
    expect(run(sessions, ['noip'], now + 301)).toMatchObject([{ kind: 'pending' }]);
  });
});
