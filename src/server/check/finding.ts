import { ConfigError, type JailConfig, type Problem, type Where } from '../../config/configuration.js';

/** Looks at one thing in a jail that could be read; never throws for what is wrong with it. */
export type Check = (config: JailConfig) => readonly Problem[] | Promise<readonly Problem[]>;

/** Something that leaves the jail out. */
export function mistake(config: JailConfig, text: string, where: Where): Problem {
  return { severity: 'error', jail: config.name, error: new ConfigError(text, where) };
}

/** Something that works, but hardly as it was meant. */
export function doubt(config: JailConfig, text: string, where: Where): Problem {
  return { severity: 'warning', jail: config.name, error: new ConfigError(text, where) };
}

/** Where the jail sets the option, or else the jail itself. */
export function placeOf({ places, where }: JailConfig, option: string): Where {
  return places.get(option) ?? { ...where, option };
}
