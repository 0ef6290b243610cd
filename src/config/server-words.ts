import { ConfigError, type Located } from './configuration.js';
import { isFalse, isTrue } from './values.js';

const levels = ['CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'];
/** Python's numbers for them. */
const numbers = [50, 40, 30, 25, 20, 10];
/** Fail2Ban's levels below DEBUG, of which tsban has none. */
const finer = ['TRACEDEBUG', 'HEAVYDEBUG'];

/** A level by its name, or by its number in Python's logging; what is finer than DEBUG is DEBUG. Throws a ConfigError. */
export function readLoglevel({ value, where }: Located<string>): string {
  const name = value.toUpperCase();
  if (levels.includes(name)) return name;
  if (finer.includes(name)) return 'DEBUG';
  if (/^\d+$/.test(value)) return levels[numbers.findIndex((number) => Number(value) >= number)] ?? 'DEBUG';
  throw new ConfigError(`'${value}' is no loglevel; write one of ${levels.join(', ')}`, where);
}

const streams = /^(STDOUT|STDERR|SYSOUT|SYSLOG|SYSTEMD-JOURNAL)(?:\[.*\])?$/is;

/** True for a target that is no file; options in brackets, as in `SYSLOG[facility=auth]`, make no difference. */
export function isLogStream(target: string): boolean {
  return streams.test(target);
}

/** A path, or the name of a stream without its options. Throws a ConfigError. */
export function readLogtarget({ value, where }: Located<string>): string {
  const [, stream] = streams.exec(value) ?? [];
  if (stream !== undefined) return stream.toUpperCase();
  if (value.includes('/')) return value;
  const advice = 'write the path of a file from / on, or one of STDOUT, STDERR, SYSOUT, SYSLOG, SYSTEMD-JOURNAL';
  throw new ConfigError(`'${value}' is no logtarget; ${advice}`, where);
}

/** `fail2ban` or `json`. Throws a ConfigError. */
export function readLogformat({ value, where }: Located<string>): string {
  const format = value.toLowerCase();
  if (format === 'fail2ban' || format === 'json') return format;
  throw new ConfigError(`'${value}' is no logformat; write fail2ban or json`, where);
}

/** `auto`, or a word for yes or no. Throws a ConfigError. */
export function readAllowipv6({ value, where }: Located<string>): string {
  if (/^auto$/i.test(value) || isTrue(value) || isFalse(value)) return value;
  throw new ConfigError(`'${value}' is neither auto, yes nor no; write one of them`, where);
}
