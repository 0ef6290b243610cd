import { createHash } from 'node:crypto';
import { existsSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { execaSync } from 'execa';
import type { Configuration, JailConfig } from '../../config/configuration.js';
import type { Fail2banFile, Present } from './choose-files.js';

/** All files of Fail2Ban's configuration directory, and what is known of each. */
export function findFiles(directory: string, configuration: Configuration): readonly Fail2banFile[] {
  const base = resolve(directory);
  const used = withIncludes(usedFiles(configuration), base);
  const stock = stockSums();
  return listFiles(base).map((path) => ({
    path,
    origin: originOf(join(base, path), stock),
    isUsed: used.has(join(base, path)),
  }));
}

/** What stands in tsban's directory where a file would go. */
export function presentAt(file: string, target: string): Present {
  if (!existsSync(target)) return 'nothing';
  return readFileSync(file).equals(readFileSync(target)) ? 'the same' : 'another';
}

function listFiles(base: string): readonly string[] {
  return readdirSync(base, { recursive: true, encoding: 'utf8' })
    .filter((path) => statSync(join(base, path), { throwIfNoEntry: false })?.isFile() === true)
    .sort();
}

/** The files that say something for the enabled jails. */
function usedFiles({ jails }: Configuration): readonly string[] {
  return jails.flatMap((jail) => placesIn(jail)).map((file) => resolve(file));
}

function placesIn({ places, filter, actions }: JailConfig): readonly string[] {
  const regexes = [filter.prefregex, filter.datepattern, ...filter.failregex, ...filter.ignoreregex];
  const commands = actions.flatMap((action) => [...action.places.values()].flat());
  return [...places.values(), ...regexes.flatMap((regex) => regex?.where ?? []), ...commands].map(({ file }) => file);
}

/** With those files that they include. */
function withIncludes(files: readonly string[], base: string): ReadonlySet<string> {
  const found = new Set<string>();
  const add = (file: string): void => {
    if (found.has(file) || !existsSync(file)) return;
    found.add(file);
    for (const [, names = ''] of readFileSync(file, 'utf8').matchAll(/^(?:before|after)\s*=\s*(\S.*)$/gm))
      for (const name of names.split(/\s+/)) add(resolve(join(file, '..'), name));
  };
  for (const file of files) if (!relative(base, file).startsWith('..')) add(file);
  return found;
}

/** MD5 sums of the files as they came with Debian's package, by path; none where dpkg knows nothing of it. */
function stockSums(): ReadonlyMap<string, string> {
  const { stdout, failed } = execaSync('dpkg-query', ['-W', '-f', '${Conffiles}\\n', 'fail2ban'], { reject: false });
  if (failed) return new Map();
  const rows = stdout.matchAll(/^ (\/\S+) ([0-9a-f]{32})/gm);
  return new Map([...rows].map(([, path = '', sum = '']) => [path, sum]));
}

function originOf(file: string, stock: ReadonlyMap<string, string>): Fail2banFile['origin'] {
  if (stock.size === 0) return undefined;
  const sum = stock.get(file);
  if (sum === undefined) return 'own';
  return createHash('md5').update(readFileSync(file)).digest('hex') === sum ? 'stock' : 'changed';
}
