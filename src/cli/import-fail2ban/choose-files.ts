/** A file of Fail2Ban's configuration directory. */
export interface Fail2banFile {
  /** Below the directory, as `filter.d/sshd.conf`. */
  readonly path: string;
  /** Whether it came with Fail2Ban, and is still as it came; undefined where nobody can tell. */
  readonly origin: 'stock' | 'changed' | 'own' | undefined;
  /** True if an enabled jail is made of it. */
  readonly isUsed: boolean;
}

/** What stands at the same place in tsban's directory. */
export type Present = 'nothing' | 'the same' | 'another';

/** What becomes of a file, and why, in words for people. */
export interface Choice {
  readonly path: string;
  readonly isTaken: boolean;
  readonly why: string;
}

/** Decides on a file. Nothing that is there already is ever written over. */
export function choose(file: Fail2banFile, present: Present): Choice {
  const { path } = file;
  const reason = reasonToLeave(file, present);
  return { path, isTaken: reason === undefined, why: reason ?? reasonToTake(file) };
}

/** Why a file is left that somebody has to look at. */
export const toCompare = 'another file is there already: compare the two';

function reasonToLeave({ path, origin, isUsed }: Fail2banFile, present: Present): string | undefined {
  if (present === 'the same') return 'the same file is there already';
  if (/^fail2ban\.(conf|local)$|^fail2ban\.d\//.test(path)) return 'what it changes stands in tsban.d/fail2ban.conf';
  if (/^(jail|paths-[^/]*)\.conf$/.test(path)) return leftBase(origin);
  if (!/\.(conf|local)$/.test(path)) return 'only .conf and .local files are read; Python is not run';
  const isOwn = isOfUser(path) || origin === 'own' || origin === 'changed';
  if (!isOwn && !isUsed)
    return origin === 'stock' ? 'it came with Fail2Ban, and no enabled jail uses it' : 'no enabled jail uses it';
  if (present === 'nothing') return undefined;
  return origin === 'stock' && !isOwn ? 'it came with Fail2Ban, and tsban has its own of that name' : toCompare;
}

function leftBase(origin: Fail2banFile['origin']): string {
  return origin === 'changed' ? 'tsban has its own: put what you changed in it into jail.local' : 'tsban has its own';
}

function reasonToTake({ path, origin }: Fail2banFile): string {
  if (origin === 'changed') return 'it came with Fail2Ban and was changed';
  return isOfUser(path) || origin === 'own' ? 'yours' : 'an enabled jail uses it, and tsban has none of that name';
}

/** Fail2Ban's package brings nothing there but which jails are enabled. */
function isOfUser(path: string): boolean {
  return path.endsWith('.local') || path.startsWith('jail.d/');
}
