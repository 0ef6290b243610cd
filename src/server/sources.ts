import type { JailConfig } from '../config/configuration.js';
import type { Log } from '../log.js';
import { LogFollower, type Sink } from '../source/follower.js';
import type { Batch } from '../source/line.js';
import type { Waker } from '../time/waker.js';
import type { PositionStore } from '../source/tail-file.js';
import type { Sources as SourcesAnswer } from './control.js';

/** What the sources of all jails need from the outside. */
export interface SourcesContext {
  readonly log: Log;
  readonly waker: Waker;
  readonly positions: PositionStore;
  /** Takes a batch for the jails of these names; resolves when it is committed. */
  readonly handle: (batch: Batch, jails: readonly string[]) => Promise<void>;
}

/** Where the lines of all jails come from. */
export class Sources {
  readonly #log: Log;
  readonly #follower: LogFollower;

  constructor({ log, waker, positions, handle }: SourcesContext) {
    this.#log = log;
    const sink: Sink = async (batch) => handle(batch, this.#follower.subscribersOf(batch.path));
    this.#follower = new LogFollower({ log, waker, positions, sink });
  }

  /** Starts, or changes, what a jail watches. */
  async watch({ name, logpath, logencoding }: JailConfig): Promise<void> {
    const logpaths = logpath.map(({ value }) => value);
    await this.#follower.subscribe({ id: name, logpaths, logencoding });
    for (const path of this.#follower.missingOf(name)) {
      this.#log('warning', 'filter', `[${name}] No log file ${path} yet; the jail waits for it`, { jail: name });
    }
    for (const path of this.#follower.filesOf(name))
      this.#log('info', 'filter', `[${name}] Added logfile: '${path}'`, { jail: name });
  }

  async unwatch(name: string): Promise<void> {
    await this.#follower.unsubscribe(name);
  }

  of(name: string): SourcesAnswer {
    return { kind: 'files', files: this.#follower.filesOf(name), missing: this.#follower.missingOf(name) };
  }

  async stop(): Promise<void> {
    await this.#follower.stop();
  }
}
