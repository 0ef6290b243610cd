import { readFileSync } from 'node:fs';
import { contains, parseAddress } from '../net/address.js';

/**
 * Those of the ids, addresses or networks, by which whoever started a process would ban the address of their own ssh
 * connection; none where there is no such connection.
 */
export function ownAmong(ids: readonly string[], pid: number | 'self' = 'self'): readonly string[] {
  const own = parseAddress(sshClient(pid) ?? '');
  if (own === undefined) return [];
  return ids.filter((id) => {
    const address = parseAddress(id);
    return address !== undefined && contains(address, own);
  });
}

/** From where a process, or the nearest of those it comes from, was started by ssh: sudo hides that from what it starts. */
function sshClient(pid: number | 'self'): string | undefined {
  const found = /(?:^|\0)SSH_CONNECTION=(\S+)/.exec(procFile(pid, 'environ'))?.[1];
  if (found !== undefined) return found;
  const parent = Number(/\) \S (\d+) /.exec(procFile(pid, 'stat'))?.[1] ?? 0);
  return parent > 1 ? sshClient(parent) : undefined;
}

/** Empty where there is none, or it is somebody else's. */
function procFile(pid: number | 'self', name: string): string {
  try {
    return readFileSync(`/proc/${pid}/${name}`, 'latin1');
  } catch {
    return '';
  }
}
