import { sendCommand } from '../control-client.js';

/** Asks the daemon; undefined where it does not answer at once. */
export type AskQuietly = (...words: readonly string[]) => Promise<unknown>;

/** Longer than this nobody waits for a completion, in milliseconds. */
const patienceMs = 1000;

/** Asks on a socket for the sake of a completion, which is no time for complaints. */
export function quietly(socket: string): AskQuietly {
  return async (...words) => {
    try {
      return await sendCommand(socket, words, patienceMs);
    } catch {
      return undefined;
    }
  };
}

/** What is known of the values of a kind that may stand behind the words of a command. */
export async function valuesOf(kind: string, words: readonly string[], ask: AskQuietly): Promise<readonly string[]> {
  const find = Object.hasOwn(finders, kind) ? finders[kind] : undefined;
  return texts(await find?.(words, ask));
}

type Finder = (words: readonly string[], ask: AskQuietly) => unknown;

const finders: Readonly<Record<string, Finder>> = {
  JAIL: async (_words, ask) => ((await ask('status')) as { jails?: unknown } | undefined)?.jails,
  IP: addresses,
  ACT: async ([, jail = ''], ask) => ask('get', jail, 'actions'),
  LOGFILE: async ([, jail = ''], ask) => ask('get', jail, 'logpath'),
  LEVEL: () => ['CRITICAL', 'ERROR', 'WARNING', 'NOTICE', 'INFO', 'DEBUG'],
  TARGET: () => ['STDOUT', 'STDERR', 'SYSOUT', 'SYSLOG', 'SYSTEMD-JOURNAL'],
};

/** Of addresses only those can be told beforehand that something is to be undone with. */
async function addresses([verb = '', jail = '', what = '']: readonly string[], ask: AskQuietly): Promise<unknown> {
  if (['unban', 'banned', 'why'].includes(verb)) return allBanned(await ask('banned'));
  if (['unbanip', 'banned'].includes(what)) return ask('get', jail, 'banned');
  return what === 'delignoreip' ? ask('get', jail, 'ignoreip') : undefined;
}

function allBanned(answer: unknown): unknown {
  if (!Array.isArray(answer)) return undefined;
  const lists = answer.flatMap((jail: Readonly<Record<string, unknown>>) => Object.values(jail).flat());
  return [...new Set(lists)];
}

function texts(values: unknown): readonly string[] {
  return Array.isArray(values) ? values.filter((value) => typeof value === 'string') : [];
}
