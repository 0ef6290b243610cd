import { readFileSync } from 'node:fs';

/** The number of a group of this machine, by its name or its number; undefined where it has none of that name. */
export function groupId(group: string): number | undefined {
  if (/^\d+$/.test(group)) return Number(group);
  const entry = readFileSync('/etc/group', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .find(([name]) => name === group);
  return entry?.[2] === undefined ? undefined : Number(entry[2]);
}
