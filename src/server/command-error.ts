import { TsbanError } from '../error.js';
import { pythonRepr } from '../python-repr.js';

/** A client's command that can't be carried out, in Fail2Ban's words (spec runtime §7.1). */
export class CommandError extends TsbanError {
  readonly code: string;
  /** The exception Fail2Ban's server answers with, with its module, and what it is made of. */
  readonly exception: string;
  readonly arguments: readonly (string | number)[];

  private constructor(
    code: string,
    message: string,
    exception: string,
    argumentsOfIt: readonly (string | number)[] = [message],
  ) {
    super(message);
    this.name = 'CommandError';
    this.code = code;
    this.exception = exception;
    this.arguments = argumentsOfIt;
  }

  /** What fail2ban-client shows on standard error behind `NOK: `. */
  get nok(): string {
    // Python keeps the path of an OSError apart from these.
    const [first = '', ...others] = this.arguments.slice(0, 2).map(pythonRepr);
    return `(${first},${others.map((other) => ` ${other}`).join('')})`;
  }

  static unknownJail(name: string): CommandError {
    const message = `Sorry but the jail '${name}' does not exist`;
    return new CommandError('UNKNOWN_JAIL', message, 'fail2ban.exceptions.UnknownJailException', [name]);
  }

  static duplicateJail(name: string): CommandError {
    const message = `The jail '${name}' already exists`;
    return new CommandError('DUPLICATE_JAIL', message, 'fail2ban.exceptions.DuplicateJailException', [name]);
  }

  /** What fail2ban-client notices itself, and tells of on standard error alone. */
  static ofClient(text: string): CommandError {
    return new CommandError('CLIENT', text, 'builtins.ValueError');
  }

  static invalid(text = 'Invalid command'): CommandError {
    return new CommandError('INVALID_COMMAND', text, 'builtins.Exception');
  }

  static tooFewWords(): CommandError {
    const message = 'Sorry but the command is invalid';
    return new CommandError('INVALID_COMMAND', message, 'builtins.IndexError', ['list index out of range']);
  }

  /** Of something a jail has by name. */
  static missing(text: string): CommandError {
    return new CommandError('FAILED', pythonRepr(text), 'builtins.KeyError', [text]);
  }

  /** `problem` as in `[Errno 2] No such file or directory`. */
  static ofFile(number: number, problem: string, path: string): CommandError {
    const message = `[Errno ${number}] ${problem}: ${pythonRepr(path)}`;
    return new CommandError('FAILED', message, 'builtins.OSError', [number, problem, path]);
  }

  static failed(text: string): CommandError {
    return new CommandError('FAILED', text, 'builtins.ValueError');
  }
}
