import { expandTags } from '../../filter/tags.js';
import { systemResolve } from '../../net/dns.js';
import { NameCache } from '../../net/name-cache.js';
import { systemClock } from '../../time/clock.js';
import { timerWaker } from '../../time/waker.js';
import { renderReport } from '../regex-report.js';
import type { Streams, TrialArguments, TrialOptions } from './options.js';
import { type WriteLine, writeAs, writeJson, writeUnmatched } from './output.js';
import { type Prepared, prepare } from './prepare.js';
import { openLog } from './read-log.js';
import { hasNames, resolveNames } from './resolve-names.js';
import { type ReportOptions, Tally } from './tally.js';

/**
 * Tries a filter on a log: finds out what the arguments mean and compiles it (1), opens the log (2), and batch by batch either
 * writes results as they come (3) or tallies them up for a report at the end (4). Throws a TsbanError for what can't be used.
 */
export async function tryRegex(args: TrialArguments, options: TrialOptions, { out, warn }: Streams): Promise<void> {
  const started = performance.now();
  const write = writerOf(options);
  const say = async (line: string) => {
    if (write === undefined) await out(`${line}\n`);
  };
  await say('\nRunning tests\n=============\n');
  const prepared = await prepare(args, options, options.checkAll && write === undefined, say, warn);
  for (const note of prepared.dates.notes) warn(note);
  const maxlines = options.maxlines ?? prepared.trial.maxlines ?? 1;
  const log = openLog(args.log, options.encoding, maxlines > 1);
  for (const line of log.header) await say(line);
  await say('');

  const wanted = reportOptions(options);
  const tally = new Tally(prepared.trial, maxlines, wanted);
  const names = new NameCache({ resolve: systemResolve, clock: systemClock, waker: timerWaker });
  let n = 0;
  for (const lines of log.batches) {
    const at = { now: systemClock(), inOperation: true, writtenAfterStart: true };
    const results = await prepared.filter.processAll(lines, at);
    for (const [index, result] of results.entries()) {
      const text = lines[index]?.text ?? '';
      n += 1;
      const resolved = hasNames(result) ? await resolveNames(result, names) : result;
      if (write === undefined) tally.add(text, resolved);
      else await out(write(n, text, resolved));
    }
  }
  if (write === undefined) await out(report(prepared, tally, (performance.now() - started) / 1000, wanted));
}

/** Undefined where a report is wanted. */
function writerOf(options: TrialOptions): WriteLine | undefined {
  const format = options.output ?? options.out;
  if (format === undefined) return undefined;
  if (options.invert === true) return writeUnmatched;
  return format === 'json' ? writeJson : writeAs(format);
}

function report(
  { trial, usedns, dates, filter }: Prepared,
  tally: Tally,
  seconds: number,
  options: ReportOptions,
): string {
  const prefregex = trial.prefregex && { expanded: expandTags(trial.prefregex, usedns), hits: filter.prefregexHits };
  const templates = dates.templates.map(({ template: { name }, hits }) => ({ name, hits }));
  return renderReport({ prefregex: prefregex || undefined, tally, templates, seconds }, options);
}

function reportOptions(options: TrialOptions): ReportOptions {
  const longest = (all: boolean | undefined, none: boolean | undefined) =>
    none === true ? 0 : all === true ? Infinity : (options.maxlines ?? 20);
  return {
    verbose: options.verbose === true,
    longest: {
      matched: options.printAllMatched === true ? Infinity : 0,
      ignored: longest(options.printAllIgnored, options.printNoIgnored),
      missed: longest(options.printAllMissed, options.printNoMissed),
    },
  };
}
