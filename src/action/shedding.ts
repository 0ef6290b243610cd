import type { Order, TicketOrder } from './order.js';

/**
 * Which waiting orders need not be carried out, since the last ban or unban of an id makes good all before it. Nothing is
 * moved across a job. A ban and an unban cancel out where the id is not `there` when the first order's turn comes.
 */
export function superseded(orders: readonly Order[], there: (id: string) => boolean): ReadonlySet<TicketOrder> {
  const needless = new Set<TicketOrder>();
  let stretch = new Stretch();
  for (const order of orders.toReversed()) {
    if (order.kind === 'job') stretch = new Stretch();
    else if (stretch.makesNeedless(order)) needless.add(order);
  }
  for (const order of stretch.unbansOfBans()) if (!there(order.ticket.id)) needless.add(order);
  return needless;
}

/** Orders without a job in between, looked at from their end. */
class Stretch {
  readonly #last = new Map<string, TicketOrder>();
  readonly #bans = new Set<string>();

  makesNeedless(order: TicketOrder): boolean {
    const { id } = order.ticket;
    const later = this.#last.get(id);
    const isNeedless = later !== undefined && (later.kind !== 'prolong' || order.kind === 'prolong');
    if (!isNeedless) this.#last.set(id, order);
    else if (order.kind === 'ban') this.#bans.add(id);
    return isNeedless;
  }

  unbansOfBans(): readonly TicketOrder[] {
    return [...this.#last.values()].filter(({ kind, ticket }) => kind === 'unban' && this.#bans.has(ticket.id));
  }
}

/** The oldest orders for a ticket, as many as have to go so that no more than `most` orders are left. */
export function oldest(orders: readonly Order[], most: number): ReadonlySet<TicketOrder> {
  const forTickets = orders.filter((order) => order.kind !== 'job');
  return new Set(forTickets.slice(0, Math.max(0, orders.length - most)));
}
