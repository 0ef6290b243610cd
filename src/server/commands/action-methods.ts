import type { BanTicket } from '../../ban/ban-ticket.js';
import type { JailAction } from '../../jail/jail-parts.js';
import type { Jail } from '../../jail/jail.js';
import { canonicalId } from '../../net/address.js';
import { systemClock } from '../../time/clock.js';
import { CommandError } from '../command-error.js';

/** What `set JAIL action A METHOD [JSON]` does, by METHOD. */
type Method = (jail: Jail, action: JailAction, json: string | undefined) => Promise<boolean | null>;

/** What can be called of an action; those about somebody take `{"aInfo": {"ip": "192.0.2.1"}}` (spec runtime §7.6). */
export const actionMethods: Readonly<Record<string, Method>> = {
  ban: forTicket('banning', async (action, ticket) => action.ban(ticket)),
  consistencyCheck: whole(async (action) => action.check()),
  flush: whole(async (action) => action.flush()),
  prolong: forTicket('prolonging the ban of', async (action, ticket) => action.prolong(ticket)),
  reload: whole(async (action) => action.reload()),
  // With all bans: whoever starts an action by hand wants them in force.
  start: whole(async (action, jail) => {
    await action.start('now');
    await jail.enforcement.extend([action]);
  }),
  stop: whole(async (action) => action.stop()),
  unban: forTicket('unbanning', async (action, ticket) => action.unban(ticket)),
};

/** Calls a method of an action. Throws a CommandError where what it is given makes no sense, or where it fails. */
export async function callMethod(jail: Jail, actname: string, name: string, json?: string): Promise<boolean | null> {
  const action = jail.parts.actions.find((each) => each.name === actname);
  const method = actionMethods[name];
  if (action === undefined || method === undefined) throw CommandError.missing(`Invalid Action name: ${actname}`);
  return method(jail, action, json);
}

/** A method that is about nobody in particular. */
function whole(call: (action: JailAction, jail: Jail) => Promise<unknown>): Method {
  return async (jail, action, json = '{}') => {
    if (json.trim() !== '{}') throw CommandError.failed(`this method takes nothing: leave '${json}' out`);
    return (await call(action, jail)) !== false;
  };
}

/** A method about somebody; `what` as in `Error banning 192.0.2.1`. */
function forTicket(what: string, call: (action: JailAction, ticket: BanTicket) => Promise<boolean>): Method {
  return async (jail, action, json) => {
    const id = idIn(json);
    if (!(await call(action, ticketOf(jail, id)))) throw CommandError.failed(`Error ${what} ${id}`);
    return null;
  };
}

/** The ban of the jail; for an id it does not ban, one like those by hand. */
function ticketOf({ name, bans }: Jail, id: string): BanTicket {
  const { bantime } = bans;
  const byHand = { jail: name, id, time: systemClock(), failures: 0, matches: [], fields: {} };
  return bans.get(id) ?? { ...byHand, bantime, bancount: 1, restored: false };
}

function idIn(json: string | undefined): string {
  const ip = readInfo(json)?.['ip'];
  if (typeof ip === 'string' && ip !== '') return canonicalId(ip);
  throw CommandError.failed('it has to be said about whom: write \'{"aInfo": {"ip": "192.0.2.1"}}\' behind the method');
}

function readInfo(json = '{}'): Readonly<Record<string, unknown>> | undefined {
  try {
    const { aInfo } = Object(JSON.parse(json)) as { aInfo?: unknown };
    return typeof aInfo === 'object' && aInfo !== null ? (aInfo as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}
