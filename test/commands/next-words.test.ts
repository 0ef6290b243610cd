import { expect, it } from 'vitest';
import { nextWords } from '../../src/commands/next-words.js';

const texts = (...words: string[]) => nextWords(words).map((next) => ('word' in next ? next.word : `<${next.value}>`));

it.each<[string[], string[]]>([
  [['reload'], ['--restart', '--unban', '--all', '--if-exists', '<JAIL>', '--plan']],
  [
    ['reload', '--unban'],
    ['--all', '--if-exists', '<JAIL>'],
  ],
  [['reload', '--plan'], ['<JAIL>']],
  [['unban'], ['--all', '<IP>']],
  [['unban', '192.0.2.1'], ['<IP>']],
  [['unban', '--all'], []],
  [['status'], ['--all', '<JAIL>']],
  [
    ['status', 'sshd'],
    ['basic', 'short', 'stats', 'cymru'],
  ],
  [
    ['set', 'sshd', 'idle'],
    ['on', 'off'],
  ],
  [
    ['set', 'sshd', 'unbanip'],
    ['--report-absent', '<IP>'],
  ],
  [
    ['get', 'sshd', 'banip'],
    ['--with-time', '<SEP>'],
  ],
  [['watch', 'a', 'b'], ['<JAIL>']],
  [['get', 'loglevel'], []],
  [['nonsense'], []],
])('offers what may stand behind %j', (words, offered) => {
  expect(texts(...words)).toEqual(offered);
});

it('does not take a word of its own for a jail', () => {
  expect(texts('set', 'loglevel')).toEqual(['<LEVEL>']);
  expect(texts('set', 'sshd')).toContain('banip');
  expect(texts('set', 'sshd')).not.toContain('loglevel');
});

it('says of each word what it does', () => {
  expect(nextWords([]).find((next) => 'word' in next && next.word === 'flushlogs')).toEqual({
    word: 'flushlogs',
    help: 'opens the log file anew after a rotation',
  });
});
