import type { Runner } from '../../action/run-command.js';
import type { ActionConfig } from '../../config/configuration.js';
import type { Jail } from '../../jail/jail.js';
import type { Log } from '../../log.js';
import { steadyClock } from '../../time/clock.js';
import type { Waker } from '../../time/waker.js';
import { changesFirewall, isInNetfilter, isSilent } from './firewall-programs.js';
import { KeptProgram } from './kept-program.js';
import { Looking } from './looking.js';
import { tellsOfLoss } from './lost-objects.js';
import { ShrinkWatches } from './shrink-watches.js';

export interface InForceOptions {
  /** Those that run at the moment. */
  readonly jails: () => readonly Jail[];
  readonly log: Log;
  readonly waker: Waker;
}

/**
 * Hears of everything that is deleted in nftables, by whomever; the rules of iptables and ufw are there too. nft reads
 * nothing, so that somebody else has to notice that its standard input has ended.
 */
const nftMonitor =
  'exec 3<&0; { read -r _ <&3; kill "$$"; } >/dev/null 2>&1 & exec nft monitor destroy </dev/null 3<&-';

/** Seconds between looks: while all changes of the firewall are heard of, and while they are not. */
const [hearing, deaf] = [600, 60];
/** Seconds a look waits for actions; one that hangs must not keep the others from being looked after. */
const patience = 2;

/** Sees to it that what is banned stays in force, whoever changes the firewall. */
export class InForce {
  readonly #options: InForceOptions;
  readonly #monitor: KeptProgram;
  readonly #watches: ShrinkWatches;
  readonly #looking: Looking;

  constructor(options: InForceOptions) {
    const { log, waker } = options;
    this.#options = options;
    const alarm = (): void => this.#looking.soon();
    this.#monitor = new KeptProgram({
      log,
      waker,
      name: 'nft monitor',
      command: ['/bin/sh', '-c', nftMonitor],
      hear: (line) => this.#hear(line),
      ended: alarm,
    });
    this.#watches = new ShrinkWatches({ ...options, alarm });
    this.#looking = new Looking({
      clock: steadyClock,
      waker,
      every: () => (this.#hearsAll() ? hearing : deaf),
      look: async () => this.#look(),
    });
  }

  /** Runs commands of actions so that what they change themselves is not taken for a loss. */
  watched(run: Runner): Runner {
    return async (command, timeout, signal) => {
      if (command.isQuestion === true || !changesFirewall(command.script)) return run(command, timeout, signal);
      const ended = this.#watches.began();
      const result = await run(command, timeout, signal);
      ended();
      return result;
    };
  }

  /** To be called when jails have come or changed: compares what is banned with what the firewall holds, now and from now on. */
  jailsChanged(): void {
    if (this.#actions().some(isInNetfilter)) this.#monitor.start();
    else this.#monitor.stop();
    this.#watches.jailsChanged();
    this.#looking.soon();
  }

  end(): void {
    this.#looking.end();
    this.#monitor.stop();
    this.#watches.end();
  }

  #actions(): readonly ActionConfig[] {
    return this.#options.jails().flatMap(({ parts }) => parts.config.actions);
  }

  #hearsAll(): boolean {
    const actions = this.#actions();
    return (
      (this.#monitor.isAlive || !actions.some(isInNetfilter)) && this.#watches.areWatching && !actions.some(isSilent)
    );
  }

  #hear(line: string): void {
    const jails = this.#options.jails();
    if (tellsOfLoss(line, (id) => jails.some(({ bans }) => bans.get(id) !== undefined))) this.#looking.soon();
  }

  async #look(): Promise<void> {
    const { jails, waker } = this.#options;
    const looks = jails().map(async ({ enforcement }) => enforcement.look());
    await new Promise<void>((resolve) => {
      const cancel = waker.after(patience, resolve);
      void Promise.all(looks).then(() => {
        cancel();
        resolve();
      });
    });
  }
}
