import type { RenderedCommand } from './render-command.js';

/**
 * What follows `sh -c`: the script behind its preparations, `sh` as `$0`, then the values. Each value reaches its variable
 * as an argument and is never part of the script; children of the shell do not see it (spec runtime §4.8).
 */
export function shellArguments({ script, variables }: RenderedCommand): [string, ...string[]] {
  const assignments = [...variables.keys()].map((name, index) => `${name}=\${${index + 1}}`);
  const preparations = ['umask 077', ...assignments, 'set --'];
  return [`${preparations.join('; ')}\n${script}`, 'sh', ...variables.values()];
}
