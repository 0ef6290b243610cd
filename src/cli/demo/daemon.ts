import { readFileSync } from 'node:fs';
import { execa } from 'execa';
import { TsbanError } from '../../error.js';
import { eventually } from './eventually.js';
import { programFile } from '../program-files.js';
import type { Scratch } from './scratch.js';

/** The demonstration could not be played to its end; the message ends with what tsban logged. */
export class DemoError extends TsbanError {
  readonly code = 'DEMO';
}

/** The real daemon on the scratch configuration, and its real client. */
export interface Daemon {
  /** The line of tsban's log that holds `text`, as soon as there is one. Throws a DemoError if there is none in time. */
  logged(text: string): Promise<string>;
  /** What tsban-client prints. */
  client(...command: readonly string[]): Promise<string>;
  /** Asks it to end and waits until it has. */
  stop(): Promise<void>;
}

/** Starts dist/cli/tsban.js; `signal` gives up waiting. */
export function startDaemon(scratch: Scratch, signal: AbortSignal): Daemon {
  const { config, socket, dbfile, pidfile, log } = scratch;
  const args = [
    '-c',
    config,
    '-s',
    socket,
    '-p',
    pidfile,
    '--dbfile',
    dbfile,
    '--logtarget',
    log,
    '--loglevel',
    'INFO',
  ];
  const running = execa(process.execPath, [programFile('tsban'), ...args], {
    reject: false,
    all: true,
    forceKillAfterDelay: 10_000,
  });
  const failure = (problem: string) => new DemoError(`${problem} tsban logged:\n${readFileSync(log, 'utf8')}`);

  const find = (text: string) =>
    readFileSync(log, 'utf8')
      .split('\n')
      .find((line) => line.includes(text));

  return {
    async logged(text) {
      const ended = () => running.exitCode !== null;
      const line = await eventually(
        () => find(text),
        (found) => found !== undefined || ended(),
        signal,
      );
      if (line !== undefined) return line;
      if (ended()) throw new DemoError(`tsban ended before it was asked to:\n${(await running).all}`);
      throw failure(`Nothing like "${text}" happened in time.`);
    },
    async client(...command) {
      const { stdout, stderr, exitCode } = await execa(
        process.execPath,
        [programFile('tsban-client'), '-c', config, '-s', socket, ...command],
        { reject: false, cancelSignal: signal },
      );
      if (exitCode !== 0) throw failure(`"tsban-client ${command.join(' ')}" failed: ${stderr}\n${stdout}\n`);
      return stdout;
    },
    async stop() {
      running.kill('SIGTERM');
      await running;
    },
  };
}
