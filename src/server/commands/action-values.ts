import type { ActionConfig } from '../../config/configuration.js';
import { CommandError } from '../command-error.js';
import { secondsIn } from './python-words.js';

/** Every action has these, be they empty. */
const always = [
  'actionban',
  'actioncheck',
  'actionflush',
  'actionreban',
  'actionreload',
  'actionrepair',
  'actionstart',
  'actionstop',
  'actionunban',
];

/** What `get JAIL action A KEY` answers; seconds for the timeout. Throws a CommandError for what the action does not have. */
export function actionValue(action: ActionConfig, key: string): string | number | boolean {
  const value = propertiesOf(action).get(key);
  if (value === undefined) throw CommandError.failed(`'CommandAction' object has no attribute '${key}'`);
  return value;
}

/** Names of all that `get JAIL action A KEY` knows of an action, sorted. */
export function actionProperties(action: ActionConfig): readonly string[] {
  return [...propertiesOf(action).keys()].sort();
}

function propertiesOf({
  commands,
  settings,
  parameters,
}: ActionConfig): ReadonlyMap<string, string | number | boolean> {
  return new Map<string, string | number | boolean>([
    ...always.map((command) => [command, ''] as const),
    ...Object.entries(commands),
    ...settings,
    ...parameters,
    ['timeout', secondsIn(parameters.get('timeout') ?? '60')],
  ]);
}
