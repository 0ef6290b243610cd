import { ConfigError, type JailConfig, type Located, type LogPath } from './configuration.js';
import { readFilterValues, readKnownOptions } from './filter-config.js';
import type { Findings } from './findings.js';
import { readActions } from './jail-actions.js';
import { type FindUnit, joinFilter, openFilter } from './jail-filter.js';
import { type JailOptions, readJailOptions, readsJournal, varsOf } from './jail-options.js';
import type { Unit } from './merge.js';
import { isTrue, readLines, readSeconds } from './values.js';
import { valuesOf } from './vars.js';

/**
 * Reads one jail in Fail2Ban's order: filter, jail, filter again, actions (spec config §2.3). Undefined where the jail is
 * not enabled, and where the findings say that something in it can't be used.
 */
export function readJail(name: string, unit: Unit, find: FindUnit, findings: Findings): JailConfig | undefined {
  const section = { unit, section: name, vars: new Map<string, string>() };
  const enabled = readJailOptions(section, findings, ['enabled']);
  if (!isTrue(enabled.get('enabled')?.value ?? '')) return undefined;

  const first = readJailOptions(section, findings, ['enabled', 'backend', 'filter']);
  const opened = findings.attempt(() => openFilter(first, find, findings));
  const known = opened && findings.attempt(() => readKnownOptions(opened.use));
  if (findings.failed()) return undefined;

  const vars = new Map([...(known ?? [])].map(([option, value]) => [`known/${option}`, value]));
  const options = readJailOptions({ ...section, vars }, findings);
  const values = opened && findings.attempt(() => readFilterValues(opened.use, varsOf(options)));
  const where = unit.sections.get(name)?.where ?? { file: '', line: 0, section: name, option: '' };
  if (opened === undefined) findings.warn('no filter is set: this jail finds nothing', where);
  const filter = joinFilter(opened?.name ?? '', options, values ?? new Map(), findings);
  const actions = readActions(where, options, find, findings);
  const logpath = readLogpath(options, findings);
  return findings.failed() ? undefined : { name, where, filter, actions, logpath, ...readSettings(options) };
}

function readSettings(options: JailOptions): Omit<JailConfig, 'name' | 'where' | 'filter' | 'actions' | 'logpath'> {
  const text = (option: string, unset: string) => options.get(option)?.value ?? unset;
  const seconds = (option: string) => {
    const written = options.get(option);
    return written === undefined ? 600 : readSeconds(written);
  };
  return {
    backend: text('backend', 'auto'),
    logencoding: text('logencoding', 'auto'),
    logtimezone: options.get('logtimezone'),
    maxretry: Number(text('maxretry', '3')),
    maxmatches: Number(text('maxmatches', '5')),
    findtime: seconds('findtime'),
    bantime: Math.trunc(seconds('bantime')),
    bantimeOptions: readBantimeOptions(options),
    ignoreip: text('ignoreip', '')
      .split(/[\s,]+/)
      .filter((entry) => entry !== ''),
    ignoreself: isTrue(text('ignoreself', 'true')),
    ignorecommand: text('ignorecommand', ''),
  };
}

function readBantimeOptions(options: JailOptions): Record<string, string> {
  const dotted = [...valuesOf(options)].filter(([option]) => option.startsWith('bantime.'));
  return Object.fromEntries(dotted.map(([option, value]) => [option.slice('bantime.'.length), value]));
}

/** One glob a line, and behind the last blank where to begin (spec config §3.1); the journal needs none. */
function readLogpath(options: JailOptions, findings: Findings): Located<LogPath>[] {
  const logpath = options.get('logpath');
  if (logpath === undefined || readsJournal(options)) return [];
  return readLines(logpath).flatMap((line) => findings.attempt(() => readLogpathLine(line)) ?? []);
}

function readLogpathLine({ value, where }: Located<string>): Located<LogPath> {
  const blank = value.lastIndexOf(' ');
  const [glob, word] = blank < 0 ? [value, 'head'] : [value.slice(0, blank).trimEnd(), value.slice(blank + 1)];
  const from = word.toLowerCase();
  if (from !== 'head' && from !== 'tail') {
    const advice = 'write one path a line, and head behind a path with blanks in it';
    throw new ConfigError(`'${word}' behind the blank in '${value}' is neither head nor tail; ${advice}`, where);
  }
  return { value: { glob, from }, where };
}
