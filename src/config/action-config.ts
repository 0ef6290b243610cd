import { isSetting, readSettings } from './action-settings.js';
import type { ActionConfig, Where } from './configuration.js';
import { readInit, type Scope } from './interpolate.js';
import type { Unit } from './merge.js';
import type { OptionList } from './options.js';
import { conditionalNames, expandTags, type ResolveTag, tagResolver } from './tags.js';
import { asKnown, overlay, type Vars, valuesOf } from './vars.js';

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
  const actname = given.get('actname') ?? item.name;
  return {
    actname,
    where,
    ...readSettings({ options, scope, resolve, where }),
    parameters: new Map([...options].filter(([option]) => !isSetting(option))),
    named: (name) => readAction({ ...use, item: withOptions(item, { name, actname }) }),
  };
}

function withOptions(item: OptionList, given: Readonly<Record<string, string>>): OptionList {
  return { ...item, options: new Map([...item.options, ...Object.entries(given)]) };
}

/** Resolves every tag whose value is known before a ban and the same for each family. */
function staticTags(
  use: ActionUse,
  scope: Scope,
  init: ReadonlyMap<string, string>,
  direct: ReadonlyMap<string, string>,
): ResolveTag {
  const values = new Map([...asKnown(init), ...direct]);
  const conditional = conditionalNames(values.keys());
  const resolveAny = tagResolver(use.unit, scope.vars, values);
  const waits = (name: string) => dynamicTags.has(name) || conditional.has(name);
  const resolve: ResolveTag = (name) => (waits(name) ? undefined : resolveAny(name));
  // A parameter that leads back to itself is a fault even where nothing takes it in.
  for (const [option, value] of direct) if (!waits(option)) expandTags(option, value, resolve, use.where);
  return resolve;
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
