/** A job that never runs twice at a time; whoever asks for it while it runs has it run once more. */
export class OneAtATime {
  readonly #job: () => Promise<void>;
  #running: Promise<void> | undefined;
  #isAsked = false;
  #isOver = false;

  constructor(job: () => Promise<void>) {
    this.#job = job;
  }

  /** Resolves when a run has ended that began after this was called; rejects as the job does. */
  async run(): Promise<void> {
    this.#isAsked = true;
    this.#running ??= this.#runWhileAsked();
    return this.#running;
  }

  /** Waits for the run that is on its way; there is none after it. */
  async stop(): Promise<void> {
    this.#isOver = true;
    await this.#running;
  }

  async #runWhileAsked(): Promise<void> {
    try {
      while (this.#isAsked && !this.#isOver) {
        this.#isAsked = false;
        await this.#job();
      }
    } finally {
      // Not later: whoever asks once this ends must not be given the run that ended.
      this.#running = undefined;
    }
  }
}
