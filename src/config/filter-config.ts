import type { Located, Where } from './configuration.js';
import { readInit, readOption, unsetBy } from './interpolate.js';
import type { Unit } from './merge.js';
import { conditionalNames, expandTags, tagResolver } from './tags.js';
import { mapLines } from './values.js';
import { asKnown, overlay, type Vars, valuesOf } from './vars.js';

/** What a filter may set for its jail, and a jail instead of its filter; in the order in which Fail2Ban sends it. */
export const filterOptions = [
  'usedns',
  'prefregex',
  'maxlines',
  'ignoreregex',
  'failregex',
  'datepattern',
  'journalmatch',
] as const;

/** A filter as one jail uses it. */
export interface FilterUse {
  readonly unit: Unit;
  /** Those given in brackets, and `logtype`. */
  readonly parameters: ReadonlyMap<string, string>;
  /** `enabled`, `backend` and `filter` of the jail: all that the filter's tags may see of it. */
  readonly jail: Vars;
  /** Where the jail names the filter. */
  readonly where: Where;
}

/** Options of a filter with everything put in that can be. */
export type FilterValues = ReadonlyMap<string, Located<string>>;

/**
 * What the filter says before the jail's options are known: `%(known/…)s` in the jail (spec config §2.3, pass 1).
 * Throws a ConfigError.
 */
export function readKnownOptions(use: FilterUse): ReadonlyMap<string, string> {
  const vars = overlay(use.jail, use.parameters);
  // Options of the filter's own see no more than what its file sets.
  return valuesOf(readOptions(use, vars, { ownVars: unsetBy(use.unit, 'Definition', vars) }));
}

/**
 * What the filter says once the jail's options are known, without those the jail sets itself (spec config §2.3, pass 2).
 * Throws a ConfigError.
 */
export function readFilterValues(use: FilterUse, jailOptions: Vars): FilterValues {
  const replaced = new Set(filterOptions.filter((option) => jailOptions.has(option)));
  const { unit, parameters } = use;
  const init = readInit(unit, overlay(parameters));
  // [Init] does not go before what was given by the same name; before one given in capitals it does.
  const ownInit = new Map([...valuesOf(init)].filter(([option]) => !parameters.has(option)));
  const values = readOptions(use, overlay(jailOptions, parameters, ownInit, asKnown(valuesOf(init))), { replaced });
  // Beside its own words a filter says only what was given in brackets or stands in [Init].
  const says = new Set([...filterOptions, ...parameters.keys(), ...init.keys()]);
  return new Map([...values].filter(([option]) => says.has(option)));
}

/** What differs from pass to pass. */
interface Differing {
  /** Vars for options that are not filterOptions. */
  readonly ownVars?: Vars;
  /** Options that the jail sets itself. */
  readonly replaced?: ReadonlySet<string>;
}

/** In Fail2Ban's order: [Definition], parameters as given, the rest of [Init]; a later one goes before an earlier one of its name. */
function readOptions(use: FilterUse, vars: Vars, { ownVars = vars, replaced }: Differing): FilterValues {
  const { unit, parameters, where } = use;
  const init = readInit(unit, overlay(parameters));
  const given = new Map([...parameters].map(([option, value]) => [option, { value, where }]));
  const direct = new Map([...given, ...init, ...given]);
  const skipped = new Set([...(replaced ?? []), ...direct.keys()]);
  const varsFor = (option: string) => (isFilterOption(option) ? vars : ownVars);
  const options = new Map([...readDefinition(unit, varsFor, skipped), ...direct]);

  const values = new Map([...valuesOf(options), ...asKnown(valuesOf(init))]);
  // Tags see of the jail what pass 1 saw, in pass 2 too: <maxretry> stays as it is where %(maxretry)s is put in.
  const resolveAny = tagResolver(unit, overlay(use.jail, parameters), values);
  const conditional = conditionalNames(values.keys());
  const resolve = (name: string) => (conditional.has(name) ? undefined : resolveAny(name));
  for (const [option, written] of options) {
    if (conditional.has(option)) continue;
    options.set(
      option,
      mapLines(written, (line, where) => expandTags(option, line, resolve, where)),
    );
  }
  return options;
}

function readDefinition(
  unit: Unit,
  varsFor: (option: string) => Vars,
  without: ReadonlySet<string>,
): Map<string, Located<string>> {
  const definition = new Map<string, Located<string>>();
  const written = unit.sections.get('Definition')?.options.keys() ?? [];
  for (const option of new Set([...filterOptions, ...written])) {
    if (without.has(option)) continue;
    const value = readOption({ unit, section: 'Definition', vars: varsFor(option) }, option);
    if (value !== undefined) definition.set(option, value);
  }
  return definition;
}

function isFilterOption(option: string): boolean {
  return (filterOptions as readonly string[]).includes(option);
}
