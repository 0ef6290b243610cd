/** Which JavaScript group holds which Python group. */
export interface GroupTable {
  readonly groups: ReadonlyMap<number, number>;
  readonly groupNames: ReadonlyMap<string, number>;
}

/** One match of a PythonRegex; positions count UTF-16 code units. */
export class PythonMatch {
  readonly start: number;
  readonly end: number;
  readonly #found: RegExpExecArray;
  readonly #table: GroupTable;

  constructor(found: RegExpExecArray, table: GroupTable) {
    this.start = found.index;
    this.end = found.index + found[0].length;
    this.#found = found;
    this.#table = table;
  }

  /** What a group matched, 0 being the whole; undefined if it took no part or there is no such group. */
  group(nameOrIndex: string | number): string | undefined {
    const group = this.#number(nameOrIndex);
    return group === undefined ? undefined : this.#found[group];
  }

  /** Start and end of what a group matched; only for a regex compiled with `indices`. */
  span(nameOrIndex: string | number): readonly [number, number] | undefined {
    const group = this.#number(nameOrIndex);
    return group === undefined ? undefined : this.#found.indices?.[group];
  }

  /** The named groups that took part, and what they matched. */
  named(): Record<string, string> {
    const named: Record<string, string> = {};
    for (const [name, group] of this.#table.groupNames) {
      const text = this.#found[this.#table.groups.get(group) ?? -1];
      if (text !== undefined) named[name] = text;
    }
    return named;
  }

  #number(nameOrIndex: string | number): number | undefined {
    const group = typeof nameOrIndex === 'string' ? this.#table.groupNames.get(nameOrIndex) : nameOrIndex;
    if (group === 0) return 0;
    return group === undefined ? undefined : this.#table.groups.get(group);
  }
}
