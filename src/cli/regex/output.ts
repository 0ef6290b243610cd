import { reversedAddress } from '../../action/reversed-address.js';
import type { Failure } from '../../filter/failure.js';
import type { LineResult } from '../../filter/line-result.js';
import { parseAddress } from '../../net/address.js';
import { type PythonValue, pythonRepr } from '../../python-repr.js';

/** What is written about one line of the log, the `n`th from 1 on that is tried, each text with its newline; '' for nothing. */
export type WriteLine = (n: number, line: string, result: LineResult) => string;

/** `-o json`: one object a line (interfaces: Programs). */
export const writeJson: WriteLine = (n, line, { status, failures }) => {
  const written = failures.map(({ id, time, matches, regex, fields }) => {
    // A failure that only now has an id speaks for all lines that led to it.
    return { id, time, attempts: matches.length, regex: regex + 1, fields };
  });
  return `${JSON.stringify({ n, line, status, failures: written })}\n`;
};

/** Any other `-o FMT`: `id`, `ip`, `msg`, `row`, the name of a capture, or a text with tags in it (spec config §6). */
export function writeAs(format: string): WriteLine {
  const write = failureWriter(format);
  return (_n, _line, { failures }) => failures.map((failure) => `${write(failure)}\n`).join('');
}

/** `-i`: the lines without a failure. */
export const writeUnmatched: WriteLine = (_n, line, { status }) => (status === 'matched' ? '' : `${line}\n`);

function failureWriter(format: string): (failure: Failure) => string {
  if (format === 'id' || format === 'fid') return ({ id }) => id;
  if (format === 'ip') return (failure) => addressOf(failure);
  if (format === 'msg') return ({ matches }) => matches.join('\n');
  if (format === 'row') {
    return ({ id, time, fields }) => `[${pythonRepr(id)},\t${pythonFloat(time)},\t${pythonRepr(asDict(fields))}],`;
  }
  if (format.includes('<'))
    return (failure) => format.replace(/<([\w-]+)>/g, (tag, name: string) => tagOf(name, failure) ?? tag);
  return ({ fields }) => asText(fields[format]) ?? 'None';
}

function addressOf({ id, fields }: Failure): string {
  return asText(fields['ip']) ?? id;
}

/** Undefined for an unknown tag, which stays as it is. */
function tagOf(name: string, failure: Failure): string | undefined {
  if (name.startsWith('F-')) return asText(failure.fields[name.slice(2).toLowerCase()]) ?? '';
  const tags: Readonly<Record<string, () => string | undefined>> = {
    ip: () => addressOf(failure),
    'ip-rev': () => reversed(addressOf(failure)),
    fid: () => failure.id,
    time: () => pythonFloat(failure.time),
    failures: () => '0',
    msg: () => failure.matches.join('\n'),
    matches: () => failure.matches.join('\n'),
    br: () => '\n',
  };
  return tags[name]?.();
}

function reversed(text: string): string | undefined {
  const address = parseAddress(text);
  return address && reversedAddress(address);
}

function asText(value: Failure['fields'][string] | undefined): string | undefined {
  return value === undefined || typeof value === 'string' ? value : pythonRepr(new Set(value));
}

/** Fail2Ban keeps several values of a capture in a set. */
function asDict(fields: Failure['fields']): Readonly<Record<string, PythonValue>> {
  const entries = Object.entries(fields);
  return Object.fromEntries(entries.map(([name, value]) => [name, typeof value === 'string' ? value : new Set(value)]));
}

const pythonFloat = (value: number): string => (Number.isInteger(value) ? `${value}.0` : String(value));
