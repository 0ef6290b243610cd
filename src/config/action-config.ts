import { type ActionCommand, type ActionConfig, actionCommands, type Where } from './configuration.js';
import { readOption, readSection } from './interpolate.js';
import type { Unit } from './merge.js';
import type { OptionList } from './options.js';
import { expandTags, tagResolver } from './tags.js';
import { isTrue } from './values.js';
import { overlay, type Vars, valuesOf } from './vars.js';

/** An action as one jail uses it. */
export interface ActionUse {
  readonly unit: Unit;
  /** `iptables[name=SSH, port=ssh]` taken apart. */
  readonly item: OptionList;
  readonly jail: string;
  /** The jail's options, for `%(logpath)s` and `<logpath>`. */
  readonly vars: Vars;
  readonly where: Where;
}

const flags = ['norestored', 'actionstart_on_demand', 'actionrepair_on_unban'] as const;

/** Tags whose value only a ban has. */
const dynamicTags: ReadonlySet<string> = new Set(['matches', 'ipmatches', 'ipjailmatches', 'timeout', 'bantime']);

/** Reads an action for a jail: static tags put into its commands, parameters in Fail2Ban's order (spec config §2.6). Throws a ConfigError. */
export function readAction(use: ActionUse): ActionConfig {
  const { unit, item, jail, vars } = use;
  const given = withNames(item, jail);
  const scope = { unit, section: 'Definition', vars: overlay(vars, item.options) };
  const init = valuesOf(readSection({ ...scope, section: 'Init' }));
  const effectiveInit = overrideInit(init, given);

  const known = [...init].map(([option, value]) => [`known/${option}`, value] as const);
  const values = new Map([...valuesOf(readSection(scope)), ...known, ...effectiveInit, ...given]);
  const conditional = conditionalNames(values);
  const resolveAny = tagResolver(unit, scope.vars, values);
  const resolve = (name: string) => (dynamicTags.has(name) || conditional.has(name) ? undefined : resolveAny(name));

  const setting = (option: string) => {
    const argument = given.get(option);
    return argument === undefined ? readOption(scope, option) : { value: argument, where: use.where };
  };
  const commands: Partial<Record<ActionCommand, string>> = {};
  for (const command of actionCommands) {
    const written = setting(command);
    if (written !== undefined) commands[command] = expandTags(command, written.value, resolve, written.where);
  }
  const [norestored, onDemand, onUnban] = flags
    .map((flag) => setting(flag)?.value)
    .map((value) => value && isTrue(value));
  return {
    actname: given.get('actname') ?? item.name,
    where: unit.sections.get('Definition')?.where ?? use.where,
    commands,
    norestored: norestored === true,
    actionstartOnDemand: onDemand === '' ? undefined : onDemand,
    actionrepairOnUnban: onUnban === true,
    parameters: orderParameters(given, effectiveInit),
  };
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

function conditionalNames(values: ReadonlyMap<string, string>): Set<string> {
  return new Set([...values.keys()].filter((option) => option.includes('?')).map(plainName));
}

function plainName(option: string): string {
  return option.split('?', 1)[0] ?? option;
}

function orderParameters(given: ReadonlyMap<string, string>, init: ReadonlyMap<string, string>): Map<string, string> {
  const notParameters: ReadonlySet<string> = new Set([...actionCommands, ...flags]);
  const all = [...new Map([...given, ...init])].filter(([option]) => !notParameters.has(option));
  const [plain, conditional] = [
    all.filter(([option]) => !option.includes('?')),
    all.filter(([option]) => option.includes('?')),
  ];
  return new Map([...plain, ...conditional]);
}
