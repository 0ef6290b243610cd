import { expect, it } from 'vitest';
import { statsTable } from '../../src/cli/stats-table.js';
import type { JailStats } from '../../src/server/server-answers.js';

const jails: readonly JailStats[] = [
  { jail: 'app', backend: 'inotify', failed: [1, 4], banned: [1, 1] },
  { jail: 'web', backend: 'inotify', failed: [0, 6], banned: [2, 2] },
];

// As fail2ban-client prints it, which says `polling` or `pyinotify`.
const table = `          ║          ║ Filter    ║ Actions  
 Jail     ║ Backend  ╟───────────╫───────────
          ║          ║ cur │ tot ║ cur │ tot
══════════╬══════════╬═══════════╬═══════════
 app      ║ inotify  ║   1 │   4 ║   1 │   1
 web      ║ inotify  ║   0 │   6 ║   2 │   2
══════════╩══════════╩═══════════╩═══════════`;

it('draws the table of fail2ban-client', () => {
  expect(statsTable(jails, { isUtf8: true })).toBe(table);
});

it('has no table without jails', () => {
  expect(statsTable([], { isUtf8: true })).toBe('No jails found.');
});

it('keeps to ASCII where the locale knows no more', () => {
  const lines = statsTable(jails, { isUtf8: false }).split('\n');
  expect(lines[1]).toBe(' Jail     | Backend  x-----------x-----------');
  expect(lines[4]).toBe(' app      | inotify  |   1 |   4 |   1 |   1');
  expect(lines[6]).toBe('----------x----------x-----------x-----------');
});

it('grows with names and numbers, and keeps its columns straight', () => {
  const long: JailStats = { jail: 'a-jail-of-some-length', backend: 'systemd', failed: [5, 123_456], banned: [0, 9] };
  const lines = statsTable([...jails, long], { isUtf8: true }).split('\n');
  expect(lines[6]).toBe(' a-jail-of-some-length ║ systemd  ║      5 │ 123456 ║   0 │   9');
  const bars = (line: string) => Array.from(line.matchAll(/[║╟╫╬╩]/g), ({ index }) => index);
  expect(new Set(lines.map((line) => bars(line).join())).size).toBe(1);
});

it('cuts the names of jails where the terminal is too narrow, and nothing else', () => {
  const long = { jail: 'a-jail-of-some-length', backend: 'systemd', failed: [5, 12], banned: [0, 9] } as const;
  for (let columns = 46; columns < 70; columns += 1) {
    const lines = statsTable([...jails, long], { isUtf8: true, columns }).split('\n');
    expect(Math.max(...lines.map((line) => line.length))).toBe(Math.min(columns, 58));
    expect(lines[6]).toMatch(/systemd {2}║ {3}5 │ {2}12 ║ {3}0 │ {3}9$/);
  }
});
