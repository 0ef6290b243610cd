import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename } from 'node:path';

/** Processes of fail2ban-server that have this database open, each as `process 7 (its command line)`, in a container too. */
export function fail2bansWith(database: string): readonly string[] {
  const file = identityOf(database);
  if (file === undefined) return [];
  return entriesOf('/proc')
    .filter((id) => /^\d+$/.test(id))
    .flatMap((id) => {
      const words = commandOf(id);
      const isFail2ban = words.some((word) => basename(word) === 'fail2ban-server');
      return isFail2ban && hasOpen(id, file) ? [`process ${id} (${words.join(' ')})`] : [];
    });
}

function hasOpen(id: string, file: string): boolean {
  return entriesOf(`/proc/${id}/fd`).some((number) => identityOf(`/proc/${id}/fd/${number}`) === file);
}

/** What tells a file from all others, by whatever path; undefined if there is none. */
function identityOf(path: string): string | undefined {
  try {
    const { dev, ino } = statSync(path, { bigint: true });
    return `${dev}:${ino}`;
  } catch {
    return undefined;
  }
}

/** None of a process that has ended meanwhile. */
function commandOf(id: string): readonly string[] {
  try {
    return readFileSync(`/proc/${id}/cmdline`, 'utf8').split('\0').filter(Boolean);
  } catch {
    return [];
  }
}

function entriesOf(folder: string): readonly string[] {
  try {
    return readdirSync(folder);
  } catch {
    return [];
  }
}
