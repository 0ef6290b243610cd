import type { JailStats } from '../server/server-answers.js';

/** What answers are shown on. */
export interface Display {
  /** Columns of the terminal; undefined where it is none. */
  readonly columns?: number | undefined;
  readonly isUtf8: boolean;
}

/** What `stats` prints (spec runtime §7.3). Where a terminal is too narrow for it, long names of jails are cut. */
export function statsTable(jails: readonly JailStats[], { columns = Infinity, isUtf8 }: Display): string {
  if (jails.length === 0) return 'No jails found.';
  const backend = widest(8, jails, ({ backend: word }) => word);
  const failed = widest(3, jails, (jail) => String(Math.max(...jail.failed)));
  const banned = widest(3, jails, (jail) => String(Math.max(...jail.banned)));
  // All but the name: blanks around each value, and what stands between them.
  const others = backend + 2 * failed + 2 * banned + 17;
  const longest = widest(8, jails, ({ jail }) => jail);
  const name = Math.max(8, Math.min(longest, columns - others));

  const row = (...cells: readonly string[]) => cells.join('║').slice(0, -1);
  const blank = [' '.repeat(name + 2), ' '.repeat(backend + 2)];
  const line = (end: string) =>
    [name + 2, backend + 2, 2 * failed + 5, 2 * banned + 5].map((width) => '═'.repeat(width)).join(end);
  const lines = [
    row(...blank, ' Filter'.padEnd(2 * failed + 5), ' Actions'.padEnd(2 * banned + 5)),
    ` ${'Jail'.padEnd(name)} ║ ${'Backend'.padEnd(backend)} ╟${'─'.repeat(2 * failed + 5)}╫${'─'.repeat(2 * banned + 5)}`,
    row(...blank, pair('cur', 'tot', failed), pair('cur', 'tot', banned)),
    line('╬'),
    ...jails.map((jail) =>
      row(
        ` ${cut(jail.jail, name).padEnd(name)} `,
        ` ${jail.backend.padEnd(backend)} `,
        pair(...jail.failed, failed),
        pair(...jail.banned, banned),
      ),
    ),
    line('╩'),
  ];
  return isUtf8 ? lines.join('\n') : inAscii(lines.join('\n'));
}

function widest(least: number, jails: readonly JailStats[], cell: (jail: JailStats) => string): number {
  return Math.max(least, ...jails.map((jail) => cell(jail).length));
}

function pair(now: number | string, total: number | string, width: number): string {
  return ` ${String(now).padStart(width)} │ ${String(total).padStart(width)} `;
}

function cut(name: string, width: number): string {
  return name.length > width ? `${name.slice(0, width - 1)}…` : name;
}

function inAscii(table: string): string {
  return table
    .replaceAll(/[║│]/g, '|')
    .replaceAll(/[═─]/g, '-')
    .replaceAll(/[╟╫╬╩]/g, 'x')
    .replaceAll('…', '~');
}
