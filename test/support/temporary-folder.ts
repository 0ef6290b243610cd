import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

/** A folder that goes with the test, whatever becomes of that; it goes after what `afterEach` does. */
export function temporaryFolder(name: string): string {
  const folder = mkdtempSync(join(tmpdir(), `tsban-${name}-`));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return folder;
}
