import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Namespace } from './netns.js';
import type { RealFail2ban } from './real-fail2ban.js';
import { until } from './until.js';

/** Debian's fail2ban-server in a namespace, with all it has in one directory. */
export class RunningFail2ban {
  readonly directory: string;
  readonly #real: RealFail2ban;
  readonly #namespace: Namespace;
  #server: ChildProcess | undefined;

  /** Writes the configuration: `files` besides fail2ban.conf, by their paths. */
  constructor(real: RealFail2ban, namespace: Namespace, directory: string, files: Readonly<Record<string, string>>) {
    this.#real = real;
    this.#namespace = namespace;
    this.directory = directory;
    for (const folder of ['filter.d', 'action.d']) mkdirSync(this.at(folder), { recursive: true });
    for (const [name, text] of Object.entries(files)) writeFileSync(this.at(name), text);
    writeFileSync(this.at('fail2ban.conf'), settings(directory));
  }

  at(name: string): string {
    return join(this.directory, name);
  }

  log(): string {
    return readFileSync(this.at('fail2ban.log'), 'utf8');
  }

  async start(): Promise<void> {
    const [program, ...words] = this.#words('fail2ban-server', '-f', 'start');
    this.#server = spawn(program, words, { stdio: 'ignore' });
    await until(() => this.#answers(), 30);
  }

  /** What its own client answers; throws where it refuses. */
  client(...words: readonly string[]): string {
    return this.#namespace.exec(
      this.#words('fail2ban-client', ...words)
        .slice(4)
        .join(' '),
    );
  }

  async end(signal: NodeJS.Signals): Promise<void> {
    const server = this.#server;
    this.#server = undefined;
    if (server === undefined || server.exitCode !== null) return;
    const ended = once(server, 'exit');
    server.kill(signal);
    await ended;
  }

  #answers(): boolean {
    try {
      return this.client('ping').includes('pong');
    } catch {
      return false;
    }
  }

  #words(name: 'fail2ban-server' | 'fail2ban-client', ...words: readonly string[]): readonly [string, ...string[]] {
    const options = ['-c', this.directory, '-s', this.at('real.sock'), '-p', this.at('real.pid')];
    return ['ip', 'netns', 'exec', this.#namespace.name, ...this.#real.command(name), ...options, ...words];
  }
}

function settings(directory: string): string {
  return `[Definition]
loglevel = INFO
logtarget = ${directory}/fail2ban.log
syslogsocket = auto
socket = ${directory}/real.sock
pidfile = ${directory}/real.pid
allowipv6 = auto
dbfile = ${directory}/fail2ban.sqlite3
dbpurgeage = 1d
dbmaxmatches = 10
[Thread]
stacksize = 0
`;
}
