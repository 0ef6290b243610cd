import { readHostNames } from '../../action/host-names.js';
import { reverseName } from '../../net/dns.js';
import { systemClock } from '../../time/clock.js';
import { divideAtDate } from './divide-at-date.js';
import type { TrialOptions } from './options.js';
import { type WriteLine, writeAs, writeJson, writeUnmatched } from './output.js';
import { detectorFor } from './prepare.js';

/** What `-o FORMAT` and `-i` ask to be written. */
export function writerFor(format: string, options: TrialOptions, datepattern: string | undefined): WriteLine {
  if (options.invert === true) return writeUnmatched;
  if (format === 'json') return writeJson;
  const dates = detectorFor(options, datepattern);
  return writeAs(format, {
    divide: (line) => divideAtDate(line, dates, systemClock()),
    hostNames: remembered(readHostNames),
    nameOf: reverseName,
  });
}

function remembered<T>(ask: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= ask());
}
