import { copyFileSync, existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Import } from './plan.js';

const settingsFile = 'tsban.d/fail2ban.conf';

/** Makes one thing undone. */
type Undo = () => void;

/** Copies the files that are to be taken, and writes down settings; gives what makes it as it was before. */
export function takeFiles({ from, to, files, settings }: Pick<Import, 'from' | 'to' | 'files' | 'settings'>): Undo {
  const undo: Undo[] = [];
  for (const { path } of files.filter(({ isTaken }) => isTaken)) {
    undo.push(...makeRoom(join(to, path)));
    copyFileSync(join(from, path), join(to, path));
  }
  if (settings.length > 0) {
    const file = join(to, settingsFile);
    undo.push(...makeRoom(file));
    writeFileSync(file, `# From Fail2Ban's own settings.\n[Definition]\n${settings.join('\n')}\n`);
  }
  return () => {
    for (const each of undo.toReversed()) each();
  };
}

/** Makes the folder of a file that is to be written. */
function makeRoom(file: string): readonly Undo[] {
  const made = mkdirSync(dirname(file), { recursive: true });
  if (made !== undefined) return [() => rmSync(made, { recursive: true, force: true })];
  if (!existsSync(file)) return [() => rmSync(file, { force: true })];
  const before = readFileSync(file);
  return [() => writeFileSync(file, before)];
}
