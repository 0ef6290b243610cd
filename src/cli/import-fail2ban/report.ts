import { localStamp } from '../../time/local-stamp.js';
import { type Choice, toCompare } from './choose-files.js';
import type { StateToTake } from './import-state.js';
import type { Import } from './plan.js';

/** Everything that was taken, or would be, and what was left and why; each on a line of its own. */
export function importText({ from, to, files, settings, state }: Import, isDry: boolean): string {
  const head = isDry ? `What would be taken over from ${from} to ${to}:` : `Taken over from ${from} to ${to}:`;
  return `${[head, ...filesText(files), ...settings.map((line) => `  took ${line}`), ...stateText(state)].join('\n')}\n`;
}

/** What became of the files, one line each; those left for the same reason on one line, and all of them named only where somebody has to look at them. */
function filesText(files: readonly Choice[]): readonly string[] {
  const taken = files.filter(({ isTaken }) => isTaken).map(({ path, why }) => `  took ${path} (${why})`);
  const left = new Map<string, string[]>();
  for (const { isTaken, path, why } of files) if (!isTaken) left.set(why, [...(left.get(why) ?? []), path]);
  return [...taken, ...[...left].map(([why, paths]) => `  left ${pathsText(paths, why)} (${why})`)];
}

function pathsText(paths: readonly string[], why: string): string {
  return paths.length <= 3 || why === toCompare
    ? paths.join(', ')
    : `${paths.length} files, ${paths.slice(0, 2).join(', ')} among them`;
}

function stateText({ inForce, over, positions, unknownLogs, journal }: StateToTake): readonly string[] {
  const forEver = inForce.filter(({ bantime }) => bantime < 0).length;
  return [
    `  took ${inForce.length} bans in force, ${forEver} of them for ever, and the history of ${over.length} that are over`,
    ...positions.map(({ path, offset }) => `  took how far ${path} is read: ${offset} bytes`),
    ...journal.map(({ jail, time }) => `  took how far [${jail}] reads the journal: ${localStamp(time)}`),
    ...unknownLogs.map((path) => `  left how far ${path} is read (it is gone, or another file by now)`),
  ];
}
