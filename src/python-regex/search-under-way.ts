/** What can be searched for in two ways: one that may take for ever on some texts, and a slower one that never does. */
export interface Searchable {
  /** True if it is searched for in the slower way anyhow. */
  readonly isSafe: boolean;
  /** Finds out, safely, what a search of this text from here finds; until `unsettle` such a search only answers that. */
  settle(text: string, from: number): void;
  unsettle(): void;
  /** Lets all searches be safe ones, until `promote`. */
  demote(): void;
  promote(): void;
}

/**
 * The search that is under way. There is one thread, so there is one at most; when a search is interrupted from outside
 * (time-slice.ts) it stays here, which tells who has to answer for the time.
 */
export const underWay: { searchable: Searchable | undefined; text: string; from: number } = {
  searchable: undefined,
  text: '',
  from: 0,
};
