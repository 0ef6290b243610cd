import { execFileSync } from 'node:child_process';

/** Runs scripts in the network and the mount namespace of a process. */
export interface BoxShell {
  /** What runs a shell in it: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  /** Runs a script in it and gives its standard output; throws where the script fails. */
  exec(script: string): string;
  /** True if a script succeeds in it. */
  succeeds(script: string): boolean;
}

export function boxShell(pid: number | undefined): BoxShell {
  const before = ['-t', String(pid), '-m', '-n', '/bin/sh'] as const;
  const exec = (script: string): string =>
    execFileSync('nsenter', [...before, '-c', script], { encoding: 'utf8', stdio: 'pipe' });
  return {
    shell: ['nsenter', ...before],
    exec,
    succeeds(script) {
      try {
        exec(script);
        return true;
      } catch {
        return false;
      }
    },
  };
}
