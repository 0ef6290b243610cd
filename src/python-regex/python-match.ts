/** What a search found, by group number; positions count UTF-16 code units. */
export interface Found {
  readonly start: number;
  readonly end: number;
  text(group: number): string | undefined;
  span(group: number): readonly [number, number] | undefined;
}

/** One match of a PythonRegex; positions count UTF-16 code units. */
export class PythonMatch {
  /** The groups of the regex that have a name. */
  readonly groupNames: ReadonlyMap<string, number>;
  readonly #found: Found;

  constructor(found: Found, groupNames: ReadonlyMap<string, number>) {
    this.#found = found;
    this.groupNames = groupNames;
  }

  get start(): number {
    return this.#found.start;
  }

  get end(): number {
    return this.#found.end;
  }

  /** What a group matched, 0 being the whole; undefined if it took no part or there is no such group. */
  group(nameOrIndex: string | number): string | undefined {
    const group = this.#number(nameOrIndex);
    return group === undefined ? undefined : this.#found.text(group);
  }

  /** Start and end of what a group matched; only for a regex compiled with `indices`. */
  span(nameOrIndex: string | number): readonly [number, number] | undefined {
    const group = this.#number(nameOrIndex);
    return group === undefined ? undefined : this.#found.span(group);
  }

  /** The named groups that took part, and what they matched, added to `named`. */
  named(named: Record<string, string> = {}): Record<string, string> {
    for (const [name, group] of this.groupNames) {
      const text = this.#found.text(group);
      if (text !== undefined) named[name] = text;
    }
    return named;
  }

  /** All named groups, and what they matched. */
  allNamed(): Record<string, string | undefined> {
    return Object.fromEntries([...this.groupNames].map(([name, group]) => [name, this.#found.text(group)]));
  }

  #number(nameOrIndex: string | number): number | undefined {
    return typeof nameOrIndex === 'string' ? this.groupNames.get(nameOrIndex) : nameOrIndex;
  }
}
