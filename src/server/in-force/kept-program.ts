import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Log } from '../../log.js';
import type { Cancel, Waker } from '../../time/waker.js';

export interface KeptProgramOptions {
  readonly log: Log;
  readonly waker: Waker;
  /** What the log calls it. */
  readonly name: string;
  /** With its arguments; it must end when its standard input does, which is when the daemon is gone. */
  readonly command: readonly [string, ...string[]];
  /** Is told each line it prints. */
  readonly hear: (line: string) => void;
  /** Is told when it hears nothing for a while. */
  readonly ended: () => void;
}

/** Seconds: the shortest and longest pause before it is started again, how long it lives to count as sound, and lives at all. */
const [shortestPause, longestPause, sound, life] = [1, 600, 60, 86_400];

/** A program that tells of changes of the firewall: started again when it ends, and replaced once a day, as it may grow. */
export class KeptProgram {
  readonly #options: KeptProgramOptions;
  #child: ChildProcess | undefined;
  #pause = shortestPause;
  #cancels: readonly Cancel[] = [];
  #isWanted = false;

  constructor(options: KeptProgramOptions) {
    this.#options = options;
  }

  /** True while it runs. */
  get isAlive(): boolean {
    return this.#child !== undefined;
  }

  start(): void {
    if (this.#isWanted) return;
    this.#isWanted = true;
    this.#spawn();
  }

  stop(): void {
    this.#isWanted = false;
    this.#drop();
  }

  /** Writes to its standard input. */
  say(text: string): void {
    this.#child?.stdin?.write(text);
  }

  #spawn(): void {
    const { waker, hear, command } = this.#options;
    const [program, ...args] = command;
    const child: ChildProcess = spawn(program, args, { stdio: ['pipe', 'pipe', 'ignore'] });
    this.#child = child;
    this.#cancels = [
      waker.after(sound, () => {
        this.#pause = shortestPause;
      }),
      waker.after(life, () => {
        this.#drop();
        this.#spawn();
      }),
    ];
    // Without a free file descriptor there are no pipes, and an error is on its way.
    if (child.stdout) {
      createInterface(child.stdout).on('line', (line) => {
        if (this.#child === child) hear(line);
      });
    }
    // Whoever has ended reads no more; that it has ended is told elsewhere.
    child.stdin?.on('error', () => undefined);
    child.once('error', ({ message }) => this.#ended(child, `could not be started (${message})`));
    child.once('close', (code, signal) => this.#ended(child, `ended with ${signal ?? String(code)}`));
  }

  #drop(): void {
    for (const cancel of this.#cancels) cancel();
    this.#child?.kill();
    this.#child = undefined;
  }

  #ended(child: ChildProcess, how: string): void {
    if (this.#child !== child) return;
    this.#drop();
    const { log, waker, name, ended } = this.#options;
    const text = `${name} ${how}, it is started again in ${this.#pause} s: until then changes of the firewall are noticed late`;
    log(this.#pause === shortestPause ? 'info' : 'debug', 'actions', text);
    this.#cancels = [waker.after(this.#pause, () => this.#spawn())];
    this.#pause = Math.min(this.#pause * 4, longestPause);
    ended();
  }
}
