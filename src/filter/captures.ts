import type { PythonMatch } from '../python-regex/python-match.js';
import type { PythonRegex } from '../python-regex/python-regex.js';
import type { Fields } from './failure.js';

/** What a named group holds; sessions and `tuple_` groups may hold several texts. Undefined if it took no part. */
export type Captured = Fields[string] | undefined;

/** What the named groups of prefregex and failregex hold for one line, each at the slot of its name. */
export type Captures = readonly Captured[];

/** The slots of the names that mean something to a filter. */
export const slot = {
  mlfid: 0,
  mlfgained: 1,
  mlfforget: 2,
  nofail: 3,
  content: 4,
  user: 5,
  ip4: 6,
  ip6: 7,
  dns: 8,
  cidr: 9,
  fid: 10,
} as const;

/** Captures which only steer the filter and are nothing anyone wants to know of a failure. */
const steering = new Set(['content', 'nofail', 'mlfgained', 'mlfforget']);

/** The text of a capture; of a list its first. */
export function captured(captures: Captures, at: number): string | undefined {
  const value = captures[at];
  return value === undefined || typeof value === 'string' ? value : value[0];
}

/** What goes from one slot to another: `alt_x` to x, or `tuple_x`. */
interface Composition {
  readonly kind: string;
  readonly from: number;
  readonly to: number;
}

/** The number of a group, and the slot of its name. */
interface Place {
  readonly group: number;
  readonly slot: number;
}

/** The names of all groups of a filter, and the slots they have. */
export class CaptureLayout {
  readonly #slots = new Map<string, number>(Object.entries(slot));
  readonly #prefix: readonly Place[];
  /** At the index of a failregex. */
  readonly #regexes: readonly (readonly Place[])[];
  readonly #compositions: readonly Composition[];
  /** What failures tell of, in the order the names come in. */
  readonly #told: readonly { readonly name: string; readonly slot: number }[];
  readonly #blank: Captures;

  constructor(prefregex: PythonRegex | undefined, failregexes: readonly PythonRegex[]) {
    const names = new Set([...(prefregex === undefined ? [] : [prefregex]), ...failregexes].flatMap(namesOf));
    this.#compositions = [...names].sort().flatMap((name) => {
      const [, kind, target] = composedName.exec(name) ?? [];
      if (kind === undefined || target === undefined) return [];
      names.add(target);
      return [{ kind, from: this.#slotOf(name), to: this.#slotOf(target) }];
    });
    const places = ({ groupNames }: PythonRegex) =>
      [...groupNames].map(([name, group]): Place => ({ group, slot: this.#slotOf(name) }));
    this.#prefix = prefregex === undefined ? [] : places(prefregex);
    this.#regexes = failregexes.map(places);
    this.#told = [...names].filter((name) => !steering.has(name)).map((name) => ({ name, slot: this.#slotOf(name) }));
    this.#blank = Array.from(this.#slots, () => undefined);
  }

  /**
   * Captures of the prefregex under those of the failregex of this index (spec config §4.4 step 6). An `alt_x` fills in for an
   * `x` that is missing or empty; the parts of `tuple_x` go with `x` into one list (§4.2). All keep their own name besides.
   */
  merge(prefix: PythonMatch | undefined, regex: number, match: PythonMatch): Captured[] {
    const captures = this.#blank.slice();
    if (prefix !== undefined) fill(captures, prefix, this.#prefix);
    fill(captures, match, this.#regexes[regex] ?? []);
    for (const composition of this.#compositions) compose(captures, composition);
    return captures;
  }

  /** What a failure tells of its captures, by their names. */
  fieldsOf(captures: Captures): Record<string, string | readonly string[]> {
    const fields: Record<string, string | readonly string[]> = {};
    for (const told of this.#told) {
      const value = captures[told.slot];
      if (value !== undefined) fields[told.name] = value;
    }
    return fields;
  }

  #slotOf(name: string): number {
    const known = this.#slots.get(name) ?? this.#slots.size;
    this.#slots.set(name, known);
    return known;
  }
}

const namesOf = ({ groupNames }: PythonRegex): string[] => [...groupNames.keys()];

const composedName = /^(alt|tuple)_(.+?)(?:_\d+)?$/;

function fill(captures: Captured[], match: PythonMatch, places: readonly Place[]): void {
  for (const place of places) {
    const text = match.group(place.group);
    if (text !== undefined) captures[place.slot] = text;
  }
}

function compose(captures: Captured[], { kind, from, to }: Composition): void {
  const value = captures[from];
  if (value === undefined) return;
  const known = captures[to];
  if (kind === 'tuple') captures[to] = known === undefined ? [value].flat() : [known, value].flat();
  else if (value !== '' && (known === undefined || known === '')) captures[to] = value;
}
