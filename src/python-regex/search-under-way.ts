/** What is searched for, and may take for ever on some texts. */
export type Searchable = Blamable | Shortcut;

/** What only spares other searches: these tell which pattern it is that takes long. */
export interface Shortcut {
  readonly isShortcut: true;
  /** Lets all searches of this text be done without it, until `unsettle`. */
  bypass(text: string): void;
  unsettle(): void;
}

/** A pattern, which can be searched for in another way: slower, but it never takes long. */
export interface Blamable {
  readonly isShortcut?: never;
  /** True if it is searched for in the slower way anyhow. */
  readonly isSafe: boolean;
  /** True if it was sifted or demoted, and not promoted since. */
  readonly isSifted: boolean;
  /**
   * Finds out, safely and with a break every few milliseconds, what a search of this text from here finds; until `unsettle`
   * such a search only answers that.
   */
  settle(text: string, from: number): Iterable<undefined>;
  unsettle(): void;
  /** Makes what a search of such a text needs, if that takes long; false if there is nothing left to do. */
  prepare(text: string): boolean;
  /** Keeps texts without a match from the search where that can quickly be told, until `promote`. */
  sift(): void;
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
