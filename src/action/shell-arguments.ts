import type { RenderedCommand } from './render-command.js';

/**
 * What follows `sh -c`: the script behind its preparations, `sh` as `$0`, then the values. Each value reaches its variable
 * as an argument and is never part of the script; children of the shell do not see it (spec runtime §4.8). A script with
 * secrets is fetched from the environment, since everybody may read a process's arguments.
 */
export function shellArguments(command: RenderedCommand): [string, ...string[]] {
  const { script, variables } = command;
  const assignments = [...variables.keys()].map((name, index) => `${name}=\${${index + 1}}`);
  const preparations = ['umask 077', ...assignments, 'set --'].join('; ');
  const text = hasSecrets(command) ? 'f2b_run=$f2b_script; unset f2b_script; eval "$f2b_run"' : script;
  return [`${preparations}\n${text}`, 'sh', ...variables.values()];
}

/** What has to be in the environment of a shell with `shellArguments`; its children do not see it. */
export function shellEnvironment(command: RenderedCommand): Readonly<Record<string, string>> {
  return hasSecrets(command) ? { f2b_script: command.script } : {};
}

function hasSecrets({ secrets = [] }: RenderedCommand): boolean {
  return secrets.length > 0;
}
