/** What matters of bans in force a second time, so that they hold even if the table of bans can't be read. */
export const bansInForce = `
  CREATE INDEX bans_in_force ON bans (jail, id, time, bantime, bancount) WHERE active = 1;
`;
