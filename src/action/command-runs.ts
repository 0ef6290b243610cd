import { Durations } from '../time/durations.js';
import { type Clock, steadyClock } from '../time/clock.js';
import type { ActionCommandName } from './action-definition.js';
import type { Runner } from './run-command.js';

/** What became of all runs of one command. */
export interface CommandRun {
  readonly command: ActionCommandName;
  /** How many failed or took too long. */
  readonly failures: number;
  /** Of all of them. */
  readonly durations: Durations;
}

/** What an action counts for whoever watches it. */
export interface ActionCounts {
  /** Orders that wait. */
  readonly pending: number;
  /** Orders given up since too many were waiting. */
  readonly dropped: number;
  /** Bans that are not in force. */
  readonly notInForce: number;
  readonly runs: CommandRuns;
}

/** Seconds; few bounds, since there are as many of them for each command of each action. */
const bounds = [0.02, 0.1, 0.5, 5, 30];

/** How often the commands of an action were run, and how that went. */
export class CommandRuns {
  readonly #clock: Clock;
  readonly #runs = new Map<ActionCommandName, CommandRun>();

  constructor(clock = steadyClock) {
    this.#clock = clock;
  }

  /** Runs commands as `run` does, and counts those that have a name. */
  counting(run: Runner): Runner {
    return async (command, timeout, signal) => {
      const begin = this.#clock();
      const result = await run(command, timeout, signal);
      if (command.name !== undefined) this.#add(command.name, this.#clock() - begin, result.ok);
      return result;
    };
  }

  /** One for each command that was run at all. */
  all(): readonly CommandRun[] {
    return [...this.#runs.values()];
  }

  #add(command: ActionCommandName, seconds: number, ok: boolean): void {
    const { failures, durations } = this.#runs.get(command) ?? { failures: 0, durations: new Durations(bounds) };
    durations.add(seconds);
    this.#runs.set(command, { command, failures: failures + (ok ? 0 : 1), durations });
  }
}
