import type { Located } from './configuration.js';
import { readOption, readSection } from './interpolate.js';
import type { Unit } from './merge.js';
import { expandTags, tagResolver } from './tags.js';
import { overlay, type Vars, valuesOf } from './vars.js';

/** What a filter may set for its jail, and a jail instead of its filter. */
export const filterOptions = [
  'prefregex',
  'failregex',
  'ignoreregex',
  'datepattern',
  'maxlines',
  'usedns',
  'journalmatch',
] as const;

/** A filter as one jail uses it. */
export interface FilterUse {
  readonly unit: Unit;
  /** Those given in brackets, and `logtype`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** `enabled`, `backend` and `filter` of the jail: all that the filter's tags may see of it. */
  readonly jail: Vars;
}

/** Options of a filter with everything put in that can be. */
export type FilterValues = ReadonlyMap<string, Located<string>>;

/**
 * What the filter says before the jail's options are known: `%(known/…)s` in the jail (spec config §2.3, pass 1).
 * Throws a ConfigError.
 */
export function readKnownOptions(use: FilterUse): ReadonlyMap<string, string> {
  const { jail, parameters } = use;
  const definition = readDefinition(use, overlay(jail, parameters));
  return overlay(valuesOf(definition), valuesOf(readInit(use)), parameters);
}

/**
 * What the filter says once the jail's options are known, without those the jail sets itself (spec config §2.3, pass 2).
 * Throws a ConfigError.
 */
export function readFilterValues(use: FilterUse, jailOptions: Vars): FilterValues {
  const replaced = new Set(filterOptions.filter((option) => jailOptions.has(option)));
  return readDefinition(use, overlay(jailOptions, valuesOf(readInit(use)), use.parameters), replaced);
}

function readDefinition(use: FilterUse, vars: Vars, without: ReadonlySet<string> = new Set()): FilterValues {
  const { unit, parameters, jail } = use;
  const definition = new Map<string, Located<string>>();
  const own = unit.sections.get('Definition')?.options.keys() ?? [];
  for (const option of new Set([...own, ...filterOptions])) {
    if (without.has(option)) continue;
    const value = readOption({ unit, section: 'Definition', vars }, option);
    if (value !== undefined) definition.set(option, value);
  }
  const init = valuesOf(readInit(use));
  const known = [...init].map(([option, value]) => [`known/${option}`, value] as const);
  const values = new Map([...valuesOf(definition), ...init, ...known, ...parameters]);
  // Tags see of the jail what pass 1 saw, in pass 2 too: <maxretry> stays as it is where %(maxretry)s is put in.
  const resolve = tagResolver(unit, overlay(jail, parameters), values);
  return new Map(
    [...definition].map(([option, { value, where }]) => [
      option,
      { value: expandTags(option, value, resolve, where), where },
    ]),
  );
}

function readInit({ unit, parameters }: FilterUse): Map<string, Located<string>> {
  return readSection({ unit, section: 'Init', vars: overlay(parameters) });
}
