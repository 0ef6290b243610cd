import { isSetting, readSettings } from './action-settings.js';
import type { ActionConfig, Where } from './configuration.js';
import { readInit, readSection, type Scope } from './interpolate.js';
import type { Unit } from './merge.js';
import type { OptionList } from './options.js';
import { type ResolveTag, tagResolver } from './tags.js';
import { overlay, type Vars, valuesOf } from './vars.js';

/** An action as one jail uses it. */
export interface ActionUse {
  readonly unit: Unit;
  /** `iptables[name=SSH, port=ssh]` taken apart. */
  readonly item: OptionList;
  readonly jail: string;
  /** The jail's options, for `%(logpath)s` and `<logpath>`. */
  readonly vars: Vars;
  /** Where the jail names it. */
  readonly where: Where;
}

/** Tags whose value only a ban has. */
const dynamicTags: ReadonlySet<string> = new Set(['matches', 'ipmatches', 'ipjailmatches', 'timeout', 'bantime']);

/**
 * Reads an action for a jail: static tags put into its commands, parameters in Fail2Ban's order (spec config §2.6).
 * Throws a ConfigError.
 */
export function readAction(use: ActionUse): ActionConfig {
  const { unit, item, jail, vars, where } = use;
  const given = withNames(item, jail);
  const scope: Scope = { unit, section: 'Definition', vars: overlay(vars, item.options) };
  const written = valuesOf(readInit(unit, scope.vars));
  const init = overrideInit(written, given);
  const resolve = staticTags(use, scope, written, new Map([...init, ...given]));
  // In the order of what is sent: given ones, then the rest of [Init].
  const options = new Map([...given, ...init]);
  return {
    actname: given.get('actname') ?? item.name,
    where,
    ...readSettings({ options, scope, resolve, where }),
    parameters: new Map([...options].filter(([option]) => !isSetting(option))),
  };
}

/** Resolves every tag whose value is known before a ban and the same for each family. */
function staticTags(
  use: ActionUse,
  scope: Scope,
  init: ReadonlyMap<string, string>,
  direct: ReadonlyMap<string, string>,
): ResolveTag {
  const definition = valuesOf(readSection(scope));
  const known = [...init].map(([option, value]) => [`known/${option}`, value] as const);
  // A given parameter goes before [Init], that before what the jail says, and that before [Definition].
  const jailSays = [...use.vars].filter(([option]) => definition.has(option));
  const values = new Map([...definition, ...jailSays, ...known, ...direct]);
  const conditional = new Set([...values.keys()].filter((option) => option.includes('?')).map(plainName));
  const resolve = tagResolver(use.unit, scope.vars, values);
  return (name) => (dynamicTags.has(name) || conditional.has(name) ? undefined : resolve(name));
}

/** `name` is the jail's unless given; `actname` tells apart two actions of one jail that come from one file. */
function withNames({ name: file, options }: OptionList, jail: string): Map<string, string> {
  const given = new Map(options);
  const name = given.get('name') ?? jail;
  const suffix = name === jail ? '' : name.startsWith(jail) ? name.slice(jail.length) : `-${name}`;
  given.set('name', name);
  if (!given.has('actname')) given.set('actname', file + suffix);
  return given;
}

/** A parameter without condition replaces the conditional values of [Init] too, unless one is given for them. */
function overrideInit(init: ReadonlyMap<string, string>, given: ReadonlyMap<string, string>): Map<string, string> {
  return new Map(
    [...init].map(([option, value]) => [option, given.get(option) ?? given.get(plainName(option)) ?? value]),
  );
}

function plainName(option: string): string {
  return option.split('?', 1)[0] ?? option;
}
