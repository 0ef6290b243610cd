import type BetterSqlite3 from 'better-sqlite3';

/**
 * better-sqlite3, of which no one version is for every Node: its 13 does not run before Node 22, and its 12 ends the
 * whole process where it was compiled for Node 24.19 or later, as soon as a statement is collected.
 */
export const Database = await loaded();

async function loaded(): Promise<typeof BetterSqlite3> {
  const isOld = Number.parseInt(process.versions.node, 10) < 22;
  return (isOld ? await import('better-sqlite3') : await import('better-sqlite3-13')).default;
}
