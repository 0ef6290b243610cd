import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JailConfig, Problem } from '../../config/configuration.js';
import { compileGlob } from '../../glob.js';
import { expandGlob } from '../../source/expand-glob.js';
import { doubt, placeOf } from './finding.js';

/** Log files that are not there: the jail waits for them, if they can ever come. */
export async function checkLogs(config: JailConfig): Promise<readonly Problem[]> {
  const { backend, logpath } = config;
  if (/^systemd\b/i.test(backend)) return [];
  if (logpath.length === 0) {
    const text = 'there is no logpath: this jail watches nothing; set one, or backend = systemd for the journal';
    return [doubt(config, text, placeOf(config, 'logpath'))];
  }
  const found = logpath.map(async ({ value: { glob }, where }) => {
    const missing = await missingLog(glob);
    return missing === undefined ? [] : [doubt(config, missing, where)];
  });
  return (await Promise.all(found)).flat();
}

async function missingLog(glob: string): Promise<string | undefined> {
  const { files } = await expandGlob(compileGlob(glob));
  if (files.length > 0) return undefined;
  const folder = dirname(glob.replace(/[*?[].*$/s, 'x'));
  if (existsSync(folder)) return `no file is at ${glob} yet: the jail waits for it; correct the path if none will come`;
  return `neither ${glob} nor its folder ${folder} is there: the jail waits for both; correct the path, or install what writes it`;
}
