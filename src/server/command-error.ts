import { TsbanError } from '../error.js';
import { pythonText } from '../python-text.js';

/** A client's command that can't be carried out, in Fail2Ban's words (spec runtime §7.1). */
export class CommandError extends TsbanError {
  readonly code: string;
  /** The exception Fail2Ban's server answers with, with its module, and what it is made of. */
  readonly exception: string;
  readonly argument: string;

  private constructor(code: string, message: string, exception: string, argument = message) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.exception = exception;
    this.argument = argument;
  }

  /** What fail2ban-client shows on standard error behind `NOK: `. */
  get nok(): string {
    return `(${pythonText(this.argument)},)`;
  }

  static unknownJail(name: string): CommandError {
    const message = `Sorry but the jail '${name}' does not exist`;
    return new CommandError('UNKNOWN_JAIL', message, 'fail2ban.exceptions.UnknownJailException', name);
  }

  static invalid(text = 'Invalid command'): CommandError {
    return new CommandError('INVALID_COMMAND', text, 'builtins.Exception');
  }

  static tooFewWords(): CommandError {
    const message = 'Sorry but the command is invalid';
    return new CommandError('INVALID_COMMAND', message, 'builtins.IndexError', 'list index out of range');
  }

  static failed(text: string): CommandError {
    return new CommandError('FAILED', text, 'builtins.ValueError');
  }
}
