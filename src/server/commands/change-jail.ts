import { ConfigError, type JailConfig } from '../../config/configuration.js';
import type { Jail } from '../../jail/jail.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';

/**
 * Gives a jail what `change` makes of its configuration, until the next reload. Rejects with a CommandError, and changes
 * nothing, where that can't be used.
 */
export async function changeJail(
  control: Control,
  { name }: Jail,
  change: (config: JailConfig) => JailConfig,
): Promise<void> {
  try {
    await control.changeJail(name, change);
  } catch (error) {
    if (error instanceof ConfigError) throw CommandError.failed(error.problem);
    throw error;
  }
}
