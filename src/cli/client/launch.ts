import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { programFile } from '../program-files.js';

/** A daemon that was just started. */
export interface Launched {
  hasEnded(): boolean;
  /** All it said on standard error, once it has ended. */
  said(): Promise<string>;
  /** Lets it live on by itself. */
  release(): void;
}

/** Starts tsban in a session of its own, which outlives the terminal; its log is where it says what is to be said later. */
export function launch(args: readonly string[]): Launched {
  const child = spawn(process.execPath, [programFile('tsban'), ...args], {
    cwd: '/',
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe'],
  });
  let said = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => (said += text));
  const closed = once(child, 'close');
  return {
    hasEnded: () => child.exitCode !== null || child.signalCode !== null,
    async said() {
      await closed;
      return said;
    },
    release() {
      child.stderr.destroy();
      child.unref();
    },
  };
}
