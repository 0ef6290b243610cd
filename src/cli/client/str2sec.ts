import { reasonOf } from '../../error.js';
import { parseDuration } from '../../time/duration.js';
import { InitError } from './init-error.js';

/** The seconds of a time such as `1d12h`. Throws an InitError in the words of fail2ban-client, where it has some of its own. */
export function str2sec(text: string): number {
  try {
    return parseDuration(text);
  } catch (error) {
    throw new InitError(/^[a-z_]\w*$/i.test(text) ? `name '${text}' is not defined` : reasonOf(error), error);
  }
}

/** The same as Python prints it: what has months, years, a decimal point or a division in it is no whole number to it. */
export function str2secText(text: string): string {
  const seconds = str2sec(text);
  const isWhole = Number.isInteger(seconds) && !/[./]|\d\s*(?:mo|y)/i.test(text);
  return isWhole || !Number.isInteger(seconds) ? String(seconds) : `${seconds}.0`;
}
