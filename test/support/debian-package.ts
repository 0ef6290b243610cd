import { mkdirSync, readdirSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';

/** Fetches a package of Debian's with apt, once for this machine, and gives the folder it is unpacked in; throws where that can't be done. */
export function debianPackage(name: string): string {
  const folder = `tsban-real-${name}`;
  const root = join(tmpdir(), folder);
  if (readdirSync(tmpdir()).includes(folder)) return root;
  const half = `${root}.${process.pid}`;
  mkdirSync(half);
  try {
    execaSync('sh', ['-c', 'apt-get download "$0" && dpkg-deb -x "$0"_*.deb .', name], { cwd: half });
    renameSync(half, root);
  } finally {
    rmSync(half, { recursive: true, force: true });
  }
  return root;
}
