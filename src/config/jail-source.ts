import { ConfigError, type Located, type LogPath, type Where } from './configuration.js';
import type { Findings } from './findings.js';
import { type JailOptions, readsJournal } from './jail-options.js';
import type { FindLogs } from './log-files.js';
import { isTrue, readLines } from './values.js';

/** Where a jail's lines come from: the journal, or the files of its logpath. */
export interface JailSource {
  readonly backend: string;
  readonly logpath: readonly Located<LogPath>[];
}

/**
 * Reads backend and logpath. Where no log file is there, a jail with `backend = auto` and a journalmatch of its own takes
 * the journal (and keeps its logpath: the journal stands in until a file comes), and one with `skip_if_nologs` is an error; any other jail waits for its files (spec config §3.1).
 */
export function readSource(options: JailOptions, findLogs: FindLogs, findings: Findings): JailSource {
  const text = (option: string, unset: string) => options.get(option)?.value ?? unset;
  const backend = text('backend', 'auto');
  const written = options.get('logpath');
  if (readsJournal(options) || written === undefined) return { backend, logpath: [] };
  const logpath = readLines(written).flatMap((line) => findings.attempt(() => readLogpath(line)) ?? []);
  if (logpath.some(({ value }) => findLogs(value.glob).length > 0)) return { backend, logpath };

  const mayTakeJournal = /^auto/i.test(backend) && isTrue(text('systemd_if_nologs', 'true'));
  if (mayTakeJournal && text('journalmatch', '') !== '') return { backend: 'systemd', logpath };
  if (isTrue(text('skip_if_nologs', 'false'))) findings.attempt(() => refuse(written.where));
  return { backend, logpath };
}

function refuse(where: Where): never {
  const problem =
    'no log file is there, and skip_if_nologs is set; correct the path, or take skip_if_nologs out to wait for the file';
  throw new ConfigError(problem, where, 'missing log files.');
}

/** A glob, and behind the last blank where to begin. */
function readLogpath({ value, where }: Located<string>): Located<LogPath> {
  const blank = value.lastIndexOf(' ');
  const [glob, word] = blank < 0 ? [value, 'head'] : [value.slice(0, blank), value.slice(blank + 1)];
  const from = word.toLowerCase();
  if (from !== 'head' && from !== 'tail') {
    const advice = 'write one path a line, and head behind a path with blanks in it';
    throw new ConfigError(`'${word}' behind the blank in '${value}' is neither head nor tail; ${advice}`, where);
  }
  return { value: { glob, from, word }, where };
}
