import type { Runner } from '../action/run-command.js';
import { insertValues, type TagLookup } from '../action/render-command.js';
import type { Log } from '../log.js';
import { Slots } from '../slots.js';
import type { Clock, EpochSeconds } from '../time/clock.js';

export interface IgnoreCommandContext {
  readonly jail: string;
  /** Runs commands that say yes with exit status 0 and no with 1; logs any other end as an error. */
  readonly ask: Runner;
  readonly clock: Clock;
  readonly log: Log;
}

/** Seconds. */
const timeout = 60;
const restAfterTimeout = 60;
const atOnce = 4;

/**
 * The ignorecommand of a jail, asked about failures one by one (spec runtime §2.4). Equal commands at the same time are run
 * once, and only a few at a time. One that hangs is stopped, and for a minute nobody is asked, so that a batch of lines never
 * waits for long: in doubt nobody is ignored.
 */
export class IgnoreCommand {
  readonly #command: string;
  readonly #context: IgnoreCommandContext;
  readonly #slots = new Slots(atOnce);
  readonly #running = new Map<string, Promise<boolean>>();
  #restsUntil: EpochSeconds = -Infinity;

  constructor(command: string, context: IgnoreCommandContext) {
    this.#command = command;
    this.#context = context;
  }

  /** True if the command, with these values for its tags, says that the failure is to be ignored. */
  async ignores(tags: TagLookup): Promise<boolean> {
    const rendered = insertValues(this.#command, tags);
    const key = JSON.stringify([rendered.script, ...rendered.variables]);
    const running = this.#running.get(key);
    if (running !== undefined) return running;
    const answer = this.#slots.run(async () => {
      if (this.#context.clock() < this.#restsUntil) return false;
      const { exitCode, timedOut } = await this.#context.ask(rendered, timeout);
      if (timedOut) this.#rest();
      return exitCode === 0 && !timedOut;
    });
    this.#running.set(key, answer);
    return answer.finally(() => this.#running.delete(key));
  }

  #rest(): void {
    const { clock, log, jail } = this.#context;
    this.#restsUntil = clock() + restAfterTimeout;
    const text = `ignorecommand took over ${timeout} seconds: it is not run for ${restAfterTimeout} seconds, and nobody ignored by it`;
    log('warning', 'filter', `[${jail}] ${text}`, { jail });
  }
}
