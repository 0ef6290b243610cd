/** One client's connection. */
export interface Connection {
  /** True while the client waits for an answer. */
  readonly isAnswering: boolean;
  /** Closes the connection, once what is being answered is. */
  end(): void;
}

/** The connections of one socket, of which there may be so many: whoever has waited longest goes first. */
export class Connections<One extends Connection> {
  readonly #most: number;
  /** Whoever waits longest comes first. */
  readonly #all = new Set<One>();

  constructor(most: number) {
    this.#most = most;
  }

  /** Lets whoever waits longest go if there are too many; false, and nobody comes in, if all are being answered. */
  add(connection: One): boolean {
    if (this.#all.size >= this.#most && !this.#makeRoom()) return false;
    this.#all.add(connection);
    return true;
  }

  /** From now on nobody has waited for a shorter time. */
  waitsAnew(connection: One): void {
    if (this.#all.delete(connection)) this.#all.add(connection);
  }

  remove(connection: One): void {
    this.#all.delete(connection);
  }

  endAll(): void {
    for (const connection of this.#all) connection.end();
  }

  #makeRoom(): boolean {
    for (const connection of this.#all) {
      if (connection.isAnswering) continue;
      connection.end();
      return this.#all.delete(connection);
    }
    return false;
  }
}
