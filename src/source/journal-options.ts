import { SourceError } from './source-error.js';

/** Which journal is read (spec runtime §1.9): rotated files always are, whatever `rotated` says. */
export interface JournalOptions {
  readonly journalpath?: string;
  /** File names, with wildcards. */
  readonly journalfiles?: readonly string[];
  /** Flags of sd_journal_open: 1 this machine's only, 4 the system's, 8 the current user's. */
  readonly journalflags?: number;
  readonly namespace?: string;
}

/**
 * Reads the bracket of `backend = systemd[journalpath=/x, namespace=y]`; unknown options are left alone.
 * @throws SourceError if journalflags is no number.
 */
export function parseJournalOptions(backend: string): JournalOptions {
  const bracket = /^[^[]*\[(.*)\]\s*$/su.exec(backend)?.[1] ?? '';
  const found = new Map<string, string>();
  for (const [, name = '', double, single, plain = ''] of bracket.matchAll(
    /(\w+)\s*=\s*(?:"([^"]*)"|'([^']*)'|([^,]*))/gu,
  )) {
    found.set(name, (double ?? single ?? plain).trim());
  }
  const [journalpath, files, flags, namespace] = ['journalpath', 'journalfiles', 'journalflags', 'namespace'].map(
    (name) => found.get(name),
  );
  if (flags !== undefined && !/^\d+$/u.test(flags)) {
    throw new SourceError(`backend ${backend}: journalflags must be a number, not ${flags}`);
  }
  return {
    ...(journalpath === undefined ? {} : { journalpath }),
    ...(files === undefined ? {} : { journalfiles: files.split(/[\s,]+/u).filter((file) => file !== '') }),
    ...(flags === undefined ? {} : { journalflags: Number(flags) }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}
