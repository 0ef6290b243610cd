import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** What a program printed, and the processor time it took from its start to its end, in milliseconds. */
export interface Spent {
  readonly stdout: string;
  readonly cpuMs: number;
}

/** Runs a program, everything it does from loading itself on counted, its own time and the kernel's. */
export function spent(command: string, args: readonly string[], env: NodeJS.ProcessEnv = process.env): Spent {
  const scratch = mkdtempSync(join(tmpdir(), 'tsban-spent-'));
  const times = join(scratch, 'times');
  try {
    const script = '"$@"; status=$?; times > "$0"; exit $status';
    const { status, stdout, stderr } = spawnSync('sh', ['-c', script, times, command, ...args], {
      env,
      encoding: 'utf8',
      maxBuffer: 1e9,
    });
    if (status !== 0) throw new Error(`${command} ended with ${status ?? 'a signal'}: ${stderr}`);
    return { stdout, cpuMs: childrenMs(readFileSync(times, 'utf8')) };
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
}

/** The second line of `times`, `0m1.25s 0m0.10s`, is about the children. */
function childrenMs(times: string): number {
  const [, children = ''] = times.split('\n');
  const parts = [...children.matchAll(/(\d+)m([\d.]+)s/g)];
  return parts.reduce((sum, [, minutes, seconds]) => sum + Number(minutes) * 60_000 + Number(seconds) * 1000, 0);
}
