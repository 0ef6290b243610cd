import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach } from 'vitest';
import { type ConfigLayer, makeConfigTree, stockConfig } from './config-tree.js';
import { type RunningDaemon, startDaemon } from './running-daemon.js';
import { temporaryFolder } from './temporary-folder.js';

/** What keeps a daemon's firewall apart from the machine's. */
interface Box {
  readonly shell: readonly [string, ...string[]];
  remove(): void;
}

/** Where the daemon of a test lives: in a box of its own, with an empty `auth.log` beside its state; made anew for each test. */
export class DaemonHome<Kind extends Box> {
  #made: { readonly box: Kind; readonly state: string; readonly daemons: RunningDaemon[]; config?: string } | undefined;

  constructor(makeBox: () => Kind | Promise<Kind>) {
    beforeEach(async () => {
      this.#made = { box: await makeBox(), state: temporaryFolder('state'), daemons: [] };
      writeFileSync(this.at('auth.log'), '');
    });
    afterEach(async () => {
      const { daemons, box } = this.#home;
      for (const daemon of daemons) await daemon.end('SIGKILL');
      box.remove();
    });
  }

  get box(): Kind {
    return this.#home.box;
  }

  /** The one that was started last. */
  get daemon(): RunningDaemon {
    const daemon = this.#home.daemons.at(-1);
    if (daemon === undefined) throw new Error('start it first');
    return daemon;
  }

  /** The configuration directory of that one. */
  get config(): string {
    return this.#home.config ?? '';
  }

  /** A path beside the daemon's state. */
  at(name: string): string {
    return join(this.#home.state, name);
  }

  /** Starts it with the shipped configuration, jail sshd enabled on `auth.log` with further options, and further files. */
  async start(options: string, files: ConfigLayer = {}): Promise<RunningDaemon> {
    const jail = `[sshd]\nenabled = true\nbackend = auto\nlogpath = ${this.at('auth.log')}\n${options}\n`;
    const config = makeConfigTree(stockConfig, { 'jail.local': jail }, files);
    const { box, state, daemons } = this.#home;
    this.#home.config = config;
    const daemon = await startDaemon({ shell: box.shell, config, state });
    daemons.push(daemon);
    return daemon;
  }

  get #home() {
    if (this.#made === undefined) throw new Error('there is one in tests only');
    return this.#made;
  }
}
