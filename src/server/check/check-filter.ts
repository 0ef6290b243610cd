import type { JailConfig, Problem, Where } from '../../config/configuration.js';
import { createDateDetector, type DateDetectorOptions } from '../../date/date-detector.js';
import { TsbanError } from '../../error.js';
import { compileRegexes, type RegexSources } from '../../filter/compile-regexes.js';
import { regexAdvice } from '../../filter/regex-advice.js';
import { parseUseDns } from '../../filter/tags.js';
import { placeOfRegex } from '../../jail/create-jail.js';
import { doubt, mistake, placeOf } from './finding.js';

/** All regexes that can't be used, and what should be known of the others. */
export function checkRegexes(config: JailConfig): Problem[] {
  const { prefregex, failregex, ignoreregex, maxlines, usedns } = config.filter;
  const sources: RegexSources = {
    ...(prefregex === undefined ? {} : { prefregex: prefregex.value }),
    failregex: failregex.map(({ value }) => value),
    ignoreregex: ignoreregex.map(({ value }) => value),
    maxlines,
    usedns: parseUseDns(usedns) ?? 'no',
  };
  const compiled = compileRegexes(sources);
  const notes = [...compiled.notes, ...regexAdvice(sources, compiled)];
  return [
    ...compiled.errors.map((error) => mistake(config, error.complaint, placeOfRegex(config, error))),
    ...notes.map(({ place, text }) => {
      const where = place === undefined ? placeOf(config, 'maxlines') : placeOfRegex(config, place);
      return doubt(config, text, where);
    }),
    ...(failregex.length > 0
      ? []
      : [doubt(config, 'there is no failregex: this jail finds nobody; give its filter one', config.where)]),
  ];
}

/** A datepattern or logtimezone that can't be used, and one that can but is hardly meant. */
export function checkDates(config: JailConfig): Problem[] {
  const { filter, logtimezone } = config;
  const { datepattern } = filter;
  return [
    ...(datepattern === undefined ? [] : checkDate(config, { datepattern: datepattern.value }, datepattern.where)),
    ...(logtimezone === undefined ? [] : checkDate(config, { logtimezone: logtimezone.value }, logtimezone.where)),
  ];
}

function checkDate(config: JailConfig, options: DateDetectorOptions, where: Where): Problem[] {
  try {
    return createDateDetector(options).notes.map((note) => doubt(config, note.replace(/^datepattern /, ''), where));
  } catch (error) {
    if (!(error instanceof TsbanError)) throw error;
    return [mistake(config, error.message, where)];
  }
}

export function checkUseDns(config: JailConfig): Problem[] {
  const { usedns } = config.filter;
  if (parseUseDns(usedns) !== undefined) return [];
  return [doubt(config, `'${usedns}' is not known, no is used; write yes, warn, no or raw`, placeOf(config, 'usedns'))];
}
