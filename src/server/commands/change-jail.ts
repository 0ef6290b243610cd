import { ConfigError, type JailConfig } from '../../config/configuration.js';
import type { Jail } from '../../jail/jail.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { jailNamed } from './command.js';

/**
 * Gives a jail what `change` makes of its configuration, until the next reload; resolves to the jail as it is then. Rejects
 * with a CommandError, and changes nothing, where that can't be used.
 */
export async function changeJail(
  control: Control,
  { name }: Jail,
  change: (config: JailConfig) => JailConfig,
): Promise<Jail> {
  try {
    await control.changeJail(name, change);
    // One that does not run yet is another one now.
    return jailNamed(control, name);
  } catch (error) {
    if (error instanceof ConfigError) throw CommandError.failed(error.problem);
    throw error;
  }
}
