import { execFileSync } from 'node:child_process';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import type { SystemdBox } from './systemd-box.js';

/** An archive in a box's /root of what `npm install -g` makes of this tree: bin/, lib/ and share/, with a Node.js of its own. */
export interface NpmInstallation {
  /** Unpacks it, as if npm had installed it there. */
  at(prefix: string): void;
}

/**
 * Installs this tree with npm, from what npm would publish, and puts what comes of it into the box. The box has no way to
 * npm's registry, nor a compiler: its Node.js is the packaged one, for which better-sqlite3 brings all it needs.
 */
export function takeNpmInstallation(box: SystemdBox): NpmInstallation {
  const run = (program: string, ...args: readonly string[]) =>
    execFileSync(program, args, { cwd: join(import.meta.dirname, '../..'), encoding: 'utf8', stdio: 'pipe' }).trim();
  const scratch = mkdtempSync(join(tmpdir(), 'tsban-npm-'));
  try {
    const prefix = join(scratch, 'prefix');
    const packed = run('npm', 'pack', '--silent', '--ignore-scripts', '--pack-destination', scratch);
    const quick = ['--ignore-scripts', '--prefer-offline', '--no-audit', '--no-fund'];
    run('npm', 'install', '--silent', '--global', '--prefix', prefix, ...quick, join(scratch, packed));
    copyFileSync(join(run('packaging/fetch-node'), 'bin/node'), join(prefix, 'bin/node'));
    const archive = join(scratch, 'npm-installation.tar');
    run('tar', '-C', prefix, '-cf', archive, '.');
    box.take(archive);
    return { at: (folder) => void box.exec(`mkdir -p ${folder} && tar -C ${folder} -xf /root/${basename(archive)}`) };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}
