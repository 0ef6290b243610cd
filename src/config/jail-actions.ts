import { readAction } from './action-config.js';
import { type ActionConfig, ConfigError, type PythonAction, type Where } from './configuration.js';
import type { Findings } from './findings.js';
import type { FindUnit } from './jail-filter.js';
import { type JailOptions, varsOf } from './jail-options.js';
import type { Unit } from './merge.js';
import { type OptionList, readOptionList, splitActions } from './options.js';
import { unitName } from './unit-files.js';

/** The actions of a jail, by who can run them. */
export interface JailActions {
  readonly actions: readonly ActionConfig[];
  readonly pythonActions: readonly PythonAction[];
}

/** Reads the actions of a jail; what can't be used goes to the findings. A Python action alone is left out of a good jail. */
export function readActions(section: Where, options: JailOptions, find: FindUnit, findings: Findings): JailActions {
  const written = options.get('action') ?? { value: '', where: section };
  const items = splitActions(written);
  if (items.length === 0)
    findings.warn('no action is set: this jail counts and remembers, and bans nobody; set action', written.where);
  const use = { jail: section.section, vars: varsOf(options) };
  const actions: ActionConfig[] = [];
  const pythonActions: PythonAction[] = [];
  for (const { value: text, where } of items) {
    findings.attempt(() => {
      const item = readOptionList(text, where);
      if (item.name.endsWith('.py')) {
        findings.lose(pythonIsLeftOut(item.name, where));
        pythonActions.push(readPythonAction(item, actions.length));
      } else {
        const action = readAction({ ...use, where, unit: openAction(item, find, findings, where), item });
        refuseTwin(action.actname, actions, where);
        actions.push(action);
      }
    });
  }
  return { actions, pythonActions };
}

function openAction({ name }: OptionList, find: FindUnit, findings: Findings, where: Where): Unit {
  const file = unitName('action.d', name);
  const unit = find(file);
  if (unit === undefined) {
    const problem = `there is no action '${name}': neither ${file}.conf nor .local can be found; correct the name, or write that file`;
    throw new ConfigError(problem, where, `wrong configuration: Unable to read action '${name}'`);
  }
  findings.add(unit.problems);
  if (!unit.sections.has('Definition'))
    throw new ConfigError(`action '${name}' has no [Definition]; put its options below one`, where);
  return unit;
}

function pythonIsLeftOut(name: string, where: Where): ConfigError {
  return new ConfigError(`action '${name}' is a Python program, which tsban does not run: it is left out`, where);
}

function readPythonAction({ name, options }: OptionList, position: number): PythonAction {
  const actname = options.get('actname') ?? name.slice(0, -'.py'.length);
  const parameters = new Map([...options].filter(([option]) => option !== 'actname'));
  return { actname, file: `action.d/${name}`, parameters, position };
}

function refuseTwin(actname: string, actions: readonly ActionConfig[], where: Where): void {
  if (actions.some((action) => action.actname === actname)) {
    throw new ConfigError(`two actions are called '${actname}'; give one of them another actname=…`, where);
  }
}
