import type { Jail } from '../jail/jail.js';
import { canonicalId } from '../net/address.js';
import { pythonText } from '../python-text.js';
import { banAnswer, jailAnswer, statusAnswer } from './answers.js';
import { CommandError } from './command-error.js';
import type { Control } from './control.js';
import { lift } from './lifting.js';

type Words = readonly string[];
type Handler = (control: Control, words: Words) => unknown;

/**
 * Carries out one client command, given as its words (`['set', 'sshd', 'banip', '192.0.2.1']`), and answers with plain
 * data or a promise of it.
 * Throws CommandError in Fail2Ban's words (spec runtime §7).
 */
export function transmit(control: Control, words: Words): unknown {
  const [verb = '', ...rest] = words;
  const handler = Object.hasOwn(commands, verb) ? commands[verb] : undefined;
  if (handler === undefined) throw CommandError.invalid();
  return handler(control, rest);
}

const commands: Record<string, Handler> = {
  ping: () => 'pong',
  version: ({ version }) => version,
  echo: (_control, words) => words.join(' '),
  status: (control, [name]) =>
    name === undefined ? statusAnswer(control) : jailAnswer(control, jailNamed(control, name)),
  banned: (control, ids) => (ids.length === 0 ? bannedByJail(control) : ids.map((id) => jailsBanning(control, id))),
  unban,
  reload: async (control) => {
    await control.reload();
    return 'OK';
  },
  stop: async (control, [name]) => {
    if (name === undefined) await control.stop();
    else await control.stopJail(name);
    return name === undefined ? 'Shutdown successful' : 'Jail stopped';
  },
  flushlogs: (control) => control.flushLogs(),
  set: (control, [name, what, ...values]) => ofJail(setters, 'set', control, name, what, values),
  get: (control, [name, what, ...values]) => ofJail(getters, 'get', control, name, what, values),
};

type JailHandler = (control: Control, jail: Jail, values: Words) => unknown;

const setters: Record<string, JailHandler> = {
  banip: (_control, jail, ids) => jail.ban(ids.map(canonicalId)),
  unbanip: async (control, jail, words) => {
    const report = words[0] === '--report-absent';
    const { count, absent } = await lift([jail], report ? words.slice(1) : words, async (name) =>
      control.resolve(name),
    );
    if (report && absent.length > 0) throw CommandError.failed(`not banned: [${absent.map(pythonText).join(', ')}]`);
    return count;
  },
};

const getters: Record<string, JailHandler> = {
  logpath: (control, { name }) => {
    const sources = control.sourcesOf(name);
    return sources.kind === 'files' ? sources.files : [];
  },
  maxretry: (_control, { parts }) => parts.config.maxretry,
  findtime: (_control, { parts }) => parts.config.findtime,
  bantime: (_control, { parts }) => parts.config.bantime,
  banned: (_control, { bans }, ids) => {
    if (ids.length === 0) return bans.banned().map(({ id }) => id);
    const flags = ids.map((id) => (bans.get(canonicalId(id)) === undefined ? 0 : 1));
    return flags.length === 1 ? flags[0] : flags;
  },
  banip: (_control, { bans }) => {
    const byEnd = bans.banned().map(banAnswer);
    return byEnd.sort((a, b) => (a.until ?? Infinity) - (b.until ?? Infinity));
  },
};

function ofJail(
  table: Record<string, JailHandler>,
  verb: string,
  control: Control,
  name = '',
  what = '',
  values: Words,
): unknown {
  if (name === '' || what === '') throw CommandError.tooFewWords();
  const handler = Object.hasOwn(table, what) ? table[what] : undefined;
  if (handler === undefined) throw CommandError.invalid(unknownWord(verb, what));
  return handler(control, jailNamed(control, name), values);
}

function unknownWord(verb: string, what: string): string {
  return verb === 'set'
    ? `Invalid command '${what}' (no set action or not yet implemented)`
    : 'Invalid command (no get action or not yet implemented)';
}

function jailNamed({ jails }: Control, name: string): Jail {
  const jail = jails.get(name);
  if (jail === undefined) throw CommandError.unknownJail(name);
  return jail;
}

function bannedByJail({ jails }: Control): readonly Record<string, readonly string[]>[] {
  return jails.all().map(({ name, bans }) => ({ [name]: bans.banned().map(({ id }) => id) }));
}

function jailsBanning({ jails }: Control, id: string): readonly string[] {
  return jails
    .all()
    .filter(({ bans }) => bans.get(canonicalId(id)) !== undefined)
    .map(({ name }) => name);
}

async function unban(control: Control, words: Words): Promise<number> {
  if (words.length === 0) throw CommandError.invalid();
  const all = control.jails.all();
  if (words[0] !== '--all') return (await lift(all, words, async (name) => control.resolve(name))).count;
  const counts = await Promise.all(all.map((jail) => jail.unban(jail.bans.banned().map(({ id }) => id))));
  return counts.reduce((sum, count) => sum + count, 0);
}
