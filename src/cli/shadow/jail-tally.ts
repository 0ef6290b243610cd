/** How often the two agreed on something, and how often they did not. */
export interface Agreement {
  both: number;
  fail2ban: number;
  tsban: number;
}

/** What came of a jail so far. */
export interface JailTally {
  readonly found: Agreement;
  readonly ban: Agreement;
  readonly unban: Agreement;
  /** Bans, and ends of bans before their time, that somebody told Fail2Ban to. */
  byHand: number;
  /** What came of failures from before the start, or of lines that were read again after one: nothing to compare. */
  before: number;
  /** What still waits for the other side. */
  open: number;
}

export function emptyTally(): JailTally {
  const none = () => ({ both: 0, fail2ban: 0, tsban: 0 });
  return { found: none(), ban: none(), unban: none(), byHand: 0, before: 0, open: 0 };
}
