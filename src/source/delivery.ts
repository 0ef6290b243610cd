import { reasonOf } from '../error.js';
import type { Log } from '../log.js';
import type { Cancel, Waker } from '../time/waker.js';
import type { Sink } from './sink.js';
import type { TailFile } from './tail-file.js';

/** Seconds after which a batch that was not taken is offered again: doubled each time up to the second. */
const [firstRetry, longestRetry] = [1, 60];

export interface DeliveryOptions {
  readonly sink: Sink;
  /** Called while no batch is on its way, before the next one is. */
  readonly between: () => void;
  readonly log: Log;
  readonly waker: Waker;
  /** Asks for another turn. */
  readonly wake: () => void;
}

/** Brings the batches of one file to the sink, and offers one again, after a while, that was not taken. */
export class Delivery {
  readonly #tail: TailFile;
  readonly #options: DeliveryOptions;
  #failures = 0;
  #retry: Cancel | undefined;

  constructor(tail: TailFile, options: DeliveryOptions) {
    this.#tail = tail;
    this.#options = options;
  }

  /** Takes the first look, from which on what comes into the file is new. */
  async begin(): Promise<void> {
    try {
      await this.#tail.open();
    } catch (error) {
      this.#retryLater(error);
    }
  }

  /** One batch; true if there may be more. */
  async turn(): Promise<boolean> {
    if (this.#retry !== undefined) return false;
    try {
      const batch = await this.#tail.read();
      this.#options.between();
      if (batch === undefined) return false;
      await this.#options.sink(batch);
      this.#tail.accept(batch);
      this.#failures = 0;
      return true;
    } catch (error) {
      this.#retryLater(error);
      return false;
    }
  }

  /** Offers nothing again. */
  cancel(): void {
    this.#retry?.();
  }

  #retryLater(error: unknown): void {
    const { log, waker, wake } = this.#options;
    const seconds = Math.min(firstRetry * 2 ** this.#failures, longestRetry);
    this.#failures += 1;
    this.#retry = waker.after(seconds, () => {
      this.#retry = undefined;
      wake();
    });
    const text = `Lines of ${this.#tail.path} could not be read or counted, they are tried again in ${seconds} s: ${reasonOf(error)}`;
    log('error', 'filter', text);
  }
}
