import { dirname, join, resolve } from 'node:path/posix';
import { ConfigError } from './configuration.js';
import { type ParsedFile, parseDialect } from './dialect.js';
import { interpolate } from './interpolate.js';
import { mergeFiles, type Unit } from './merge.js';

/** The file system as far as configuration needs it. */
export interface ConfigFiles {
  /** The text of a file; undefined where there is none. Throws a ConfigError if it is there and can't be read. */
  read(path: string): string | undefined;
  /** Names in a directory, sorted; none where there is no directory. */
  list(directory: string): readonly string[];
}

/** Reads a unit from all its files (spec config §1.1); undefined where it has none. A name that begins with `./` or `/` is a path. */
export function readUnit(files: ConfigFiles, directory: string, name: string): Unit | undefined {
  const base = isPath(name) ? resolve(name) : join(directory, name);
  const inFolder = (suffix: string) => files.list(`${base}.d`).filter((file) => isMember(file, suffix));
  const paths = ['.conf', '.local'].flatMap((suffix) => [
    base + suffix,
    ...inFolder(suffix).map((file) => join(`${base}.d`, file)),
  ]);
  const parsed = paths.flatMap((path) => readWithIncludes(files, path, []));
  return parsed.length === 0 ? undefined : mergeFiles(name, parsed);
}

/** The unit that a filter or action of this name is read from. */
export function unitName(folder: 'filter.d' | 'action.d', name: string): string {
  return isPath(name) ? name : `${folder}/${name}`;
}

function isPath(name: string): boolean {
  return name.startsWith('./') || name.startsWith('/');
}

function isMember(file: string, suffix: string): boolean {
  return file.endsWith(suffix) && !file.startsWith('.');
}

/** A file between what it includes `before` and `after` itself; a file on its own chain of includes is left out (§1.2). */
function readWithIncludes(files: ConfigFiles, path: string, chain: readonly string[]): ParsedFile[] {
  if (chain.includes(path)) return [];
  const file = readFile(files, path);
  if (file === undefined) return [];
  const included = (option: string) =>
    includes(file, option).flatMap((include) =>
      [include, ...localOf(include)].flatMap((each) => readWithIncludes(files, each, [...chain, path])),
    );
  try {
    return [...included('before'), file, ...included('after')];
  } catch (error) {
    if (error instanceof ConfigError) return [withError(file, error)];
    throw error;
  }
}

function readFile(files: ConfigFiles, path: string): ParsedFile | undefined {
  try {
    const text = files.read(path);
    return text === undefined ? undefined : parseDialect(text, path);
  } catch (error) {
    if (error instanceof ConfigError) return withError({ file: path, sections: new Map(), problems: [] }, error);
    throw error;
  }
}

function withError(file: ParsedFile, error: ConfigError): ParsedFile {
  return { ...file, problems: [...file.problems, { severity: 'error', error }] };
}

/** Paths in [INCLUDES], one a line, relative to the file, with its own [DEFAULT] put in. */
function includes(file: ParsedFile, option: string): string[] {
  const written = file.sections.get('INCLUDES')?.options.get(option);
  if (written === undefined) return [];
  const scope = { unit: mergeFiles(file.file, [file]), section: 'INCLUDES', vars: new Map<string, string>() };
  const paths = interpolate(written.value, scope, written.where).split('\n');
  return paths.filter((path) => path !== '').map((path) => resolve(dirname(file.file), path));
}

function localOf(path: string): string[] {
  return path.endsWith('.local') ? [] : [path.replace(/\.[^./]*$/, '') + '.local'];
}
