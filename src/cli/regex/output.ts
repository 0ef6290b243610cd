import type { Failure } from '../../filter/failure.js';
import type { LineResult } from '../../filter/line-result.js';
import { pythonRepr } from '../../python-repr.js';
import { addressOf, asDict, captureOf, fillTags, matchesOf, timeOf, type Surroundings } from './fill-tags.js';

/** What is written about one line of the log, the `n`th from 1 on that is tried, each text with its newline; '' for nothing. */
export type WriteLine = (n: number, line: string, result: LineResult) => string | Promise<string>;

/** `-o json`: one object a line (interfaces: Programs). */
export const writeJson: WriteLine = (n, line, { status, failures }) => {
  const written = failures.map(({ id, time, matches, regex, fields }) => {
    // A failure that only now has an id speaks for all lines that led to it.
    return { id, time, attempts: matches.length, regex: regex + 1, fields };
  });
  return `${JSON.stringify({ n, line, status, failures: written })}\n`;
};

/** Any other `-o FMT`: `id`, `ip`, `msg`, `row`, `matches`, the name of a capture, or a text with tags in it (spec config §6). */
export function writeAs(format: string, surroundings: Surroundings): WriteLine {
  if (format.includes('<')) {
    return async (_n, _line, { failures }) => {
      const texts = await Promise.all(failures.map(async (failure) => fillTags(format, failure, surroundings)));
      return texts.map((text) => `${text}\n`).join('');
    };
  }
  const write = failureWriter(format, surroundings);
  return (_n, _line, { failures }) => failures.map((failure) => `${write(failure)}\n`).join('');
}

/** `-i`: the lines without a failure. */
export const writeUnmatched: WriteLine = (_n, line, { status }) => (status === 'matched' ? '' : `${line}\n`);

function failureWriter(format: string, surroundings: Surroundings): (failure: Failure) => string {
  switch (format) {
    case 'id':
    case 'fid':
      return ({ id }) => id;
    case 'ip':
      return addressOf;
    case 'msg':
      return ({ matches }) => matches.join('\n');
    case 'matches':
      return (failure) => matchesOf(failure, surroundings);
    case 'row':
      return rowOf;
    default:
      return (failure) => captureOf(format, failure) ?? 'None';
  }
}

/** A line that does not tell its time has none in its row. */
function rowOf(failure: Failure): string {
  const { id, form, fields } = failure;
  return `[${pythonRepr(id)},\t${form === 'none' ? 'None' : timeOf(failure)},\t${pythonRepr(asDict(fields))}],`;
}
