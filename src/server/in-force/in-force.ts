import type { ActionConfig } from '../../config/configuration.js';
import type { Jail } from '../../jail/jail.js';
import type { Log } from '../../log.js';
import { steadyClock } from '../../time/clock.js';
import type { Waker } from '../../time/waker.js';
import { Looking } from './looking.js';
import { tellsOfLoss } from './lost-objects.js';
import { NftMonitor } from './nft-monitor.js';

export interface InForceOptions {
  /** Those that run at the moment. */
  readonly jails: () => readonly Jail[];
  readonly log: Log;
  readonly waker: Waker;
}

/** Seconds between looks: while all changes of the firewall are heard of, and while they are not. */
const [hearing, deaf] = [600, 60];
/** Seconds a look waits for actions; one that hangs must not keep the others from being looked after. */
const patience = 2;

/** Sees to it that what is banned stays in force, whoever changes the firewall. */
export class InForce {
  readonly #options: InForceOptions;
  readonly #monitor: NftMonitor;
  readonly #looking: Looking;

  constructor(options: InForceOptions) {
    const { log, waker } = options;
    this.#options = options;
    this.#monitor = new NftMonitor({ log, waker, hear: (line) => this.#hear(line), ended: () => this.#looking.soon() });
    this.#looking = new Looking({
      clock: steadyClock,
      waker,
      every: () => (this.#monitor.isAlive && !this.#actions().some(isSilent) ? hearing : deaf),
      look: async () => this.#look(),
    });
  }

  /** To be called when jails have come or changed: compares what is banned with what the firewall holds, now and from now on. */
  jailsChanged(): void {
    if (this.#actions().some(isInNetfilter)) this.#monitor.start();
    else this.#monitor.stop();
    this.#looking.soon();
  }

  end(): void {
    this.#looking.end();
    this.#monitor.stop();
  }

  #actions(): readonly ActionConfig[] {
    return this.#options.jails().flatMap(({ parts }) => parts.config.actions);
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

/** True for an action whose rules nft can see, whichever program makes them. */
function isInNetfilter(action: ActionConfig): boolean {
  return names(action, /\b(nft|ip6?tables|ufw|firewall-cmd)\b/);
}

/** True for an action of which something may vanish without a word from nft, and which can tell what it holds. */
function isSilent(action: ActionConfig): boolean {
  const { actionlist = '', actioncheck = '' } = action.commands;
  return `${actionlist}${actioncheck}`.trim() !== '' && (!isInNetfilter(action) || names(action, /\bipset\b/));
}

function names({ commands, parameters }: ActionConfig, program: RegExp): boolean {
  return [...Object.values(commands), ...parameters.values()].some((text) => program.test(text));
}
