import { ConfigError, type Located } from './configuration.js';
import type { Level } from '../log.js';
import { readLogTarget } from './log-target.js';
import { parseAddress } from '../net/address.js';
import { isFalse, isTrue } from './values.js';

/** Fail2Ban's levels with Python's numbers for them; what is finer than DEBUG is DEBUG here. */
const levels: readonly (readonly [string, number, Level])[] = [
  ['CRITICAL', 50, 'critical'],
  ['ERROR', 40, 'error'],
  ['WARNING', 30, 'warning'],
  ['NOTICE', 25, 'notice'],
  ['INFO', 20, 'info'],
  ['MSG', 18, 'debug'],
  ['DEBUG', 10, 'debug'],
  ['TRACEDEBUG', 7, 'debug'],
  ['HEAVYDEBUG', 5, 'debug'],
  ['NOTSET', 0, 'debug'],
];

/** The least level that is logged at a loglevel, which is a name or a number; undefined if it is neither. */
export function levelAt(loglevel: string): Level | undefined {
  const isNumber = /^\d+$/.test(loglevel);
  const found = levels.find(([name, number]) =>
    isNumber ? Number(loglevel) >= number : loglevel.toUpperCase() === name,
  );
  return found?.[2];
}

/** A level by its name, in upper case, or by its number. Throws a ConfigError. */
export function readLoglevel({ value, where }: Located<string>): string {
  if (levelAt(value) !== undefined) return value.toUpperCase();
  throw new ConfigError(`'${value}' is no loglevel; write one of ${levels.map(([name]) => name).join(', ')}`, where);
}

/** A logtarget as written, of which readLogTarget can make something. Throws a ConfigError. */
export function readLogtarget({ value, where }: Located<string>): string {
  readLogTarget(value, where);
  return value;
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

/** `127.0.0.1:9191`, `[::1]:9191`, or nothing: what is counted is for nobody who comes over a network. Throws a ConfigError. */
export function readMetricslisten({ value, where }: Located<string>): string {
  if (value === '' || loopbackEndpoint(value) !== undefined) return value;
  const advice = 'write an address of this machine alone with a port, as 127.0.0.1:9191 or [::1]:9191';
  throw new ConfigError(`'${value}' is no place where metrics may be listened for; ${advice}`, where);
}

/** The two parts of `127.0.0.1:9191` or `[::1]:9191`; undefined for any address that others could reach. */
export function loopbackEndpoint(text: string): { readonly host: string; readonly port: number } | undefined {
  const [, bare, bracketed, digits] = /^(?:(127(?:\.\d{1,3}){3})|\[(::1)\]):(\d{1,5})$/.exec(text) ?? [];
  const host = parseAddress(bare ?? bracketed ?? '')?.text;
  const port = Number(digits);
  return host === undefined || port === 0 || port > 65_535 ? undefined : { host, port };
}
