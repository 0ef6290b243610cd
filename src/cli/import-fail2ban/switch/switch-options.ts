/** How to change over. */
export interface SwitchOptions {
  /** Only says what would be done. */
  readonly isDry: boolean;
  /** Whatever speaks against it. */
  readonly isAnyway: boolean;
}
