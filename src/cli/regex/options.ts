/** The options of tsban-regex as commander hands them over. */
export interface TrialOptions {
  readonly config: string;
  readonly datepattern?: string;
  readonly timezone?: string;
  readonly encoding: string;
  readonly raw?: boolean;
  readonly usedns?: string;
  readonly maxlines?: number;
  readonly journalmatch?: string;
  /** How often it was asked for, or with what number: 0 for the plain report. */
  readonly verbose?: number;
  readonly verboseDate?: boolean;
  readonly debuggex?: boolean;
  readonly checkAll: boolean;
  readonly out?: string;
  readonly output?: string;
  readonly invert?: boolean;
  readonly printNoMissed?: boolean;
  readonly printNoIgnored?: boolean;
  readonly printAllMatched?: boolean;
  readonly printAllMissed?: boolean;
  readonly printAllIgnored?: boolean;
}

export interface TrialArguments {
  readonly log: string;
  readonly regex: string;
  readonly ignoreregex: string | undefined;
}

/** Where output goes: `out` takes it in pieces, `warn` whole lines that are no part of it. */
export interface Streams {
  readonly out: (text: string) => Promise<void>;
  readonly warn: (text: string) => void;
}
