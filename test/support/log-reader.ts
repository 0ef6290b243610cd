import type { PositionTable } from '../../src/database/positions.js';
import { LogFollower } from '../../src/source/follower.js';
import { keeping } from '../source/tail-of.js';
import { HandWaker } from './hand-waker.js';

/** A daemon that can be killed: what it has counted and how far it is are kept together, batch by batch. */
export class LogReader {
  readonly #glob: string;
  readonly #positions: PositionTable = keeping();
  /** How many times each line. */
  readonly counted = new Map<string, number>();
  #follower: LogFollower | undefined;
  #batchesToLive = Infinity;
  #isDead = false;
  /** True if the first look is taken. */
  hasBegun = false;

  constructor(glob: string) {
    this.#glob = glob;
  }

  get isRunning(): boolean {
    return this.#follower !== undefined;
  }

  async start(): Promise<void> {
    this.#batchesToLive = Infinity;
    this.#isDead = false;
    this.#follower = new LogFollower({
      positions: this.#positions,
      waker: new HandWaker(),
      log: () => undefined,
      sink: ({ lines, position }) => {
        this.#isDead ||= this.#batchesToLive-- <= 0;
        if (this.#isDead) throw new Error('killed');
        for (const { text } of lines) this.counted.set(text, (this.counted.get(text) ?? 0) + 1);
        this.#positions.save(position);
      },
    });
    const logpaths = [{ glob: this.#glob, from: 'head' as const }];
    await this.#follower.subscribe({ id: 'app', logpaths, logencoding: 'auto' });
    this.hasBegun = true;
  }

  /** True if it has come to the end alive. */
  async look(batchesToLive = Infinity): Promise<boolean> {
    this.#batchesToLive = batchesToLive;
    await this.#follower?.look();
    return !this.#isDead;
  }

  /** What it has begun and not committed is gone. */
  async kill(): Promise<void> {
    this.#isDead = true;
    await this.stop();
  }

  async stop(): Promise<void> {
    await this.#follower?.stop();
    this.#follower = undefined;
    this.hasBegun = false;
  }

  countedTwice(): string[] {
    return [...this.counted].flatMap(([line, times]) => (times > 1 ? [line] : []));
  }
}
