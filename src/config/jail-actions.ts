import { readAction } from './action-config.js';
import { type ActionConfig, ConfigError, type Where } from './configuration.js';
import type { Findings } from './findings.js';
import type { FindUnit } from './jail-filter.js';
import { type JailOptions, varsOf } from './jail-options.js';
import type { Unit } from './merge.js';
import { type OptionList, readOptionList, splitActions } from './options.js';

/** Reads the actions of a jail; what can't be used goes to the findings. A Python action alone is left out of a good jail. */
export function readActions(section: Where, options: JailOptions, find: FindUnit, findings: Findings): ActionConfig[] {
  const jail = section.section;
  const { value, where } = options.get('action') ?? { value: '', where: section };
  const items = splitActions(value);
  if (items.length === 0) findings.warn('no action is set: this jail counts and remembers, and bans nobody', where);
  const vars = varsOf(options);
  const actions: ActionConfig[] = [];
  for (const text of items) {
    const action = findings.attempt(() => {
      const item = readOptionList(text, where);
      const unit = openAction(item, find, findings, where);
      return unit && readAction({ unit, item, jail, vars, where });
    });
    if (action === undefined) continue;
    if (actions.some(({ actname }) => actname === action.actname))
      findings.attempt(() => refuseTwin(action.actname, where));
    actions.push(action);
  }
  return actions;
}

function openAction(item: OptionList, find: FindUnit, findings: Findings, where: Where): Unit | undefined {
  const { name } = item;
  if (name.endsWith('.py')) {
    findings.lose(
      new ConfigError(`action '${name}' is a Python program, which tsban does not run: it is left out`, where),
    );
    return undefined;
  }
  const unit = find(`action.d/${name}`);
  if (unit === undefined) {
    throw new ConfigError(`there is no action '${name}': neither action.d/${name}.conf nor .local can be found`, where);
  }
  findings.add(unit.problems);
  if (!unit.sections.has('Definition')) throw new ConfigError(`action '${name}' has no [Definition]`, where);
  return unit;
}

function refuseTwin(actname: string, where: Where): never {
  throw new ConfigError(`two actions are called '${actname}'; give one of them another actname=…`, where);
}
