import { accessSync, constants, statSync } from 'node:fs';
import { join } from 'node:path';

/** True if a shell would find this program: by its path, or by its name in PATH. */
export function isInPath(name: string): boolean {
  if (name.includes('/')) return isExecutable(name);
  const folders = (process.env['PATH'] ?? '').split(':').filter((folder) => folder !== '');
  return folders.some((folder) => isExecutable(join(folder, name)));
}

function isExecutable(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return statSync(path).isFile();
  } catch {
    return false;
  }
}
