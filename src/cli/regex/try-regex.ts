import { noteText } from '../../filter/filter.js';
import { journalStamp } from '../../filter/journal-stamp.js';
import { type LineResult, missed } from '../../filter/line-result.js';
import { regexAdvice } from '../../filter/regex-advice.js';
import { expandTags } from '../../filter/tags.js';
import { systemResolve } from '../../net/dns.js';
import { NameCache } from '../../net/name-cache.js';
import type { Line } from '../../source/line.js';
import { systemClock } from '../../time/clock.js';
import { timerWaker } from '../../time/waker.js';
import { renderReport } from '../regex-report.js';
import { divideAtDate } from './divide-at-date.js';
import type { Streams, TrialArguments, TrialOptions } from './options.js';
import type { WriteLine } from './output.js';
import { detectorFor, type Prepared, prepare } from './prepare.js';
import { isPath, openLog } from './read-log.js';
import { hasNames, resolveNames } from './resolve-names.js';
import { type LineKind, type ReportOptions, Tally } from './tally.js';

/**
 * Tries a filter on a log: finds out what the arguments mean and compiles it (1), opens the log (2), and batch by batch either
 * writes results as they come (3) or tallies them up for a report at the end (4), with advice on the failregexes under it.
 * Throws a TsbanError for what can't be used.
 */
export async function tryRegex(args: TrialArguments, options: TrialOptions, { out, warn }: Streams): Promise<void> {
  const started = performance.now();
  const format = options.output ?? options.out;
  const say = async (line: string) => {
    if (format === undefined) await out(`${line}\n`);
  };
  await say('\nRunning tests\n=============\n');
  const prepared = await prepare(args, options, options.checkAll && format === undefined, say, warn);
  for (const note of prepared.dates.notes) warn(note);
  const { trial, maxlines } = prepared;
  const log = openLog(args.log, {
    encoding: options.encoding,
    multiline: maxlines > 1,
    journalmatch: options.journalmatch === undefined ? trial.journalmatch : [options.journalmatch],
  });
  for (const line of log.header) await say(line);
  await say('');
  if (log.isText && isPath(args.log)) warn(`there is no file ${args.log}: that text itself is tried; correct the path`);

  const write = format === undefined ? undefined : await loadWriter(format, options, prepared);
  const wanted = reportOptions(options);
  const tally = new Tally(trial, maxlines, wanted);
  const names = new NameCache({ resolve: systemResolve, clock: systemClock, waker: timerWaker });
  const textOf = textReader(options, prepared);
  let n = 0;
  for await (const lines of log.batches) {
    const at = { now: systemClock(), inOperation: true, writtenAfterStart: true };
    const results = await prepared.filter.processAll(lines, at);
    for (let index = 0; index < lines.length; index++) {
      const { text, time } = lines[index] ?? noLine;
      const result = results[index] ?? missed;
      n += 1;
      const resolved = hasNames(result) ? await resolveNames(result, names) : result;
      const line = time === undefined ? text : `${journalStamp(time)} ${text}`;
      if (write !== undefined) await out(await write(n, line, resolved));
      else
        tally.add(
          line,
          options.checkAll ? resolved : withoutContext(resolved),
          time === undefined ? textOf(text) : text,
        );
    }
  }
  if (write !== undefined) return;
  await out(report(prepared, tally, (performance.now() - started) / 1000, wanted, options));
  // The report is Fail2Ban's, to the byte.
  for (const note of regexAdvice(prepared.sources, prepared.filter.regexes)) warn(noteText(note));
}

const noLine: Line = { text: '', end: 0 };

/** Where the first failregex that matches is the only one, what is only context is told of no more than what is missed. */
function withoutContext(result: LineResult): LineResult {
  const isContext = result.status === 'ignored' && result.ignoreregexes.length === 0;
  return isContext ? { ...missed, ...(result.prefix && { prefix: result.prefix }) } : result;
}

/** Lines without their date for `-D`: found once more, so that nothing but their order decides what is found. */
function textReader(options: TrialOptions, { datepattern }: Prepared): (line: string) => string {
  if (options.debuggex !== true) return (line) => line;
  const dates = detectorFor(options, datepattern);
  return (line) => {
    const [before, , after] = divideAtDate(line, dates, systemClock());
    return before + after;
  };
}

/** What only some runs need is loaded for them alone. */
async function loadWriter(format: string, options: TrialOptions, { datepattern }: Prepared): Promise<WriteLine> {
  const { writerFor } = await import('./writer.js');
  return writerFor(format, options, datepattern);
}

function report(
  { trial, usedns, dates, filter, maxlines }: Prepared,
  tally: Tally,
  seconds: number,
  wanted: ReportOptions,
  { debuggex }: TrialOptions,
): string {
  const expand = (regex: string) => expandTags(regex, usedns);
  const prefregex = trial.prefregex && { expanded: expand(trial.prefregex), hits: filter.prefregexHits };
  const templates = dates.templates.map(({ template, hits, distance }) => ({ ...template, hits, distance }));
  const links = (kind: LineKind) => ({
    regexes: trial[kind === 'ignored' ? 'ignoreregex' : 'failregex'].map((written) => ({
      written,
      expanded: expand(written),
    })),
    isMultiline: maxlines > 1,
  });
  return renderReport(
    {
      prefregex: prefregex || undefined,
      tally,
      templates,
      debuggex: debuggex === true ? links : undefined,
      seconds,
    },
    wanted,
  );
}

function reportOptions(options: TrialOptions): ReportOptions {
  const longest = (all: boolean | undefined, none: boolean | undefined) =>
    none === true ? 0 : all === true ? Infinity : options.maxlines || 20;
  return {
    verbose: (options.verbose ?? 0) > 0,
    verboseDate: options.verboseDate === true,
    longest: {
      matched: options.printAllMatched === true ? Infinity : 0,
      ignored: longest(options.printAllIgnored, options.printNoIgnored),
      missed: longest(options.printAllMissed, options.printNoMissed),
    },
  };
}
