import type { ActionDefinition } from '../../src/action/action-definition.js';

/** An action as the configuration would hand it on, by its commands and parameters. */
export function actionDefinition(
  commands: ActionDefinition['commands'],
  parameters: Readonly<Record<string, string>> = {},
  given: Partial<ActionDefinition> = {},
): ActionDefinition {
  return {
    actname: 'x',
    commands,
    norestored: false,
    actionstartOnDemand: undefined,
    actionrepairOnUnban: false,
    parameters: new Map(Object.entries(parameters)),
    ...given,
  };
}
