import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { execa } from 'execa';
import { until } from './until.js';

/** The built programs; `npm run build` makes them. */
const program = (name: string) => resolve('dist/cli', `${name}.js`);

/** One call of tsban-client. */
export interface ClientRun {
  readonly stdout: string;
  readonly stderr: string;
  readonly exitCode: number;
}

/** The real daemon, started by a shell that may live in a namespace of its own. */
export interface RunningDaemon {
  /** Everything logged so far, by this daemon and those before it in the same folder. */
  readonly log: () => string;
  readonly logged: (text: string) => Promise<void>;
  readonly client: (...words: readonly string[]) => Promise<ClientRun>;
  /** Sends a signal and waits for the end; gives the exit code, null if the signal killed it. */
  readonly end: (signal: NodeJS.Signals) => Promise<number | null>;
}

export interface DaemonPlace {
  /** What runs a shell where the daemon shall live: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  readonly config: string;
  /** For socket, database, log and pid file. */
  readonly state: string;
  /** Where the database is if not there. */
  readonly dbfile?: string;
  readonly environment?: NodeJS.ProcessEnv;
}

/** Starts `tsban` and waits until it is ready. */
export async function startDaemon({
  shell,
  config,
  state,
  dbfile,
  environment = {},
}: DaemonPlace): Promise<RunningDaemon> {
  const [socket, logfile] = [join(state, 'tsban.sock'), join(state, 'tsban.log')];
  const log = () => (existsSync(logfile) ? readFileSync(logfile, 'utf8') : '');
  const readyBefore = readyCount(log());
  const [file, ...before] = shell;
  const paths = [
    '-s',
    socket,
    '-p',
    join(state, 'pid'),
    '--dbfile',
    dbfile ?? join(state, 'db.sqlite3'),
    '--logtarget',
    logfile,
  ];
  const command = [process.execPath, program('tsban'), '-c', config, ...paths, '--loglevel', 'INFO'];
  const child = spawn(file, [...before, '-c', 'exec "$0" "$@"', ...command], {
    stdio: ['ignore', 'inherit', 'inherit'],
    env: { ...process.env, ...environment },
  });
  await until(() => readyCount(log()) > readyBefore || child.exitCode !== null);
  return {
    log,
    logged: async (text) => until(() => log().includes(text)),
    client: async (...words) => {
      const { stdout, stderr, exitCode } = await execa(
        process.execPath,
        [program('tsban-client'), '-s', socket, ...words],
        { reject: false },
      );
      return { stdout, stderr, exitCode: exitCode ?? -1 };
    },
    end: async (signal) => end(child, signal),
  };
}

function readyCount(log: string): number {
  return log.split('Server ready').length - 1;
}

async function end(child: ChildProcess, signal: NodeJS.Signals): Promise<number | null> {
  if (child.exitCode !== null || child.signalCode !== null) return child.exitCode;
  const ended = new Promise<number | null>((resolveEnd) => child.once('exit', resolveEnd));
  child.kill(signal);
  return ended;
}
