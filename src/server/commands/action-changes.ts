import {
  type ActionCommand,
  type ActionConfig,
  actionCommands,
  type BulkCommand,
  bulkCommands,
  type JailConfig,
} from '../../config/configuration.js';
import { isTrue } from '../../config/values.js';
import { CommandError } from '../command-error.js';
import { placeOf } from './place-of.js';
import { secondsIn } from './python-words.js';

/** The jail with one more action, which does nothing yet. Throws a CommandError where it has one of that name. */
export function addAction(config: JailConfig, actname: string): JailConfig {
  if (config.actions.some((action) => action.actname === actname)) {
    throw CommandError.failed(`Action ${actname} already exists`);
  }
  const action: ActionConfig = {
    actname,
    where: placeOf(config, 'action'),
    commands: {},
    places: new Map(),
    norestored: false,
    actionstartOnDemand: undefined,
    actionrepairOnUnban: false,
    settings: new Map(),
    parameters: new Map(),
  };
  return { ...config, actions: [...config.actions, action] };
}

/** The jail without an action. Throws a CommandError where there is none of that name. */
export function deleteAction(config: JailConfig, actname: string): JailConfig {
  const action = actionNamed(config, actname);
  return { ...config, actions: config.actions.filter((other) => other !== action) };
}

/** The jail with a command, a setting or a parameter of an action set. Throws a CommandError. */
export function changeAction(config: JailConfig, actname: string, key: string, value: string): JailConfig {
  const action = actionNamed(config, actname);
  const changed = changeOf(action, key, value);
  return { ...config, actions: config.actions.map((other) => (other === action ? changed : other)) };
}

/** An action of the jail. Throws a CommandError where there is none of that name. */
export function actionNamed({ actions }: JailConfig, actname: string): ActionConfig {
  const action = actions.find((each) => each.actname === actname);
  if (action === undefined) throw CommandError.missing(`Invalid Action name: ${actname}`);
  return action;
}

function changeOf(action: ActionConfig, key: string, value: string): ActionConfig {
  const { named } = action;
  // Called otherwise it would be read from its file again.
  const kept = named === undefined ? action : { ...action, named: (name: string) => changeOf(named(name), key, value) };
  if (isCommand(key)) return withCommand(kept, key, value);
  if (!isYesNo(key)) return withParameter(kept, key, value);
  const settings = new Map(kept.settings).set(key, isTrue(value));
  return { ...kept, settings, [yesNo[key]]: isTrue(value) };
}

function withCommand(action: ActionConfig, key: ActionCommand | BulkCommand, value: string): ActionConfig {
  const places = new Map(action.places).set(
    key,
    value.split('\n').map(() => action.where),
  );
  const settings = isBulk(key) ? action.settings : new Map(action.settings).set(key, value);
  return { ...action, commands: { ...action.commands, [key]: value }, places, settings };
}

function withParameter(action: ActionConfig, key: string, value: string): ActionConfig {
  if (key === 'timeout') secondsIn(value);
  return { ...action, parameters: new Map(action.parameters).set(key, value) };
}

/** Settings that say yes or no, and what a configuration has them as. */
const yesNo = {
  norestored: 'norestored',
  actionstart_on_demand: 'actionstartOnDemand',
  actionrepair_on_unban: 'actionrepairOnUnban',
} as const satisfies Readonly<Record<string, keyof ActionConfig>>;

function isYesNo(key: string): key is keyof typeof yesNo {
  return Object.hasOwn(yesNo, key);
}

function isBulk(key: string): key is BulkCommand {
  return (bulkCommands as readonly string[]).includes(key);
}

function isCommand(key: string): key is ActionCommand | BulkCommand {
  return isBulk(key) || (actionCommands as readonly string[]).includes(key);
}
