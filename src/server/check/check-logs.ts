import { existsSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';
import type { JailConfig, Problem } from '../../config/configuration.js';
import { compileGlob } from '../../glob.js';
import { expandGlob } from '../../source/expand-glob.js';
import { doubt, placeOf } from './finding.js';

/** Log files that are not there, for which the jail waits, if they can ever come, and what is there and is no log file. */
export async function checkLogs(config: JailConfig): Promise<readonly Problem[]> {
  const { backend, logpath } = config;
  if (/^systemd\b/i.test(backend)) return [];
  if (logpath.length === 0) {
    const text = 'there is no logpath: this jail watches nothing; set one, or backend = systemd for the journal';
    return [doubt(config, text, placeOf(config, 'logpath'))];
  }
  const found = logpath.map(async ({ value: { glob }, where }) => {
    const found = await fault(glob);
    return found === undefined ? [] : [doubt(config, found, where)];
  });
  return (await Promise.all(found)).flat();
}

async function fault(glob: string): Promise<string | undefined> {
  const { files } = await expandGlob(compileGlob(glob));
  const odd = files.find((file) => statOf(file)?.isFile() === false);
  if (odd !== undefined) return `${odd} is not a regular file: nothing of it is read; name the file of a log`;
  if (files.length > 0) return undefined;
  if (statOf(glob)?.isDirectory() === true) return `${glob} is a directory: name the logs in it, as by ${glob}/*.log`;
  const folder = dirname(glob.replace(/[*?[].*$/s, 'x'));
  if (existsSync(folder)) return `no file is at ${glob} yet: the jail waits for it; correct the path if none will come`;
  return `neither ${glob} nor its folder ${folder} is there: the jail waits for both; correct the path, or install what writes it`;
}

/** Undefined where there is nothing, or nobody can tell. */
function statOf(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
