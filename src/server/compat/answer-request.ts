import { reasonOf } from '../../error.js';
import { CommandError } from '../command-error.js';
import type { Transmit } from '../commands/command.js';
import { shapeAnswer } from './answer-shapes.js';
import { commandWords } from './command-words.js';
import { Pair, pickle, PythonException } from './pickle.js';
import type { Unpickled } from './pickle-machine.js';

/** Carries out a request of Fail2Ban's protocol: 0 and what is answered, or 1 and the exception, pickled (spec runtime §8). */
export async function answerRequest(transmit: Transmit, request: Unpickled): Promise<Buffer> {
  try {
    const words = commandWords(request);
    return pickle(new Pair(0, shapeAnswer(words, await transmit(words))));
  } catch (error) {
    return pickle(new Pair(1, exceptionFor(error)));
  }
}

/** fail2ban-client chooses what it prints by the class. */
function exceptionFor(error: unknown): PythonException {
  return error instanceof CommandError
    ? new PythonException(error.exception, error.arguments)
    : new PythonException('builtins.Exception', [reasonOf(error)]);
}
