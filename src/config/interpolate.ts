import { ConfigError, type Located, type Where } from './configuration.js';
import type { Unit } from './merge.js';
import { mapLines } from './values.js';
import type { Vars } from './vars.js';

/** Where a value is read: a section of a unit, and the vars that go before what its files say. */
export interface Scope {
  readonly unit: Unit;
  readonly section: string;
  readonly vars: Vars;
}

const deepest = 10;
/** No value anybody means is longer; names that multiply each other would fill the memory. */
export const longestValue = 1_000_000;

/** An option of the scope with its `%(name)s` put in; undefined where nobody sets it. Throws a ConfigError (spec config §2.1). */
export function readOption(scope: Scope, option: string): Located<string> | undefined {
  const { unit, section, vars } = scope;
  const written = unit.sections.get(section)?.options.get(option) ?? unit.defaults.get(option);
  const given = vars.get(option);
  if (given === undefined) return written && interpolateLines(written, scope);
  const where = written?.where ?? { file: '', line: 0, section, option };
  return { value: interpolate(given, scope, where), where };
}

/** The options written in the scope's own section, `%(name)s` put in, whatever vars say of them. Throws a ConfigError. */
export function readSection(scope: Scope): Map<string, Located<string>> {
  const options = new Map<string, Located<string>>();
  for (const [option, written] of scope.unit.sections.get(scope.section)?.options ?? []) {
    options.set(option, interpolateLines(written, scope));
  }
  return options;
}

/** No `%(name)s` goes over the end of a line, so that each line keeps its place. */
function interpolateLines(written: Located<string>, scope: Scope): Located<string> {
  return mapLines(written, (line, where) => interpolate(line, scope, where));
}

/** [Init] of a unit; parameters are seen in it only where neither it nor [DEFAULT] has the name. Throws a ConfigError. */
export function readInit(unit: Unit, parameters: Vars): Map<string, Located<string>> {
  return readSection({ unit, section: 'Init', vars: unsetBy(unit, 'Init', parameters) });
}

/** Those of the vars that neither the section nor [DEFAULT] sets. */
export function unsetBy(unit: Unit, section: string, vars: Vars): Vars {
  const own = unit.sections.get(section)?.options;
  return new Map([...vars].filter(([name]) => own?.has(name) !== true && !unit.defaults.has(name)));
}

/** Puts values in for `%(name)s` and `%` for `%%`; a value put in is read in the same scope again. */
export function interpolate(raw: string, scope: Scope, where: Where, depth = 1): string {
  if (depth > deepest) {
    throw new ConfigError(
      `%(…)s leads on for more than ${deepest} steps; take out the name that leads back to itself`,
      where,
    );
  }
  const text = raw.replaceAll(/%(?:(%)|\(([^)]+)\)s|.?)/gs, (found: string, percent?: string, name?: string) => {
    if (percent !== undefined) return '%';
    if (name === undefined)
      throw new ConfigError(`'${found}' is neither %% nor %(name)s; write %% for a percent sign`, where);
    const value = lookup(name, scope);
    if (value === undefined) throw new ConfigError(`%(${name})s is set nowhere; set it, or correct the name`, where);
    return value.includes('%') ? interpolate(value, scope, where, depth + 1) : value;
  });
  if (text.length > longestValue) throw new ConfigError(tooLong, where);
  return text;
}

export const tooLong = `the value grows beyond ${longestValue} characters; take out the names in it that multiply each other`;

/** Vars, own section, [DEFAULT]; then names with a section before them (spec config §2.2). */
function lookup(name: string, { unit, section, vars }: Scope): string | undefined {
  const key = name.toLowerCase();
  if (key === '__name__') return section;
  const own = unit.sections.get(section);
  const plain = vars.get(key) ?? own?.options.get(key)?.value ?? unit.defaults.get(key)?.value;
  // Fail2Ban lower-cases the name too late, so that %(DEFAULT/x)s finds nothing.
  if (plain !== undefined || key !== name) return plain;

  const [, place, option = ''] = /^([\w-]+)\/(.+)$/s.exec(name) ?? [];
  if (place === undefined) return undefined;
  if (place === 'default') return unit.defaults.get(option)?.value;
  const options = place === 'known' ? own?.known : unit.sections.get(place)?.options;
  if (place !== 'known' && options === undefined) return undefined;
  return (options?.get(option) ?? unit.defaults.get(option))?.value;
}
