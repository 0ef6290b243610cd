import { readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { identify, isAt } from '../../../source/identify.js';
import type { Identity } from '../../../source/position.js';

/** A fail2ban-server that has this database open, as `process 7 (its command line)`, in a container too; undefined if none has. */
export async function fail2banWith(database: string): Promise<string | undefined> {
  const file = await identify(database).catch(() => undefined);
  if (file === undefined) return undefined;
  for (const id of entriesOf('/proc').filter((name) => /^\d+$/.test(name))) {
    const words = commandOf(id);
    const isFail2ban = words.some((word) => basename(word) === 'fail2ban-server');
    if (isFail2ban && (await hasOpen(id, file))) return `process ${id} (${words.join(' ')})`;
  }
  return undefined;
}

async function hasOpen(id: string, file: Identity): Promise<boolean> {
  for (const number of entriesOf(`/proc/${id}/fd`)) if (await isAt(`/proc/${id}/fd/${number}`, file)) return true;
  return false;
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
