import type { CommandResult } from './command-result.js';
import type { RenderedCommand } from './render-command.js';
import type { Runner } from './run-command.js';

/** What a command comes to that is not run any more. */
const refused: CommandResult = {
  ok: false,
  exitCode: undefined,
  signal: undefined,
  // As after one that ran out of its time, nothing is looked after, and nothing is tried again.
  timedOut: true,
  stdout: '',
  stderr: '',
};

/**
 * Runs the commands of an action, the fewer the nearer its end: once one runs out of its time while the action stops, none
 * but actionstop is tried any more; and when everybody has waited long enough, none at all.
 */
export class LastCommands {
  readonly #run: Runner;
  #isStopping = false;
  #hangs = false;
  #patience = new AbortController();

  constructor(run: Runner) {
    this.#run = run;
  }

  readonly run: Runner = async (command, timeout) => {
    if (this.#refuses(command)) return refused;
    const result = await this.#run(command, timeout, this.#patience.signal);
    if (result.timedOut) this.#hangs = this.#isStopping;
    return result;
  };

  /** All commands are run. */
  begin(): void {
    this.#isStopping = false;
    this.#hangs = false;
    if (this.#patience.signal.aborted) this.#patience = new AbortController();
  }

  stop(): void {
    this.#isStopping = true;
  }

  /** Kills the command that runs, and runs none any more. */
  giveUp(): void {
    this.#patience.abort();
  }

  #refuses({ name }: RenderedCommand): boolean {
    return this.#patience.signal.aborted || (this.#hangs && name !== 'actionstop');
  }
}
