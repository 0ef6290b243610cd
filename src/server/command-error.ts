import { TsbanError } from '../error.js';
import { pythonText } from '../python-text.js';

/** A client's command that can't be carried out, in Fail2Ban's words (spec runtime §7.1). */
export class CommandError extends TsbanError {
  readonly code: string;
  /** What fail2ban-client shows on standard error behind `NOK: `. */
  readonly nok: string;

  private constructor(code: string, message: string, nok: string) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.nok = nok;
  }

  static unknownJail(name: string): CommandError {
    return new CommandError('UNKNOWN_JAIL', `Sorry but the jail '${name}' does not exist`, `(${pythonText(name)},)`);
  }

  static invalid(text = 'Invalid command'): CommandError {
    return new CommandError('INVALID_COMMAND', text, `(${pythonText(text)},)`);
  }

  static tooFewWords(): CommandError {
    return new CommandError('INVALID_COMMAND', 'Sorry but the command is invalid', "('list index out of range',)");
  }

  static failed(text: string): CommandError {
    return new CommandError('FAILED', text, `(${pythonText(text)},)`);
  }
}
