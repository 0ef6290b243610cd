/** Failures are found by their time first: new ones are written near each other, not each on a page of its own. */
export const failuresByTime = `
  DROP INDEX failures_of_id;
  CREATE INDEX failures_by_time ON failures (jail, time, id);
`;
