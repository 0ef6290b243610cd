import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stockConfig } from '../support/config-tree.js';

/** A configuration of a hundred enabled jails: Debian's, or what tsban comes with where no package can be had. */
export interface HundredJails {
  readonly name: string;
  readonly directory: string;
  remove(): void;
}

export function hundredJails(): HundredJails {
  const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
  const directory = join(scratch, 'etc');
  const isDebian = unpackDebian(scratch, directory);
  if (!isDebian) cpSync(stockConfig, directory, { recursive: true });
  const known = readFileSync(join(directory, 'jail.conf'), 'utf8').matchAll(/^\[([^\]]+)\]/gm);
  const stock = [...known].map(([, name]) => name).filter((name) => name !== 'DEFAULT' && name !== 'INCLUDES');
  const more = Array.from(
    { length: 100 - stock.length },
    (_, i) => `[more-${i}]\nfilter = sshd\nlogpath = /dev/null\n`,
  );
  const defaults = '[DEFAULT]\nenabled = true\nbackend = polling\nlogpath = /dev/null\n';
  writeFileSync(join(directory, 'jail.local'), defaults + more.join(''));
  return {
    name: isDebian ? "Debian's tree" : 'the tree tsban comes with',
    directory,
    remove: () => rmSync(scratch, { recursive: true, force: true }),
  };
}

function unpackDebian(scratch: string, directory: string): boolean {
  try {
    const unpack = 'apt-get download fail2ban && dpkg-deb -x fail2ban_*.deb package';
    execFileSync('sh', ['-c', unpack], { cwd: scratch, stdio: 'ignore', timeout: 60_000 });
    cpSync(join(scratch, 'package/etc/fail2ban'), directory, { recursive: true });
    return true;
  } catch {
    return false;
  }
}
