/** Seconds since 1970-01-01T00:00:00Z, with fractions. */
export type EpochSeconds = number;

/** Tells the time; handed in wherever "now" matters, so that tests decide what it is. */
export type Clock = () => EpochSeconds;

/** The only reader of the wall clock. */
export const systemClock: Clock = () => Date.now() / 1000;

/** Seconds since the process began; goes on evenly whatever becomes of the wall clock. */
export const steadyClock: Clock = () => performance.now() / 1000;
