let clockMs = 0;

/** Has the table's clock go on: by processor time, or by what else is measured, in milliseconds. */
export function spend(ms: number): void {
  clockMs += ms;
}

/** What bench takes to do something so many times, by that clock. */
export const counted = (times: number) => ({
  iterations: times,
  time: 0,
  warmupIterations: 0,
  warmupTime: 0,
  now: () => clockMs,
});
