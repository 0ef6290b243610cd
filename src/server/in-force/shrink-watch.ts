import type { Log } from '../../log.js';
import type { Cancel, Waker } from '../../time/waker.js';
import type { Gauge } from './gauge.js';
import { KeptProgram } from './kept-program.js';

export interface ShrinkWatchOptions {
  readonly gauge: Gauge;
  readonly log: Log;
  readonly waker: Waker;
  /** True while there is anything to lose. */
  readonly isNeeded: () => boolean;
  /** Is told when something has gone, and when nothing can be seen for a while. */
  readonly alarm: () => void;
}

/**
 * Seconds between two questions, but so many times what one costs: losses are noticed within two seconds where that takes
 * no more than a five-hundredth of a processor.
 */
const [pause, restFactor] = [1.2, 500];
/** So many questions may be without an answer. */
const mostUnanswered = 5;

/**
 * Notices that there is less of something which tells nobody, unless commands of ours ran meanwhile: it looks just before
 * and after each of them, and every second or so while there is anything to lose.
 */
export class ShrinkWatch {
  readonly #options: ShrinkWatchOptions;
  readonly #program: KeptProgram;
  /** Of each question that waits for its answer, whether less than before is a loss. */
  #unanswered: boolean[] = [];
  #answer: string[] = [];
  #amount = 0;
  /** What an answer costs. */
  #seconds = 0;
  #cancel: Cancel | undefined;
  /** Commands of ours that run, and whether any has since the last question. */
  #running = 0;
  #isTouched = false;

  constructor(options: ShrinkWatchOptions) {
    const { gauge, log, waker, alarm } = options;
    this.#options = options;
    const ended = (): void => {
      this.#forget();
      alarm();
    };
    this.#program = new KeptProgram({ ...gauge, log, waker, hear: (line) => this.#hear(line), ended });
  }

  /** True unless something may go unnoticed. */
  get isWatching(): boolean {
    return this.#cancel === undefined || (this.#program.isAlive && this.#unanswered.length < mostUnanswered);
  }

  /** To be called before a command of ours that may change the amount. */
  began(): void {
    if (this.#running === 0 && this.#cancel !== undefined) this.#ask();
    this.#running += 1;
    this.#isTouched = true;
  }

  /** To be called after it. */
  ended(): void {
    this.#running -= 1;
    this.#ask();
  }

  stop(): void {
    this.#rest();
    this.#program.stop();
  }

  #ask(): void {
    const { waker, gauge, isNeeded } = this.#options;
    this.#rest();
    if (!isNeeded()) return;
    this.#program.start();
    this.#cancel = waker.after(Math.max(pause, restFactor * this.#seconds), () => this.#ask());
    if (!this.#program.isAlive || this.#unanswered.length >= mostUnanswered) return;
    this.#unanswered.push(!this.#isTouched);
    this.#isTouched = this.#running > 0;
    this.#program.say(gauge.question);
  }

  #rest(): void {
    this.#cancel?.();
    this.#cancel = undefined;
  }

  #hear(line: string): void {
    const { gauge, alarm } = this.#options;
    if (!gauge.isEnd(line)) {
      this.#answer.push(line);
      return;
    }
    const mayCompare = this.#unanswered.shift() === true;
    const { amount, seconds } = gauge.read(this.#answer);
    const isLoss = mayCompare && amount < this.#amount;
    this.#answer = [];
    this.#amount = amount;
    this.#seconds = seconds;
    if (isLoss) alarm();
  }

  #forget(): void {
    this.#unanswered = [];
    this.#answer = [];
    this.#amount = 0;
  }
}
