import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';
import { RenamedFiles } from '../../src/source/renamed-files.js';
import { type PositionStore, TailFile, type TailOptions, type TailPorts } from '../../src/source/tail-file.js';

/** A directory that goes with the test. */
export function scratch(): string {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-source-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  return directory;
}

export const nothingSaved: PositionStore = { load: () => undefined };

/** A tail of `path` with what a test does not care about filled in. */
export function tailOf(
  path: string,
  {
    positions = nothingSaved,
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
