/** What somebody may do who may do no more: look, ban and lift bans too, or everything. Each includes those before it. */
export type Right = (typeof rights)[number];

const rights = ['read', 'ban', 'root'] as const;

/** True if who has the right `given` may do what `needed` is needed for. */
export function includes(given: Right, needed: Right): boolean {
  return rights.indexOf(given) >= rights.indexOf(needed);
}

/** Commands that only look, by their first word. */
const readers = new Set([
  'ping',
  'version',
  'echo',
  'server-status',
  'status',
  'stats',
  'statistic',
  'statistics',
  'banned',
  'get',
  'why',
]);

/** `set JAIL …` that bans or lifts. */
const banSetters = new Set(['banip', 'unbanip', 'attempt']);

/** What stands where else a jail does: `set logtarget banip` bans nobody. */
const daemonSettings = new Set([
  'loglevel',
  'logtarget',
  'syslogsocket',
  'dbfile',
  'dbmaxmatches',
  'dbpurgeage',
  'thread',
  'allowipv6',
]);

/** `get JAIL …` of which the answer may hold a key for some service: commands, and what actions are given. */
const secretGetters = new Set(['action', 'ignorecommand']);

/**
 * The right a client's command, given as its words, needs. What is not known here, also a command that reads the
 * configuration or shows it, needs everything.
 */
export function rightFor(words: readonly string[]): Right {
  const [verb = '', name = '', what = ''] = words;
  if (verb === 'get' && secretGetters.has(what)) return 'root';
  if (readers.has(verb)) return 'read';
  const isOfJail = verb === 'set' && !daemonSettings.has(name);
  return verb === 'unban' || (isOfJail && banSetters.has(what)) ? 'ban' : 'root';
}
