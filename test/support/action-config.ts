import type { ActionConfig } from '../../src/config/configuration.js';

/** An action of a jail by its commands and parameters; `actname` says how it is called. */
export function actionConfig(
  actname: string,
  commands: ActionConfig['commands'],
  parameters: Readonly<Record<string, string>> = {},
): ActionConfig {
  return {
    actname,
    where: { file: 'jail.conf', line: 1, section: 'test', option: 'action' },
    commands,
    places: new Map(),
    norestored: false,
    actionstartOnDemand: undefined,
    actionrepairOnUnban: false,
    settings: new Map(),
    parameters: new Map(Object.entries(parameters)),
  };
}
