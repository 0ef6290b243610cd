import { describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/server/command-error.js';
import { shapeAnswer } from '../../../src/server/compat/answer-shapes.js';
import { commandWords } from '../../../src/server/compat/command-words.js';
import { Pair } from '../../../src/server/compat/pickle.js';

describe('commandWords', () => {
  it.each([
    { request: ['status', 'app'], words: ['status', 'app'] },
    {
      request: ['set', 'app', 'maxretry', 5, 1.5, 10n ** 20n],
      words: ['set', 'app', 'maxretry', '5', '1.5', '100000000000000000000'],
    },
    { request: ['a', null, true, false], words: ['a', 'None', 'True', 'False'] },
  ])('takes $request for words', ({ request, words }) => {
    expect(commandWords(request)).toEqual(words);
  });

  it.each([
    { request: ['reload', '--all', [], [['set', 'loglevel', 'INFO']]], text: /use tsban-client reload/ },
    { request: ['server-stream', [['start', 'app']]], text: /use tsban-client reload/ },
    { request: ['status', ['app']], text: /^Invalid command$/ },
    { request: ['set', 'app', Buffer.from('x')], text: /^Invalid command$/ },
    { request: [['reload'], []], text: /^Invalid command$/ },
    { request: 'ping', text: /^Invalid command$/ },
    { request: null, text: /^Invalid command$/ },
    { request: new Map(), text: /^Invalid command$/ },
    { request: [], text: /^Sorry but the command is invalid$/ },
  ])('refuses $request', ({ request, text }) => {
    expect(() => commandWords(request)).toThrow(CommandError);
    expect(() => commandWords(request)).toThrow(text);
  });
});

describe('shapeAnswer', () => {
  const searches = { overruns: 0, demotions: 0, shortened: 0, givenUp: 0 };
  const actions = { currentlyBanned: 1, totalBanned: 2, bannedIpList: ['203.0.113.1'] };
  const ban = {
    jail: 'app',
    id: '203.0.113.1',
    time: 0,
    bantime: 60.7,
    until: 60.7,
    bancount: 1,
    failures: 3,
    restored: false,
  };

  it.each([
    { words: ['ping'], answer: 'pong', shape: 'pong' },
    { words: ['unban', '--all'], answer: 3, shape: 3 },
    { words: ['echo', 'a', 'b'], answer: 'a b', shape: ['a', 'b'] },
    { words: ['stop'], answer: 'Shutdown successful', shape: null },
    { words: ['stop', 'app'], answer: 'Jail stopped', shape: null },
    { words: ['banned'], answer: [{ app: ['203.0.113.1'] }], shape: [{ app: ['203.0.113.1'] }] },
    { words: ['get', 'app', 'banned'], answer: ['203.0.113.1'], shape: ['203.0.113.1'] },
    { words: ['get', 'app', 'banip'], answer: [ban], shape: ['203.0.113.1'] },
    { words: ['get', 'app', 'banip', ','], answer: [ban], shape: ['203.0.113.1'] },
    { words: ['get', 'app', 'toString'], answer: 1, shape: 1 },
    {
      words: ['status'],
      answer: { version: '1', jails: ['a', 'b'], problems: [] },
      shape: [new Pair('Number of jail', 2), new Pair('Jail list', 'a, b')],
    },
    {
      words: ['status', 'app'],
      answer: {
        jail: 'app',
        filter: {
          currentlyFailed: 4,
          totalFailed: 5,
          fileList: ['/l'],
          missingFiles: ['/m'],
          catchingUp: [{ file: '/l', percent: 7 }],
          searches,
        },
        actions,
      },
      shape: [
        new Pair('Filter', [
          new Pair('Currently failed', 4),
          new Pair('Total failed', 5),
          new Pair('File list', ['/l']),
        ]),
        new Pair('Actions', [
          new Pair('Currently banned', 1),
          new Pair('Total banned', 2),
          new Pair('Banned IP list', ['203.0.113.1']),
        ]),
      ],
    },
    {
      words: ['status', 'app', 'short'],
      answer: {
        jail: 'app',
        filter: { currentlyFailed: 0, totalFailed: 0, journalMatches: ['A=1', 'B=2 C=3'], searches },
        actions,
      },
      shape: [
        new Pair('Filter', [
          new Pair('Currently failed', 0),
          new Pair('Total failed', 0),
          new Pair('Journal matches', ['A=1 + B=2 C=3']),
        ]),
        new Pair('Actions', [new Pair('Currently banned', 1), new Pair('Total banned', 2)]),
      ],
    },
  ])('of $words', ({ words, answer, shape }) => {
    expect(shapeAnswer(words, answer)).toEqual(shape);
  });

  it('shows whole seconds of a ban, and how the endless one ends', () => {
    const shown = (until: number | null, bantime: number) =>
      String((shapeAnswer(['get', 'app', 'banip', '--with-time'], [{ ...ban, bantime, until }]) as string[])[0]);
    expect(shown(60.7, 60.7)).toMatch(
      /^203\.0\.113\.1 \t\d{4}-\d\d-\d\d \d\d:\d\d:00 \+ 60 = \d{4}-\d\d-\d\d \d\d:\d\d:00$/,
    );
    expect(shown(null, -1)).toMatch(/ \+ -1 = 9999-12-31 23:59:59$/);
  });
});
