import { banEnd } from '../../ban/ban-time.js';
import type { BanTicket } from '../../ban/ban-ticket.js';
import type { Fail2banLog, Fail2banState } from '../../database/fail2ban-database.js';
import type { StateDatabase } from '../../database/state-database.js';
import { canonicalId } from '../../net/address.js';
import type { EpochSeconds } from '../../time/clock.js';
import type { FilePosition, JournalPosition } from '../../source/line.js';
import { positionFor } from './find-positions.js';
import type { JournalPlace } from './journal-positions.js';

/** What there is to take over of Fail2Ban's state. */
export interface StateToTake {
  /** Jails that run, as far as the database knows. */
  readonly running: readonly string[];
  /** Bans that go on, for the rest of their time. */
  readonly inForce: readonly BanTicket[];
  /** Bans that are over, and make later ones longer. */
  readonly over: readonly BanTicket[];
  /** Logs that go on where Fail2Ban was, and those of which nobody can tell where that is. */
  readonly positions: readonly FilePosition[];
  readonly unknownLogs: readonly string[];
  readonly journal: readonly JournalPlace[];
}

/** What Fail2Ban calls the journal in its list of logs. */
const journalName = 'systemd-journal';

/** What of Fail2Ban's state holds at a time; how far it has read logs for these jails, which are those there are now. */
export function stateToTake(
  { running, bans, logs }: Fail2banState,
  jails: readonly string[],
  now: EpochSeconds,
): StateToTake {
  const tickets = bans.map((ban) => ({ ...ban, id: canonicalId(ban.id) }));
  const present = logs.filter(({ jail }) => jails.includes(jail));
  const files = present.filter(({ path }) => path !== journalName);
  const paths = [...new Set(files.map(({ path }) => path))];
  const found = paths.map((path) => positionFor(path, files));
  return {
    running,
    inForce: tickets.filter((ticket) => banEnd(ticket) > now),
    over: tickets.filter((ticket) => banEnd(ticket) <= now),
    positions: found.flatMap((position) => position ?? []),
    unknownLogs: paths.filter((path, index) => found[index] === undefined && isBegun(path, files)),
    journal: present.filter(({ path }) => path === journalName).map(({ jail, place }) => ({ jail, time: place })),
  };
}

/** Of a log that was never read there is nothing to know. */
function isBegun(path: string, logs: readonly Fail2banLog[]): boolean {
  return logs.some((log) => log.path === path && log.place > 0);
}

/** Writes it into tsban's database, with places in the journal; doing so twice changes nothing more. */
export function importState(
  { inForce, over, positions }: Pick<StateToTake, 'inForce' | 'over' | 'positions'>,
  journal: readonly JournalPosition[],
  database: StateDatabase,
): void {
  database.transaction(() => {
    const own = ownBans([...over, ...inForce], database);
    for (const ticket of over) {
      if (database.bans.history(ticket.id, ticket.jail).count >= ticket.bancount) continue;
      const active = own(ticket);
      database.bans.saveBan(joined(ticket, active));
      if (active === undefined) database.bans.endBan(ticket.jail, ticket.id, 'expired');
    }
    for (const ticket of inForce) database.bans.saveBan(joined(ticket, own(ticket)));
    for (const position of positions)
      if (!isBehind(database.positions.file(position.path), position)) database.positions.save(position);
    for (const position of journal)
      if ((database.positions.journal(position.path)?.time ?? -Infinity) < position.time)
        database.positions.save(position);
  });
}

/** Bans that tsban has in force itself, in the jails of these. */
function ownBans(tickets: readonly BanTicket[], { bans }: StateDatabase): (ticket: BanTicket) => BanTicket | undefined {
  const jails = [...new Set(tickets.map(({ jail }) => jail))];
  const byJail = new Map(jails.map((jail) => [jail, new Map([...bans.activeBans(jail)].map((ban) => [ban.id, ban]))]));
  return ({ jail, id }) => byJail.get(jail)?.get(id);
}

/** The one of two bans of the same id that ends last, with the number of bans so far that is higher. */
function joined(ticket: BanTicket, own: BanTicket | undefined): BanTicket {
  if (own === undefined) return ticket;
  const bancount = Math.max(ticket.bancount, own.bancount);
  return { ...(banEnd(own) > banEnd(ticket) ? own : ticket), bancount };
}

/** True if tsban was as far already in the same file; in another one it has been before Fail2Ban. */
function isBehind(own: FilePosition | undefined, { device, inode, offset }: FilePosition): boolean {
  return own?.device === device && own.inode === inode && own.offset >= offset;
}
