import type { Jail } from '../../jail/jail.js';
import { type Address, contains, parseAddress } from '../../net/address.js';
import { inTurns } from '../../time/turns.js';
import type { Control } from '../control.js';

/** What it takes to find out whom a word means. */
type Finding = Pick<Control, 'resolve' | 'nextTurn'>;

/** What came of lifting bans by words. */
interface Lifted {
  readonly count: number;
  /** Words that meant nobody who was banned, in their order. */
  readonly absent: readonly string[];
}

/** Lifts in each of the jails whomever the words mean, all at once (spec runtime §7.4). */
export async function lift(jails: readonly Jail[], words: readonly string[], finding: Finding): Promise<Lifted> {
  const absent = new Set(words.keys());
  const counts = await Promise.all(
    jails.map(async (jail) => {
      const ids = new Set<string>();
      for (const [index, word] of words.entries())
        for (const id of await meant(jail, word, finding)) {
          if (!ids.has(id) && jail.bans.get(id) !== undefined) absent.delete(index);
          ids.add(id);
        }
      return jail.byHand.unban([...ids]);
    }),
  );
  return {
    count: counts.reduce((sum, one) => sum + one, 0),
    absent: [...absent].map((index) => words[index] ?? ''),
  };
}

/** The ids a word stands for: itself; the banned members of a network; the addresses of a host name. */
async function meant({ bans }: Jail, word: string, finding: Finding): Promise<readonly string[]> {
  const address = parseAddress(word);
  const id = address?.text ?? word;
  if (bans.get(id) !== undefined) return [id];
  if (address === undefined) return [id, ...(await finding.resolve(word))];
  const ids = [id];
  if (isSingle(address)) return ids;
  for await (const some of inTurns(bans.banned(), finding.nextTurn))
    for (const ban of some) if (isMember(ban.id, address)) ids.push(ban.id);
  return ids;
}

function isSingle({ text }: Address): boolean {
  return !text.includes('/');
}

function isMember(id: string, network: Address): boolean {
  const address = parseAddress(id);
  return address !== undefined && contains(network, address);
}
