import { execFileSync } from 'node:child_process';

/** Builds the programs before tests that run them, so that what is tested is what is written. */
export function setup(): void {
  execFileSync('npm', ['run', 'build'], { stdio: ['ignore', 'ignore', 'inherit'] });
}
