import { openDatabase } from '../../src/database/open-database.js';
import { type PositionTable, positionTable } from '../../src/database/positions.js';
import type { FilePosition } from '../../src/source/line.js';
import { RenamedFiles } from '../../src/source/renamed-files.js';
import { TailFile, type TailOptions, type TailPorts } from '../../src/source/tail-file.js';

/** A store with nothing saved but `positions`. */
export function keeping(...positions: readonly FilePosition[]): PositionTable {
  const table = positionTable(openDatabase(':memory:'));
  for (const position of positions) table.save(position);
  return table;
}

/** A tail of `path` with what a test does not care about filled in. */
export function tailOf(
  path: string,
  {
    positions = keeping(),
    log = () => undefined,
    datesOf = () => [],
    ...options
  }: Partial<TailOptions & TailPorts> = {},
): TailFile {
  const all: TailOptions = { from: 'head', logencoding: 'auto', appearedLater: false, mayVanish: false, ...options };
  return new TailFile(path, all, { positions, log, datesOf }, new RenamedFiles());
}

/** Reads and accepts all there is. */
export async function drain(tail: TailFile): Promise<string[]> {
  const lines: string[] = [];
  for (let batch = await tail.read(); batch !== undefined; batch = await tail.read()) {
    lines.push(...batch.lines.map(({ text }) => text));
    tail.accept(batch);
  }
  return lines;
}
