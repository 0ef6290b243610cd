import { execFileSync, spawn } from 'node:child_process';
import { readlinkSync } from 'node:fs';
import { until } from './until.js';

/** A mount namespace of its own: what is mounted in it is mounted nowhere else. */
export interface MountSpace {
  /** What runs a shell in it: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  /** Runs a script in it and gives its standard output; throws where the script fails. */
  exec(script: string): string;
  remove(): void;
}

/** A fresh namespace with what is mounted on the machine. */
export async function makeMountSpace(): Promise<MountSpace> {
  const holder = spawn('/usr/bin/unshare', ['--mount', 'sleep', 'infinity'], { stdio: 'ignore' });
  const ownSpace = readlinkSync('/proc/self/ns/mnt');
  await until(() => readlinkSync(`/proc/${holder.pid}/ns/mnt`) !== ownSpace);
  const enter = ['-t', String(holder.pid), '--mount', '/bin/sh'] as const;
  return {
    shell: ['/usr/bin/nsenter', ...enter],
    exec: (script) => execFileSync('/usr/bin/nsenter', [...enter, '-c', script], { encoding: 'utf8' }),
    remove: () => void holder.kill('SIGKILL'),
  };
}
