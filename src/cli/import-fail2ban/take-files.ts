import { copyFileSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Import } from './plan.js';

const settingsFile = 'tsban.d/fail2ban.conf';

/** Copies the files that are to be taken, and writes down settings; gives what makes it as it was before. */
export function takeFiles({
  from,
  to,
  files,
  settings,
}: Pick<Import, 'from' | 'to' | 'files' | 'settings'>): () => void {
  const undo: (() => void)[] = [];
  for (const { path } of files.filter(({ isTaken }) => isTaken)) {
    const target = join(to, path);
    mkdirSync(dirname(target), { recursive: true });
    copyFileSync(join(from, path), target);
    undo.push(() => rmSync(target, { force: true }));
  }
  if (settings.length > 0) undo.push(writeSettings(join(to, settingsFile), settings));
  return () => {
    for (const each of undo) each();
  };
}

function writeSettings(file: string, settings: readonly string[]): () => void {
  const before = textOf(file);
  mkdirSync(dirname(file), { recursive: true });
  writeFileSync(file, `# From Fail2Ban's own settings.\n[Definition]\n${settings.join('\n')}\n`);
  return () => (before === undefined ? rmSync(file, { force: true }) : writeFileSync(file, before));
}

function textOf(file: string): string | undefined {
  try {
    return readFileSync(file, 'utf8');
  } catch {
    return undefined;
  }
}
