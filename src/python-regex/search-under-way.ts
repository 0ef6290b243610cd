/** What can be searched for in two ways: one that may take for ever on some texts, and a slower one that never does. */
export interface Searchable {
  /** True if it is searched for in the slower way anyhow. */
  readonly isSafe: boolean;
  /** True if it only spares other searches: they then tell better which pattern it is that takes long. */
  readonly isShortcut?: boolean;
  /**
   * Finds out, safely and with a break every few milliseconds, what a search of this text from here finds; until `unsettle`
   * such a search only answers that.
   */
  settle(text: string, from: number): Iterable<undefined>;
  unsettle(): void;
  /** Lets all searches be safe ones, until `promote`. */
  demote(): void;
  promote(): void;
}

/** A search of a text from some place on. */
export interface Search {
  readonly searchable: Searchable;
  readonly text: string;
  readonly from: number;
}

/** The search that is under way: there is one thread, so there is one at most. */
export const underWay: { searchable: Searchable | undefined; text: string; from: number } = {
  searchable: undefined,
  text: '',
  from: 0,
};

/** The search that came to no end since this was last asked, because it was interrupted (time-slice.ts) or threw. */
export function takeUnfinished(): Search | undefined {
  const { searchable, text, from } = underWay;
  underWay.searchable = undefined;
  underWay.text = '';
  return searchable && { searchable, text, from };
}
