import { banEnd } from '../../ban/ban-time.js';
import { canonicalId } from '../../net/address.js';
import { pythonText } from '../../python-text.js';
import { inTurns, sortInTurns } from '../../time/turns.js';
import { type BanAnswer, banAnswer } from '../answers.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { type Commands, type JailCommand, type ServerCommand, type Words, wordOf } from './command.js';
import { lift } from './lifting.js';

/** Bans of all jails (spec runtime §7.4). */
export const banCommands: Commands<ServerCommand> = {
  banned: (control, ids) => (ids.length === 0 ? bannedByJail(control) : ids.map((id) => jailsBanning(control, id))),
  unban,
};

/** `set JAIL …` (spec runtime §7.4). */
export const banSetters: Commands<JailCommand> = {
  banip: (_control, jail, ids) => jail.byHand.ban(ids.map(canonicalId)),
  unbanip: async (control, jail, words) => {
    const report = wordOf(words) === '--report-absent';
    const { count, absent } = await lift([jail], report ? words.slice(1) : words, control);
    if (report && absent.length > 0) throw CommandError.failed(`not banned: [${absent.map(pythonText).join(', ')}]`);
    return count;
  },
};

/** `get JAIL …` (spec runtime §7.4). */
export const banGetters: Commands<JailCommand> = {
  banned: (_control, { bans }, ids) => {
    if (ids.length === 0) return bans.ids();
    const flags = ids.map((id) => (bans.get(canonicalId(id)) === undefined ? 0 : 1));
    return flags.length === 1 ? flags[0] : flags;
  },
  banip: async ({ nextTurn }, { bans }) => {
    const byEnd = await sortInTurns(bans.banned(), (one, other) => banEnd(one) - banEnd(other), nextTurn);
    const answers: BanAnswer[] = [];
    for await (const some of inTurns(byEnd, nextTurn)) answers.push(...some.map(banAnswer));
    return answers;
  },
};

function bannedByJail({ jails }: Control): readonly Record<string, readonly string[]>[] {
  return jails.all().map(({ name, bans }) => ({ [name]: bans.ids() }));
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
  if (words[0] !== '--all') return (await lift(all, words, control)).count;
  const counts = await Promise.all(all.map((jail) => jail.byHand.unban(jail.bans.ids())));
  return counts.reduce((sum, count) => sum + count, 0);
}
