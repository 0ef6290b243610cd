/** Tells those who want the lines of a file from its beginning from those who come when others have begun to get them. */
export class Latecomers {
  readonly #known = new Set<string>();
  #hasBegun = false;

  /** Those of all who want the next lines that were never among them before; of the first, none. */
  among(ids: readonly string[]): readonly string[] {
    const late = this.#hasBegun ? ids.filter((id) => !this.#known.has(id)) : [];
    for (const id of ids) this.#known.add(id);
    this.#hasBegun = true;
    return late;
  }
}
