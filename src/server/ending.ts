type Step = () => Promise<void> | void;

/**
 * How the daemon goes down: what came up last goes first. The client that asked for it is answered when all of that is
 * done; only then go the socket it is answered on, and the log.
 */
export class Ending {
  /** Resolves when nothing is left. */
  readonly ended: Promise<void>;
  readonly #beforeAnswer: Step[] = [];
  readonly #afterAnswer: Step[] = [];
  #running: Promise<void> | undefined;
  #nothingLeft: () => void = () => undefined;

  constructor() {
    this.ended = new Promise((resolve) => {
      this.#nothingLeft = resolve;
    });
  }

  beforeAnswer(step: Step): void {
    this.#beforeAnswer.unshift(step);
  }

  afterAnswer(step: Step): void {
    this.#afterAnswer.unshift(step);
  }

  /** Goes through all steps, once however often it is asked; resolves when the client can be answered. */
  async end(): Promise<void> {
    this.#running ??= this.#run();
    return this.#running;
  }

  async #run(): Promise<void> {
    for (const step of this.#beforeAnswer) await step();
    void this.#finish();
  }

  async #finish(): Promise<void> {
    for (const step of this.#afterAnswer) await step();
    this.#nothingLeft();
  }
}
