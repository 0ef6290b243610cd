import { pythonText } from '../../python-text.js';
import { RefusedError, sendCommand } from '../control-client.js';
import type { Client } from './client.js';
import { InitError } from './init-error.js';
import { cutIntoParts, partsOf } from './parts.js';
import { str2sec } from './str2sec.js';

/** How much of a command is done, in words. */
export type Done = (text: string) => void;

/** Sends a command, in several requests where one would be too long. Throws what sendCommand does. */
export async function send({ socket }: Client, words: readonly string[], done: Done): Promise<unknown> {
  const parts = partsOf(words);
  const pieces = parts === undefined ? [words] : cutIntoParts(words, parts);
  if (parts === undefined || pieces.length === 1) return sendCommand(socket, words, pingTimeoutMs(words));
  const all = words.length - parts.head;
  const absent: RefusedError[] = [];
  const answers: unknown[] = [];
  let sent = 0;
  for (const piece of pieces) {
    try {
      answers.push(await sendCommand(socket, piece));
    } catch (error) {
      // Those that are banned are lifted all the same (spec runtime §7.4).
      if (!(error instanceof RefusedError && absentIn(error) !== undefined)) throw error;
      absent.push(error);
    }
    sent += piece.length - parts.head;
    done(`${sent} of ${all}`);
  }
  if (absent.length > 0) throw allAbsent(absent);
  return parts.join(answers);
}

/** What stands in the brackets of `not banned: ['192.0.2.1', …]`. */
function absentIn({ message }: RefusedError): string | undefined {
  return /^not banned: \[(.*)\]$/s.exec(message)?.[1];
}

function allAbsent(refusals: readonly RefusedError[]): RefusedError {
  const detail = `not banned: [${refusals.map(absentIn).join(', ')}]`;
  return new RefusedError(JSON.stringify({ code: refusals[0]?.code, detail, nok: `(${pythonText(detail)},)` }));
}

/** Only `ping` may say how long it waits. */
function pingTimeoutMs([verb, text]: readonly string[]): number | undefined {
  if (verb !== 'ping' || text === undefined) return undefined;
  const seconds = str2sec(text);
  if (seconds < 0) throw new InitError(`nobody can wait ${text} seconds; write a time such as 5`);
  return seconds * 1000;
}
