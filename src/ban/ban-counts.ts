/** What became of the bans of a jail since it was created. */
export interface BanCounts {
  /** New ones. */
  readonly banned: number;
  /** Taken back from an earlier run. */
  readonly restored: number;
  /** How often one was made longer. */
  readonly prolonged: number;
  /** Those that ended by themselves. */
  readonly expired: number;
  /** Those that were lifted by hand. */
  readonly lifted: number;
}
