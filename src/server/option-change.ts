/** An option that is another than before; null where it is not set. */
export interface OptionChange {
  readonly option: string;
  readonly old: string | null;
  readonly new: string | null;
}
