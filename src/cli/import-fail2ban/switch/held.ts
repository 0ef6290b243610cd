import type { Address } from '../../../net/address.js';
import type { Holder } from './holder.js';

/** Whoever must not get through while nobody else keeps them out. */
export class Held {
  readonly #holder: Holder | undefined;
  readonly #held = new Map<string, Address>();

  /** Without a holder nobody is held. */
  constructor(holder: Holder | undefined) {
    this.#holder = holder;
  }

  get size(): number {
    return this.#held.size;
  }

  /** What becomes of them, for people. */
  get text(): string {
    return this.#holder === undefined ? 'Nobody is held meanwhile' : `Held: ${this.size} addresses, off all ports`;
  }

  /** Holds these too; the time of all of them begins anew if anybody is new. */
  async add(addresses: readonly Address[]): Promise<void> {
    const before = this.size;
    for (const address of addresses) this.#held.set(address.text, address);
    if (this.size > before) await this.renew();
  }

  /** Has the time of all of them begin anew. */
  async renew(): Promise<void> {
    await this.#holder?.hold([...this.#held.values()]);
  }

  async release(): Promise<void> {
    await this.#holder?.release();
  }
}
