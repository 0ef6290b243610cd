import { readBantimeOptions } from './bantime-options.js';
import type { JailConfig, Where } from './configuration.js';
import { readFilterValues, readKnownOptions } from './filter-config.js';
import type { Findings } from './findings.js';
import { type JailActions, namedActions, readActions } from './jail-actions.js';
import { type FindUnit, joinFilter, openFilter } from './jail-filter.js';
import { type JailOptions, readJailOptions, varsOf } from './jail-options.js';
import { type JailSource, readSource } from './jail-source.js';
import type { FindLogs } from './log-files.js';
import type { Unit } from './merge.js';
import { warnOfMisspelt } from './misspelt.js';
import { isTrue, readSeconds, readWords } from './values.js';
import { asKnown, valuesOf } from './vars.js';

/** What a jail refers to outside of its section. */
export interface Surroundings {
  readonly find: FindUnit;
  readonly findLogs: FindLogs;
}

/** True for a jail that is wanted; if nobody can tell, so say the findings. */
export function isEnabled(name: string, unit: Unit, findings: Findings): boolean {
  const options = readJailOptions({ unit, section: name, vars: new Map() }, findings, ['enabled']);
  return isTrue(options.get('enabled')?.value ?? '');
}

/**
 * Reads an enabled jail in Fail2Ban's order: filter, jail, filter again, actions (spec config §2.3). Undefined where the
 * findings say that something in it can't be used.
 */
export function readJail(
  name: string,
  unit: Unit,
  { find, findLogs }: Surroundings,
  findings: Findings,
): JailConfig | undefined {
  const section = { unit, section: name, vars: new Map<string, string>() };
  const where = unit.sections.get(name)?.where ?? { file: '', line: 0, section: name, option: '' };
  const first = readJailOptions(section, findings, ['enabled', 'backend', 'filter']);
  const opened = findings.attempt(() => openFilter(first, find, findings, where));
  const known = opened && findings.attempt(() => readKnownOptions(opened.use));
  if (findings.failed()) return undefined;

  const vars = asKnown(known ?? new Map());
  const options = readJailOptions({ ...section, vars }, findings);
  const bantimeOptions = readBantimeOptions(options, findings);
  const values = opened && findings.attempt(() => readFilterValues(opened.use, varsOf(options)));
  if (opened === undefined) findings.warn('no filter is set: this jail finds nothing; set filter', where);
  const filter = joinFilter(opened?.name ?? '', options, values ?? new Map(), findings);
  const actions = readActions({ unit, where }, options, find, findings);
  const source = readSource(options, findLogs, findings);
  const places = readPlaces(unit, name);
  if (findings.failed()) return undefined;
  const named = opened && { ...opened.use, item: { name: opened.name, options: opened.use.parameters } };
  warnOfMisspelt({ unit, name, filter: named, actions: namedActions(options, find) }, findings);
  return { name, where, places, filter, ...source, ...actions, bantimeOptions, ...readSettings(options) };
}

function readPlaces({ defaults, sections }: Unit, name: string): Map<string, Where> {
  const written = [...defaults, ...(sections.get(name)?.options ?? [])];
  return new Map(written.map(([option, { where }]) => [option, where]));
}

type ReadApart = 'name' | 'where' | 'places' | 'filter' | 'bantimeOptions' | keyof JailSource | keyof JailActions;

function readSettings(options: JailOptions): Omit<JailConfig, ReadApart> {
  const text = (option: string, unset: string) => options.get(option)?.value ?? unset;
  const seconds = (option: string) => {
    const written = options.get(option);
    return written === undefined ? 600 : readSeconds(written);
  };
  const ignoreip = options.get('ignoreip');
  return {
    options: valuesOf(options),
    logencoding: text('logencoding', 'auto'),
    logtimezone: options.get('logtimezone'),
    maxretry: Number(text('maxretry', '3')),
    maxmatches: Number(text('maxmatches', '5')),
    findtime: seconds('findtime'),
    bantime: Math.trunc(seconds('bantime')),
    ignoreip: ignoreip === undefined ? [] : readWords(ignoreip),
    ignoreself: isTrue(text('ignoreself', 'true')),
    ignorecommand: text('ignorecommand', ''),
  };
}
