import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import type { RealFail2ban } from '../support/real-fail2ban.js';

/** How a daemon and its client are called, `tsban` or Fail2Ban. */
export interface Program {
  readonly name: string;
  /** Its own configuration directory, to which jails are added. */
  readonly config: string;
  readonly server: (paths: DaemonPaths) => readonly [string, ...string[]];
  readonly client: (paths: DaemonPaths) => readonly [string, ...string[]];
  readonly env: NodeJS.ProcessEnv;
}

interface DaemonPaths {
  readonly config: string;
  readonly socket: string;
  readonly pidfile: string;
  readonly dbfile: string;
}

/** The built programs, with the filters of `config`. */
export function tsban(config: string): Program {
  const program = (name: string): [string, string] => [process.execPath, resolve('dist/cli', `${name}.js`)];
  return {
    name: 'tsban',
    config,
    server: ({ config, socket, pidfile, dbfile }) => [
      ...program('tsban'),
      ...['-c', config, '-s', socket, '-p', pidfile, '--dbfile', dbfile, '--logtarget', 'STDOUT', '--loglevel', 'INFO'],
    ],
    client: ({ socket }) => [...program('tsban-client'), '-s', socket],
    env: process.env,
  };
}

/** Debian's daemon. */
export function fail2ban({ config }: RealFail2ban): Program {
  const root = join(config, '../..');
  const program = (name: string): [string, ...string[]] => ['python3', '-S', join(root, 'usr/bin', name)];
  return {
    name: 'Fail2Ban',
    config,
    server: ({ config, socket, pidfile }) => [
      ...program('fail2ban-server'),
      ...[
        '-c',
        config,
        '-s',
        socket,
        '-p',
        pidfile,
        '-x',
        '-f',
        '--logtarget',
        'STDOUT',
        '--loglevel',
        'INFO',
        'start',
      ],
    ],
    client: ({ config, socket }) => [...program('fail2ban-client'), '-c', config, '-s', socket],
    env: { ...process.env, PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'), LC_ALL: 'C.UTF-8' },
  };
}

/** A daemon that runs, in a folder of its own. */
export interface BenchDaemon {
  /** Its control socket. */
  readonly socket: string;
  /** Seconds on the wall, and of processor time, until all jails watched their logs. */
  readonly start: { readonly wall: number; readonly cpu: number };
  /** Seconds of processor time, its ended children's too. */
  cpu(): number;
  /** Nanoseconds all its threads ran, as the scheduler counts them. */
  ran(): number;
  /** How often a thread of it has waited for something. */
  waits(): number;
  residentMebibytes(): number;
  /** `Total failed` and the like. */
  count(jail: string, label: string): number;
  /** Has its client say something, and waits for the answer. */
  tell(...words: readonly string[]): string;
  /** Calls back for each line of its log. */
  onLine(heard: (line: string) => void): void;
  /** Resolves when it has had nothing to do for so many seconds. */
  quiet(seconds: number): Promise<void>;
  stop(): Promise<void>;
}

/** An action that does nothing, so that only the daemon itself is measured. */
const noop = '[Definition]\nactionstart =\nactionstop =\nactioncheck =\nactionban =\nactionunban =\n';

/** Starts a daemon with `jails` as its jail.local; each jail's action is to be `noop`. */
export async function startBenchDaemon(program: Program, jails: string): Promise<BenchDaemon> {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
  const config = join(directory, 'etc');
  cpSync(program.config, config, { recursive: true });
  rmSync(join(config, 'jail.d'), { recursive: true, force: true });
  writeFileSync(join(config, 'jail.local'), jails);
  writeFileSync(join(config, 'action.d/noop.conf'), noop);
  const at = (name: string) => join(directory, name);
  const paths = { config, socket: at('socket'), pidfile: at('pid'), dbfile: at('db') };
  // Fail2Ban's command line knows no such option.
  writeFileSync(join(config, 'fail2ban.local'), `[DEFAULT]\ndbfile = ${paths.dbfile}\n`);
  const [command, ...args] = program.server(paths);
  const begin = performance.now();
  const child = spawn(command, args, { env: program.env, stdio: ['ignore', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout);
  const count = jails.match(/^\[(?!DEFAULT)/gm)?.length ?? 0;
  await allStarted(child, count, (heard) => void lines.on('line', heard));
  const { pid = 0 } = child;
  const wall = (performance.now() - begin) / 1000;
  const tell = (...words: readonly string[]): string => {
    const [file, ...before] = program.client(paths);
    return execFileSync(file, [...before, ...words], { encoding: 'utf8', env: program.env });
  };
  return {
    socket: paths.socket,
    start: { wall, cpu: cpuOf(pid) },
    cpu: () => cpuOf(pid),
    ran: () => sumOverThreads(pid, 'schedstat', /^(\d+)/),
    waits: () => sumOverThreads(pid, 'status', /^voluntary_ctxt_switches:\s*(\d+)/m),
    residentMebibytes: () => numberIn(readFileSync(`/proc/${pid}/status`, 'utf8'), /^VmRSS:\s*(\d+)/m) / 1024,
    count: (jail, label) => numberIn(tell('status', jail), new RegExp(`${label}:\\s*(\\d+)`)),
    tell,
    onLine: (heard) => void lines.on('line', heard),
    quiet: async (seconds) => quiet(pid, seconds),
    stop: async () => {
      const ended = new Promise((resolve) => child.once('exit', resolve));
      child.kill('SIGTERM');
      await ended;
      rmSync(directory, { recursive: true, force: true });
    },
  };
}

/** Both say so of every jail; neither has more to do then. */
async function allStarted(child: ChildProcess, jails: number, listen: (heard: (line: string) => void) => void) {
  let started = 0;
  await new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the daemon ended with ${code ?? 'a signal'}`)));
    listen((line) => {
      if (/Jail '.*' started/.test(line)) started += 1;
      if (started === jails) resolve();
    });
  });
}

/** Seconds of processor time of a process and its ended children. */
export function cpuOf(pid: number): number {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
  return ticks / 100;
}

function sumOverThreads(pid: number, file: string, number: RegExp): number {
  const tasks = `/proc/${pid}/task`;
  return readdirSync(tasks).reduce(
    (sum, task) => sum + numberIn(readFileSync(join(tasks, task, file), 'utf8'), number),
    0,
  );
}

function numberIn(text: string, number: RegExp): number {
  const found = number.exec(text)?.[1];
  if (found === undefined) throw new Error(`no ${String(number)} in ${text}`);
  return Number(found);
}

async function quiet(pid: number, seconds: number): Promise<void> {
  let [last, since] = [cpuOf(pid), performance.now()];
  while (performance.now() - since < seconds * 1000) {
    await delay(100);
    const now = cpuOf(pid);
    if (now - last > 0.02) since = performance.now();
    last = now;
  }
}
