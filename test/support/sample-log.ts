import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { canonicalId } from '../../src/net/address.js';

/** A line of one of Fail2Ban's sample logs, and what must come of it in a filter with these options. */
export interface Sample {
  /** The file's name and the line's number. */
  readonly where: string;
  readonly text: string;
  readonly options: Readonly<Record<string, string>>;
  readonly expected: Expected;
}

/** What stands in a `failJSON` above a line; a line without one must not match. */
export interface Expected {
  readonly match: boolean;
  /** Local time; null where the line has no valid date. */
  readonly time?: string | null;
  /** The id. */
  readonly host?: string;
  readonly attempts?: number;
  /** Other captures: texts, several texts of a session, or null for none. */
  readonly fields: Readonly<Record<string, string | readonly string[] | null>>;
}

type Options = Readonly<Record<string, string>>;
type Annotation = Partial<Omit<Expected, 'fields'>> & Readonly<Record<string, unknown>>;

/**
 * Reads a sample log. `# failJSON:` says what is expected of the next line; `# filterOptions:` with what options the
 * filter is to be tried from there on, one after another where there are several, `# fileOptions:` the same for the whole file;
 * `# addFILE:` names a file to go on with. Options that begin with `test.` are for the reader.
 */
export function readSamples(path: string, filter: string): readonly Sample[] {
  let fileOptions: Options = {};
  let variants: readonly Options[] = [{}];
  let annotations: readonly Annotation[] = [];
  const samples: Sample[] = [];
  for (const [index, line] of readFileSync(path, 'utf8').split(/\r?\n/).entries()) {
    const [, word, json = ''] = /^#+ ?(failJSON|filterOptions|fileOptions|addFILE):(.+)$/.exec(line) ?? [];
    if (word === 'failJSON') annotations = [...annotations, JSON.parse(json) as Annotation];
    if (word === 'filterOptions') variants = [JSON.parse(json) as Options | Options[]].flat();
    if (word === 'fileOptions') fileOptions = JSON.parse(json) as Options;
    if (word === 'addFILE') samples.push(...readSamples(join(dirname(path), JSON.parse(json) as string), filter));
    if (line.startsWith('#') || line.trim() === '') continue;
    for (const variant of variants) {
      const options = { ...fileOptions, ...variant };
      if (!holds(options['test.condition'], filter, options)) continue;
      const annotation = annotations.at(-1) ?? {};
      if (!holds(annotation['constraint'] as string | undefined, filter, options)) continue;
      const where = `${path.slice(dirname(path).length + 1)}:${index + 1}`;
      samples.push(sample(where, line, options, annotation));
    }
    annotations = [];
  }
  return samples;
}

function sample(where: string, line: string, options: Options, annotation: Annotation): Sample {
  const text = (options['test.prefix-line'] ?? '') + line;
  const own = Object.entries(options).filter(([name]) => !name.startsWith('test.'));
  return { where, text, options: Object.fromEntries(own), expected: expectation(annotation) };
}

/** Of a line that must not match the rest tells only what it is about. */
function expectation({ match, time, host, attempts, ...fields }: Annotation): Expected {
  if (match !== true) return { match: false, fields: {} };
  const captures = Object.entries(fields).filter(([name]) => !['desc', 'constraint'].includes(name));
  return {
    match,
    ...(time !== undefined && { time: time === null ? null : localTime(time) }),
    ...(host !== undefined && { host: canonicalId(host) }),
    ...(attempts !== undefined && { attempts }),
    fields: Object.fromEntries(captures) as Expected['fields'],
  };
}

/** Some have a day of one digit, some a fraction of no seconds. */
function localTime(text: string): string {
  return text.replace(/-(\d)T/, '-0$1T').replace(/\.0+$/, '');
}

/** Conditions compare the filter's name or one of its options with a word. */
function holds(condition: string | undefined, filter: string, options: Options): boolean {
  if (condition === undefined) return true;
  const [, option, operator, word] = /^(?:name|opts\.get\('([\w-]+)'\)) ?([!=]=) ?'([\w-]+)'$/.exec(condition) ?? [];
  if (operator === undefined) throw new Error(`can't read the condition ${condition}`);
  return ((option === undefined ? filter : options[option]) === word) === (operator === '==');
}
