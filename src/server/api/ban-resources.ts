import type { Jail } from '../../jail/jail.js';
import { canonicalId } from '../../net/address.js';
import { type BanAnswer, banAnswer, banTeller } from '../answers.js';
import { jailNamed } from '../commands/command.js';
import { madeLate } from './json-pieces.js';
import { ApiError } from './problem.js';
import type { Call, RouteContext } from './route.js';

/** The jail a path names. Throws CommandError. */
export function jailOf({ control }: RouteContext, { params }: Call): Jail {
  return jailNamed(control, params.jail ?? '');
}

/** All bans of some jails, in order of banning in each. */
export function allBans(jails: readonly Jail[]): Iterable<BanAnswer> {
  const tellers = new Map(jails.map((jail) => [jail.name, banTeller(jail)]));
  const tickets = jails.flatMap(({ bans }) => bans.banned());
  return madeLate(tickets, (ticket) => (tellers.get(ticket.jail) ?? banAnswer)(ticket));
}

/** The bans of the id a path names. */
export function bansOf(jails: readonly Jail[], call: Call): readonly BanAnswer[] {
  const id = idOf(call);
  return jails.flatMap((jail) => {
    const ban = jail.bans.get(id);
    return ban === undefined ? [] : [banTeller(jail)(ban)];
  });
}

/** Lifts exactly this ban; `unban` of a command also lifts those a network or a host name stands for. Rejects with an ApiError. */
export async function lift(jails: readonly Jail[], call: Call): Promise<{ readonly unbanned: number }> {
  const id = idOf(call);
  const banning = jails.filter(({ bans }) => bans.get(id) !== undefined);
  if (banning.length === 0) throw notBanned(call);
  const counts = await Promise.all(banning.map(async (jail) => jail.byHand.unban([id])));
  return { unbanned: counts.reduce((sum, count) => sum + count, 0) };
}

export function notBanned({ params }: Call): ApiError {
  return new ApiError(404, 'NOT_BANNED', `${params.id ?? ''} is not banned`);
}

function idOf({ params }: Call): string {
  return canonicalId(params.id ?? '');
}
