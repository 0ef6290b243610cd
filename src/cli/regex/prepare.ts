import { createDateDetector, type DateDetector } from '../../date/date-detector.js';
import type { RegexSources } from '../../filter/compile-regexes.js';
import { compileFilter, type Filter } from '../../filter/filter.js';
import { parseUseDns, type UseDns } from '../../filter/tags.js';
import { headerLine, shortened } from '../regex-report.js';
import { findTrial, type Trial } from './find-trial.js';
import { isJournal } from './read-log.js';
import type { TrialArguments, TrialOptions } from './options.js';

/** Regexes and date templates, compiled and ready to be tried. */
export interface Prepared {
  readonly trial: Trial;
  readonly usedns: UseDns;
  readonly dates: DateDetector;
  /** What `dates` was made of. */
  readonly datepattern: string | undefined;
  /** How many lines a failregex may span. */
  readonly maxlines: number;
  readonly filter: Filter;
  /** What the filter is made of. */
  readonly sources: RegexSources;
}

/**
 * Finds out what the arguments mean and compiles it; options of the command line go before those of the filter. `say` hears
 * the header as it becomes known. Throws a TsbanError for what can't be used.
 */
export async function prepare(
  args: TrialArguments,
  options: TrialOptions,
  allRegexes: boolean,
  say: (line: string) => Promise<void>,
  warn: (text: string) => void,
): Promise<Prepared> {
  const { datepattern } = options;
  // As if it had not been given.
  const maxlines = options.maxlines || undefined;
  if (maxlines !== undefined) await say(headerLine('maxlines', String(maxlines)));
  if (datepattern !== undefined) await say(dateLine(datepattern, detectorFor(options, datepattern)));
  const found = findTrial(options.config, args.regex, isJournal(args.log) ? 'journal' : 'file');
  for (const line of found.header) await say(line);
  if (found.realOptions !== undefined && (options.verbose ?? 0) > 1) await say(found.realOptions);
  if (maxlines === undefined && found.maxlines !== undefined) await say(headerLine('maxlines', String(found.maxlines)));
  const dates = detectorFor(options, datepattern ?? found.datepattern);
  if (datepattern === undefined && found.datepattern !== undefined) await say(dateLine(found.datepattern, dates));
  if (args.ignoreregex !== undefined) await say(headerLine('ignoreregex line', shortened(args.ignoreregex)));

  const trial = args.ignoreregex === undefined ? found : { ...found, ignoreregex: [args.ignoreregex] };
  const usedns = useDnsOf(options.raw === true ? 'raw' : (options.usedns ?? trial.usedns), warn);
  const sources: RegexSources = {
    ...(trial.prefregex === undefined ? {} : { prefregex: trial.prefregex }),
    failregex: trial.failregex,
    ignoreregex: trial.ignoreregex,
    maxlines: maxlines ?? trial.maxlines ?? 1,
    usedns,
  };
  const filter = compileFilter({
    ...sources,
    findtime: 600,
    dates,
    warn,
    offline: true,
    allRegexes,
    tellsAll: (options.verbose ?? 0) > 0,
  });
  return {
    trial,
    usedns,
    dates,
    datepattern: datepattern ?? found.datepattern,
    maxlines: sources.maxlines,
    filter,
    sources,
  };
}

/** A date detector as the options want it. Throws a TsbanError for a datepattern or zone that can't be used. */
export function detectorFor({ timezone }: TrialOptions, datepattern: string | undefined): DateDetector {
  return createDateDetector({
    ...(datepattern === undefined ? {} : { datepattern }),
    ...(timezone === undefined ? {} : { logtimezone: timezone }),
  });
}

function dateLine(datepattern: string, { templates }: DateDetector): string {
  const name = templates.length > 2 ? undefined : templates[0]?.template.name;
  return headerLine('datepattern', `${datepattern} : ${name ?? 'Default Detectors'}`);
}

function useDnsOf(text: string, warn: (text: string) => void): UseDns {
  const usedns = parseUseDns(text);
  if (usedns === undefined) warn(`Incorrect value '${text}' specified for usedns. Using safe 'no'`);
  return usedns ?? 'no';
}
