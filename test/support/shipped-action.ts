import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { CommandAction } from '../../src/action/action.js';
import type { ActionDefinition, StartFamily } from '../../src/action/action-definition.js';
import { Environment } from '../../src/action/environment.js';
import { expandParameters } from '../../src/action/render-command.js';
import { createRunner } from '../../src/action/run-command.js';
import type { ActionConfig } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { actionContext } from './action-context.js';
import { makeConfigTree, stockConfig } from './config-tree.js';
import { recordedLog } from './recorded-log.js';

/** What is shipped but for the filters of other jails, of which there are many. */
const shipped = Object.fromEntries(
  readdirSync(stockConfig, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.conf') && !/^filter\.d\/(?!(?:sshd|common)\.conf)/.test(path))
    .map((path) => [path, readFileSync(join(stockConfig, path), 'utf8')]),
);

/** The first of `shippedActions`. */
export function shippedAction(action: string, files: Readonly<Record<string, string>> = {}): ActionConfig {
  const [first] = shippedActions(action, files);
  if (first === undefined) throw new Error('no action');
  return first;
}

/**
 * Reads the shipped configuration with one jail `sshd` that has `action = …`, and further files by their paths in it;
 * gives the jail's actions. Throws where anything is wrong with the jail.
 */
export function shippedActions(action: string, files: Readonly<Record<string, string>> = {}): readonly ActionConfig[] {
  const jail = ['[sshd]', 'enabled = true', 'logpath = /dev/null', `action = ${action.replaceAll('\n', '\n  ')}`, ''];
  const { jails, problems } = readConfiguration(makeConfigTree(shipped, files, { 'jail.local': jail.join('\n') }));
  if (jails[0] === undefined) throw new Error(problems.map(({ error }) => error.message).join('\n'));
  return jails[0].actions;
}

/** One of an action's commands, parameters put in. */
export function commandText({ commands, parameters }: ActionDefinition, command: string, family: StartFamily): string {
  return expandParameters(new Map(Object.entries(commands)).get(command) ?? '', parameters, family);
}

/** An action of a jail whose commands run in that shell, and what it has logged. */
export function actionIn(
  shell: readonly [string, ...string[]],
  definition: ActionDefinition,
  { jail = 'sshd', environment = new Environment() }: { jail?: string; environment?: Environment } = {},
): { readonly action: CommandAction; readonly lines: readonly string[] } {
  const { log, lines } = recordedLog();
  const context = actionContext({ jail, log, run: createRunner({ log, shell }), clock: () => 0 });
  return { action: new CommandAction(definition, context, environment), lines };
}
