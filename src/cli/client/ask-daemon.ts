import { TsbanError } from '../../error.js';
import type { ProblemAnswer } from '../../server/problem-answer.js';
import type { ReloadAnswer } from '../../server/server-answers.js';
import { beautify } from '../beautifier.js';
import { NotRunningError, RefusedError, TimeoutError } from '../control-client.js';
import type { Client, ExitCode } from './client.js';
import { display } from './display.js';
import { notRunningText } from './not-running.js';
import { print } from './print.js';
import { send } from './send.js';
import { withProgress } from './with-progress.js';

/** Sends a command to the daemon and prints its answer. */
export async function askDaemon(client: Client, words: readonly string[]): Promise<ExitCode> {
  client.tell('info', `Using socket file ${client.socket}`);
  // Before it is done: what is said later may not arrive any more.
  if (words[0] === 'set' && words[2] === 'banip') await warnOfOwn(client, words.slice(3));
  try {
    const answer = await withProgress(client, async (done) => send(client, words, done));
    for (const { severity, text } of problemsIn(words, answer)) client.tell(severity, text);
    print(client.options.json === true ? JSON.stringify(answer) : beautify(words, answer, display()));
    return 0;
  } catch (error) {
    tellFailure(client, words, error);
    return 255;
  }
}

/** Tells why a command was not carried out; what nobody foresaw is thrown on. */
export function tellFailure({ socket, options, tell }: Client, words: readonly string[], error: unknown): void {
  if (error instanceof RefusedError) {
    const ofClient = clientsOwn(error);
    tell('error', ofClient ?? `NOK: ${error.nok}`);
    if (options.json === true) print(JSON.stringify({ error: error.code, detail: error.message }));
    else if (ofClient === undefined) print(error.message);
  } else if (error instanceof NotRunningError) tell('error', notRunningText(error, socket, words));
  else if (error instanceof TimeoutError || error instanceof TsbanError) tell('error', error.message);
  else throw error;
}

/** The message where fail2ban-client would not even have asked: it reads the configuration itself (spec runtime §6.5). */
function clientsOwn({ code, message }: RefusedError): string | undefined {
  if (code === 'CONFIG') return `Failed during configuration: ${message}`;
  return code === 'CLIENT' ? message : undefined;
}

/** What a reload could not do, which says so beside its `OK` as fail2ban-client does. */
function problemsIn([verb = '']: readonly string[], answer: unknown): readonly ProblemAnswer[] {
  return ['reload', 'restart'].includes(verb) ? (answer as ReloadAnswer).problems : [];
}

async function warnOfOwn({ tell }: Client, ids: readonly string[]): Promise<void> {
  const { ownAmong } = await import('../own-connection.js');
  for (const id of ownAmong(ids)) {
    tell('warning', `${id} is where you are connected from: if you are shut out, lift the ban from elsewhere`);
  }
}
