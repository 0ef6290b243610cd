import { bulkCommands, type Where } from './configuration.js';
import { fail2banSettings } from './action-settings.js';
import { filterOptions } from './filter-config.js';
import type { Options } from './dialect.js';
import type { Findings } from './findings.js';
import { jailOptionNames } from './jail-options.js';
import type { Unit } from './merge.js';
import { nearestName } from './nearest-name.js';
import type { OptionList } from './options.js';

/** A filter or an action as a jail names it. */
export interface NamedUnit {
  readonly unit: Unit;
  readonly item: OptionList;
  readonly where: Where;
}

/** What a jail is read from. */
export interface JailFiles {
  readonly unit: Unit;
  readonly name: string;
  readonly filter: NamedUnit | undefined;
  readonly actions: readonly NamedUnit[];
}

/** Names that are known, and which of them another is nearly spelt like. */
class Vocabulary {
  readonly #names: ReadonlySet<string>;
  readonly #nearest = new Map<string, string | undefined>();

  constructor(...names: readonly Iterable<string>[]) {
    this.#names = new Set(names.flatMap((some) => [...some]));
  }

  has(name: string): boolean {
    return this.#names.has(name);
  }

  nearest(name: string): string | undefined {
    if (!this.#nearest.has(name)) this.#nearest.set(name, nearestName(name, this.#names));
    return this.#nearest.get(name);
  }
}

/** Also names that jails put in for others, in files everybody has. */
const ofJails = new Vocabulary(jailOptionNames, [
  'port',
  'protocol',
  'chain',
  'banaction',
  'banaction_allports',
  'destemail',
  'sender',
  'mta',
]);

/** Also what an action is given that stands in no file. */
const ofActions = [...fail2banSettings, ...bulkCommands, 'name', 'actname', 'timeout', 'bantime'];

/**
 * Warns of options nobody reads whose names are nearly those of others. Options with any name may stand anywhere, to be
 * put in by `%(name)s` or `<name>`: only what is put in nowhere, and near to something known, is told of.
 */
export function warnOfMisspelt({ unit, name, filter, actions }: JailFiles, findings: Findings): void {
  const named = filter === undefined ? actions : [filter, ...actions];
  const used = [unit, ...named.map((each) => each.unit)].map(usesOf);
  const check = (option: string, where: Where, known: Vocabulary): void => {
    const [plain = option] = option.split('?', 1);
    if (known.has(plain) || used.some((uses) => isUsed(plain, uses))) return;
    const meant = known.nearest(plain);
    if (meant !== undefined) findings.warn(`nothing reads ${plain}; is ${meant} meant?`, where);
  };
  const checkAll = (options: Options | undefined, known: Vocabulary): void => {
    for (const [option, { where }] of options ?? []) check(option, where, known);
  };
  checkAll(unit.defaults, ofJails);
  checkAll(unit.sections.get(name)?.options, ofJails);
  for (const { unit, item, where } of named) {
    const known = vocabularyOf(unit, unit === filter?.unit ? filterOptions : ofActions);
    for (const option of item.options.keys()) check(option, where, known);
    for (const section of ['Definition', 'Init']) checkAll(unit.sections.get(section)?.options, known);
  }
}

/** Warns of what was to enable a jail and does not, in one that is not enabled: nothing else of it would be read. */
export function warnOfMisspeltEnabled(unit: Unit, name: string, findings: Findings): void {
  for (const [option, { where }] of unit.sections.get(name)?.options ?? []) {
    if (nearestName(option, ['enabled']) === undefined || isUsed(option, usesOf(unit))) continue;
    if (option !== 'enabled') findings.warn(`nothing reads ${option}; is enabled meant?`, where);
  }
}

const vocabularies = new WeakMap<Unit, Vocabulary>();

/** Most units are those of many jails. */
function vocabularyOf(unit: Unit, own: readonly string[]): Vocabulary {
  const vocabulary = vocabularies.get(unit) ?? new Vocabulary(own, usesOf(unit).names);
  vocabularies.set(unit, vocabulary);
  return vocabulary;
}

/** What the values of a unit put in. */
interface Uses {
  readonly names: ReadonlySet<string>;
  /** Beginnings of names whose ends are put in themselves, as in `<rule-<type>>`. */
  readonly beginnings: readonly string[];
}

const usesKnown = new WeakMap<Unit, Uses>();

function usesOf(unit: Unit): Uses {
  const uses = usesKnown.get(unit) ?? readUses(unit);
  usesKnown.set(unit, uses);
  return uses;
}

function readUses({ defaults, sections }: Unit): Uses {
  const written = [...sections.values()].flatMap(({ options, known }) =>
    known === undefined ? [options] : [options, known],
  );
  const values = [defaults, ...written].flatMap((options) => [...options.values()]);
  const text = values.map(({ value }) => value).join('\n');
  const found = [...text.matchAll(/%\(([^)]+)\)s|<([^<>\s]+)>/g)].map(([, name, tag]) => name ?? tag ?? '');
  return {
    names: new Set(found.map((name) => name.replace(/^.*\//, '').toLowerCase())),
    beginnings: [...text.matchAll(/<([\w.-]+)<[^<>\s]+>/g)].map(([, beginning = '']) => beginning.toLowerCase()),
  };
}

function isUsed(option: string, { names, beginnings }: Uses): boolean {
  const name = option.toLowerCase();
  return names.has(name) || beginnings.some((beginning) => name.startsWith(beginning));
}
