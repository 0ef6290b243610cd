import type { JailConfig, LogPath } from '../../config/configuration.js';
import { usesJournal } from '../../config/journal-use.js';
import { compileGlob, isLiteral, leadsTo } from '../../glob.js';
import { placeOf } from './place-of.js';

/** The jail with one more log to follow; as it is if it has that, or reads the journal. */
export function addLog(config: JailConfig, log: LogPath): JailConfig {
  if (usesJournal(config) || config.logpath.some(({ value }) => value.glob === log.glob)) return config;
  return { ...config, logpath: [...config.logpath, { value: log, where: placeOf(config, 'logpath') }] };
}

/** The jail without a log; of a logpath that stands for several, the others stay that are followed now. */
export function deleteLog(config: JailConfig, path: string, followed: readonly string[]): JailConfig {
  return { ...config, logpath: config.logpath.flatMap((entry) => without(entry, path, followed)) };
}

type Entry = JailConfig['logpath'][number];

function without(entry: Entry, path: string, followed: readonly string[]): readonly Entry[] {
  const { glob } = entry.value;
  if (glob === path || glob === literally(path)) return [];
  if (isLiteral(compileGlob(glob)) || !matches(glob, path)) return [entry];
  const others = followed.filter((file) => file !== path && matches(glob, file));
  return others.map((file) => ({ ...entry, value: { ...entry.value, glob: literally(file) } }));
}

/** The path as a logpath that means it and nothing else, whatever characters are in it. */
export function literally(path: string): string {
  return path.replaceAll(/[*?[]/g, '[$&]');
}

function matches(glob: string, path: string): boolean {
  const compiled = compileGlob(glob);
  return leadsTo(compiled, path) && path.split('/').filter(Boolean).length === compiled.segments.length;
}
