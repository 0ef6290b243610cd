import type { PythonRegex } from '../python-regex/python-regex.js';
import { checkFailureId, compileRegex } from './failregex.js';
import { RegexError, type RegexOption, type RegexPlace } from './regex-error.js';
import type { UseDns } from './tags.js';

export interface RegexSources {
  readonly prefregex?: string;
  readonly failregex: readonly string[];
  readonly ignoreregex: readonly string[];
  /** How many lines a failregex may span. */
  readonly maxlines: number;
  readonly usedns: UseDns;
}

/** What should be known of a regex that works; without a place of the filter as a whole. */
export interface RegexNote {
  readonly place?: RegexPlace;
  readonly text: string;
}

/** The regexes of a filter; those that can't be used stand in `errors` and are missing from the rest. */
export interface CompiledRegexes {
  readonly prefregex: PythonRegex | undefined;
  readonly failregex: readonly PythonRegex[];
  readonly ignoreregex: readonly PythonRegex[];
  readonly maxlines: number;
  readonly errors: readonly RegexError[];
  readonly notes: readonly RegexNote[];
}

/** Compiles all regexes of a filter, whatever is wrong with some of them. */
export function compileRegexes(sources: RegexSources): CompiledRegexes {
  const { failregex, ignoreregex, usedns } = sources;
  const maxlines = effectiveMaxlines(sources);
  const multiline = maxlines > 1;
  const errors: RegexError[] = [];
  const compileAll = (option: RegexOption, regexes: readonly string[], compile: Compile) =>
    regexes.flatMap((regex, number) => {
      const place = { option, number };
      const compiled = attempt(() => compile(regex, place), errors);
      return compiled === undefined ? [] : [{ place, compiled }];
    });
  const single: Compile = (regex, place) => compileRegex(regex, place, { usedns, multiline: false });

  const prefix = compileAll('prefregex', sources.prefregex === undefined ? [] : [sources.prefregex], single);
  const prefregex = prefix[0]?.compiled;
  const isPrefixBroken = errors.length > 0;
  const failing = compileAll('failregex', failregex, (regex, place) => {
    const compiled = compileRegex(regex, place, { usedns, multiline });
    // A prefregex that can't be read may well have said who failed.
    if (!isPrefixBroken) checkFailureId(regex, place, prefregex === undefined ? [compiled] : [prefregex, compiled]);
    return compiled;
  });
  const ignoring = compileAll('ignoreregex', ignoreregex, single);
  return {
    prefregex,
    failregex: failing.map(({ compiled }) => compiled),
    ignoreregex: ignoring.map(({ compiled }) => compiled),
    maxlines,
    errors,
    notes: maxlinesNote(sources, maxlines),
  };
}

type Compile = (regex: string, place: RegexPlace) => PythonRegex;

function attempt<T>(compile: () => T, errors: RegexError[]): T | undefined {
  try {
    return compile();
  } catch (error) {
    if (!(error instanceof RegexError)) throw error;
    errors.push(error);
    return undefined;
  }
}

/** A prefregex narrows one line at a time, so there is nothing a failregex could span. */
function effectiveMaxlines({ prefregex, maxlines }: RegexSources): number {
  return prefregex === undefined ? Math.max(maxlines, 1) : 1;
}

function maxlinesNote({ maxlines }: RegexSources, effective: number): RegexNote[] {
  if (maxlines <= 1 || maxlines === effective) return [];
  const text = `maxlines = ${maxlines} has no effect together with prefregex, lines are searched one by one`;
  return [{ text }];
}
