import type { Located } from './configuration.js';
import type { Findings } from './findings.js';
import { readOption, type Scope } from './interpolate.js';
import { isFalse, isTrue, readInteger, readSeconds } from './values.js';
import type { Vars } from './vars.js';

type Kind = 'text' | 'integer' | 'seconds' | 'boolean' | 'words';

/** The options of a jail (spec config §3); all others are only there to be put in by `%(name)s`. */
const kinds: Readonly<Record<string, Kind>> = {
  enabled: 'boolean',
  backend: 'text',
  filter: 'text',
  usedns: 'text',
  prefregex: 'text',
  maxlines: 'integer',
  ignoreregex: 'text',
  failregex: 'text',
  datepattern: 'text',
  journalmatch: 'text',
  logpath: 'text',
  logencoding: 'text',
  logtimezone: 'text',
  maxretry: 'integer',
  maxmatches: 'integer',
  findtime: 'seconds',
  bantime: 'seconds',
  'bantime.increment': 'boolean',
  'bantime.factor': 'words',
  'bantime.formula': 'words',
  'bantime.multipliers': 'words',
  'bantime.maxtime': 'words',
  'bantime.rndtime': 'words',
  'bantime.overalljails': 'boolean',
  ignorecommand: 'text',
  ignoreself: 'boolean',
  ignoreip: 'words',
  ignorecache: 'text',
  skip_if_nologs: 'boolean',
  systemd_if_nologs: 'boolean',
  action: 'text',
};

export const jailOptionNames: readonly string[] = Object.keys(kinds);

/** Options that are set and can be used, as written. */
export type JailOptions = ReadonlyMap<string, Located<string>>;

/** Two that filters and actions may name though nobody sets them. */
const unset = [
  ['backend', 'auto'],
  ['filter', ''],
] as const;

/** The options as `%(name)s` shows them to filters and actions: `5` for 05, `True` for on. */
export function varsOf(options: JailOptions): Vars {
  const set = [...options].map(([name, { value }]) => [name, spell(kinds[name], value)] as const);
  return new Map([...unset, ...set]);
}

/** True for a jail that reads the journal and no files. */
export function readsJournal(options: JailOptions): boolean {
  return /^systemd/.test(options.get('backend')?.value ?? '');
}

function spell(kind: Kind | undefined, value: string): string {
  if (kind === 'integer') return String(Number(value));
  if (kind === 'boolean') return isTrue(value) ? 'True' : 'False';
  return value;
}

/** Reads those of the named options (all, if none is named) which are set; what can't be used goes to the findings. */
export function readJailOptions(scope: Scope, findings: Findings, names = jailOptionNames): JailOptions {
  const options = new Map<string, Located<string>>();
  for (const name of names) {
    const option = findings.attempt(() => {
      const written = readOption(scope, name);
      return written && checked(kinds[name] ?? 'text', written, findings);
    });
    if (option !== undefined) options.set(name, option);
  }
  return options;
}

function checked(kind: Kind, written: Located<string>, findings: Findings): Located<string> {
  if (kind === 'text') return written;
  const option = findings.withoutComments(written);
  const { value, where } = option;
  if (kind === 'integer') readInteger(option);
  if (kind === 'seconds') readSeconds(option);
  if (kind === 'boolean' && !isTrue(value) && !isFalse(value)) {
    findings.warn(`'${value}' is neither true nor false and counts as false; write one of them`, where);
  }
  return option;
}
