import { compileGlob, matchesSegment } from '../glob.js';

/** The log files that match a logpath now, each as the logpath spells its folder. */
export type FindLogs = (logpath: string) => readonly string[];

/** The file system as far as a logpath needs it. */
export interface LogFolders {
  /** Names in a directory, in its own order; none where there is no directory. */
  names(directory: string): readonly string[];
  /** False for a link that leads nowhere. */
  exists(path: string): boolean;
}

/** What matches a logpath, in the order of the directories (spec config §3.1). */
export function findLogs(logpath: string, folders: LogFolders): string[] {
  return expand(logpath, folders).filter((path) => folders.exists(path));
}

function expand(pattern: string, folders: LogFolders): string[] {
  if (!/[*?[]/.test(pattern)) return [pattern];
  const slash = pattern.lastIndexOf('/') + 1;
  const [folder, name] = [pattern.slice(0, slash), pattern.slice(slash)];
  const parent = folder.replace(/(?<=[^/])\/+$/, '');
  const parents = parent === '' ? [''] : expand(parent, folders);
  const [segment] = compileGlob(name).segments;
  return parents.flatMap((each) => {
    const prefix = each === '' || each.endsWith('/') ? each : `${each}/`;
    const names = typeof segment === 'object' ? folders.names(each === '' ? '.' : each) : [name];
    return names
      .filter((found) => segment === undefined || matchesSegment(segment, found))
      .map((found) => prefix + found);
  });
}
