import { type ChildProcess, spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import type { Log } from '../../log.js';
import type { Cancel, Waker } from '../../time/waker.js';

export interface NftMonitorOptions {
  readonly log: Log;
  readonly waker: Waker;
  /** Is told each line: one for each object that was deleted. */
  readonly hear: (line: string) => void;
  /** Is told when it hears nothing for a while. */
  readonly ended: () => void;
  /** The program, with whatever shall stand before it; `nft` by default. */
  readonly nft?: readonly [string, ...string[]];
}

/** Seconds: the shortest and longest pause before it is started again, how long it lives to count as sound, and lives at all. */
const [shortestPause, longestPause, sound, life] = [1, 600, 60, 86_400];

/** Runs what follows, and ends it when the daemon is gone, also by a kill: then the pipe to it is closed. */
const dyingWithUs = 'exec 3<&0; { read -r _ <&3; kill "$$"; } >/dev/null 2>&1 & exec "$@" </dev/null 3<&-';

/**
 * Hears of everything that is deleted in nftables, by whomever; iptables' and ufw's rules are there too. One child
 * process, started again when it ends, and replaced once a day, as it keeps in memory what it heard of.
 */
export class NftMonitor {
  readonly #options: NftMonitorOptions;
  #child: ChildProcess | undefined;
  #pause = shortestPause;
  #cancels: readonly Cancel[] = [];
  #isWanted = false;

  constructor(options: NftMonitorOptions) {
    this.#options = options;
  }

  /** True while it hears. */
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

  #spawn(): void {
    const { waker, hear, nft = ['nft'] } = this.#options;
    const command = ['-c', dyingWithUs, 'sh', ...nft, 'monitor', 'destroy'];
    const child = spawn('/bin/sh', command, { stdio: ['pipe', 'pipe', 'ignore'] });
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
    createInterface(child.stdout).on('line', hear);
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
    const { log, waker, ended } = this.#options;
    const text = `nft monitor ${how}, it is started again in ${this.#pause} s: until then changes of the firewall are noticed late`;
    log(this.#pause === shortestPause ? 'info' : 'debug', 'actions', text);
    this.#cancels = [waker.after(this.#pause, () => this.#spawn())];
    this.#pause = Math.min(this.#pause * 4, longestPause);
    ended();
  }
}
