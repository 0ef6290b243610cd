import { pythonRepr } from '../python-repr.js';
import { readAction } from './action-config.js';
import { type ActionConfig, ConfigError, type PythonAction, type Where } from './configuration.js';
import type { Findings } from './findings.js';
import type { FindUnit } from './jail-filter.js';
import { type JailOptions, varsOf } from './jail-options.js';
import type { Unit } from './merge.js';
import type { NamedUnit } from './misspelt.js';
import { type OptionList, readOptionList, splitActions } from './options.js';
import { unitName } from './unit-files.js';

/** The actions of a jail, by who can run them. */
export interface JailActions {
  readonly actions: readonly ActionConfig[];
  readonly pythonActions: readonly PythonAction[];
}

/** A jail's section, and the unit it stands in. */
export interface JailSection {
  readonly unit: Unit;
  readonly where: Where;
}

/** Reads the actions of a jail; what can't be used goes to the findings. A Python action alone is left out of a good jail. */
export function readActions(
  section: JailSection,
  options: JailOptions,
  find: FindUnit,
  findings: Findings,
): JailActions {
  const written = options.get('action') ?? { value: '', where: section.where };
  const items = splitActions(written);
  if (items.length === 0)
    findings.warn('no action is set: this jail counts and remembers, and bans nobody; set action', written.where);
  const use = { jail: section.where.section, vars: varsOf(options) };
  const actions: ActionConfig[] = [];
  const pythonActions: PythonAction[] = [];
  for (const { value: text, where } of items) {
    findings.attempt(() => {
      const item = readOptionList(text, where);
      if (item.name.endsWith('.py')) {
        findings.lose(pythonIsLeftOut(item.name, where));
        pythonActions.push(readPythonAction(item, actions.length));
      } else {
        const action = readAction({
          ...use,
          where,
          unit: openAction(item, find, findings, whereNamed(item.name, section, where)),
          item,
        });
        refuseTwin(action.actname, actions, where);
        actions.push(action);
      }
    });
  }
  return { actions, pythonActions };
}

/** The actions a jail names, as far as there is a file for them. Throws a ConfigError. */
export function namedActions(options: JailOptions, find: FindUnit): readonly NamedUnit[] {
  const written = options.get('action');
  return (written === undefined ? [] : splitActions(written)).flatMap(({ value, where }) => {
    const item = readOptionList(value, where);
    const unit = item.name.endsWith('.py') ? undefined : find(unitName('action.d', item.name));
    return unit === undefined ? [] : [{ unit, item, where }];
  });
}

function openAction({ name }: OptionList, find: FindUnit, findings: Findings, where: Where): Unit {
  const file = unitName('action.d', name);
  const unit = find(file);
  if (unit === undefined) {
    const problem = `there is no action '${name}': neither ${file}.conf nor .local can be found; correct the name, or write that file`;
    throw new ConfigError(problem, where, `wrong configuration: Unable to read action ${pythonRepr(name)}`);
  }
  findings.add(unit.problems);
  if (!unit.sections.has('Definition'))
    throw new ConfigError(`action '${name}' has no [Definition]; put its options below one`, where);
  return unit;
}

/** Where the name of an action is written, which may be in `banaction`; `action` where that can't be told. */
function whereNamed(action: string, { unit, where: { section } }: JailSection, where: Where): Where {
  const own = unit.sections.get(section)?.options ?? new Map<string, never>();
  const written = new Map([...unit.defaults, ...own]);
  if (written.get('action')?.value.includes(action) === true) return where;
  const named = [...written].find(([option, { value }]) => option.startsWith('banaction') && value.startsWith(action));
  return named?.[1].where ?? where;
}

function pythonIsLeftOut(name: string, where: Where): ConfigError {
  return new ConfigError(
    `action '${name}' is a Python program, which tsban does not run: it is left out; use an action of shell commands instead`,
    where,
  );
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
