/** What purging goes by: when bans that count no more were over, and since when the files of positions are gone. */
export const ages = `
  CREATE INDEX bans_by_end ON bans (time + max(bantime, 0)) WHERE active = 0 OR bantime >= 0;
  ALTER TABLE file_positions ADD COLUMN gone_since REAL;
`;
