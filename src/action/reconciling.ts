import type { BanTicket } from '../ban/ban-ticket.js';
import { parseAddress } from '../net/address.js';
import { inTurns } from '../time/turns.js';
import type { ActionContext } from './action-context.js';
import type { StartFamily } from './action-definition.js';
import { listedAddresses } from './listed.js';
import type { Mending, MendingParts } from './mending.js';
import { runForTickets } from './run-for-tickets.js';
import { nobody, ticketIp } from './ticket-tags.js';

/** How what was in force differed from what should be, before it was put right. */
export interface Reconciled {
  /** Bans that were gone, and were put back. */
  readonly missing: number;
  /** Addresses that were there on nobody's behalf, and were taken away. */
  readonly surplus: number;
}

/** What is compared, and with what. */
export interface ReconcilingParts extends MendingParts {
  readonly mending: Mending;
  readonly context: Pick<ActionContext, 'jail' | 'clock'>;
  /** True if this action has to do with the id. */
  readonly isConcernedWith: (id: string) => boolean;
}

/** Compares what is in force with what should be, and puts it right; undefined if nothing is started, or nobody can tell. */
export async function reconcile(parts: ReconcilingParts): Promise<Reconciled | undefined> {
  const found: Reconciled[] = [];
  for (const family of parts.families.all()) {
    const one = await reconcileFamily(family, parts);
    if (one !== undefined) found.push(one);
  }
  return found.length === 0 ? undefined : found.reduce(sum);
}

function sum(one: Reconciled, other: Reconciled): Reconciled {
  return { missing: one.missing + other.missing, surplus: one.surplus + other.surplus };
}

async function reconcileFamily(family: StartFamily, parts: ReconcilingParts): Promise<Reconciled | undefined> {
  const { commands, families, held, mending } = parts;
  const before = held.of(family).length;
  const found = await mending.mend(family);
  if (found === 'broken') return undefined;
  if (found === 'repaired') return { missing: before, surplus: 0 };
  if (!commands.has('actionlist')) return commands.has('actioncheck') ? { missing: 0, surplus: 0 } : undefined;
  // Nobody else is to put the same back meanwhile.
  const compared = await families.exclusively(family, async () => putMissingBack(family, parts));
  if (compared === undefined) return undefined;
  return { missing: compared.missing, surplus: await takeSurplusAway(compared.listed, family, parts) };
}

async function putMissingBack(
  family: StartFamily,
  { commands, held, mending, retries, nextTurn }: ReconcilingParts,
): Promise<{ readonly listed: ReadonlySet<string>; readonly missing: number } | undefined> {
  const output = await commands.list(family);
  if (output === undefined) return undefined;
  const listed = await listedAddresses(output, nextTurn);
  const missing: BanTicket[] = [];
  for await (const some of inTurns(held.of(family), nextTurn))
    for (const ticket of some) if (isMissing(ticket, listed) && !retries.isLacking(ticket.id)) missing.push(ticket);
  await mending.putBack(missing, family);
  return { listed, missing: missing.length };
}

/** What is no address is in no list. */
function isMissing(ticket: BanTicket, listed: ReadonlySet<string>): boolean {
  const ip = ticketIp(ticket);
  if (listed.has(ip)) return false;
  const address = parseAddress(ip);
  return address !== undefined && !listed.has(address.text);
}

/** How many were taken away. */
async function takeSurplusAway(
  listed: ReadonlySet<string>,
  family: StartFamily,
  { commands, families, held, context, isConcernedWith, nextTurn }: ReconcilingParts,
): Promise<number> {
  const others = families.others(family);
  const unknown: string[] = [];
  for await (const some of inTurns(listed, nextTurn))
    for (const id of some)
      if (!isConcernedWith(id) && !others.some((other) => other.isConcernedWith(id))) unknown.push(id);
  if (unknown.length === 0) return 0;
  // Whose id is another than the address.
  const own = new Set(held.of(family).map(ticketIp));
  const surplus = unknown.filter((id) => !own.has(id)).map((id) => nobody(context.jail, id, context.clock()));
  let taken = 0;
  // Whoever bans one of them at this very moment keeps it: what is shared is released, not just deleted.
  await held.take(surplus, family, async (unused) => {
    const run = { commands, command: 'actionunban', family } as const;
    const failures = await runForTickets(unused, run);
    taken = unused.length - failures.size;
    return failures;
  });
  return taken;
}
