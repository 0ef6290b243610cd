import { banEnd } from '../../ban/ban-time.js';
import type { BanTicket } from '../../ban/ban-ticket.js';
import type { Fail2banState } from '../../database/fail2ban-database.js';
import type { StateDatabase } from '../../database/state-database.js';
import { canonicalId } from '../../net/address.js';
import type { EpochSeconds } from '../../time/clock.js';
import { positionFor } from './find-positions.js';

/** What there is to take over of Fail2Ban's state. */
export interface StateToTake {
  /** Bans that go on, for the rest of their time. */
  readonly inForce: readonly BanTicket[];
  /** Bans that are over, and make later ones longer. */
  readonly over: readonly BanTicket[];
  /** Logs that go on where Fail2Ban was, and those of which nobody can tell where that is. */
  readonly positions: readonly Found[];
  readonly unknownLogs: readonly string[];
}

type Found = NonNullable<ReturnType<typeof positionFor>>;

/** What of Fail2Ban's state holds at a time. */
export function stateToTake({ bans, logs }: Fail2banState, now: EpochSeconds): StateToTake {
  const tickets = bans.map((ban) => ({ ...ban, id: canonicalId(ban.id) }));
  const paths = [...new Set(logs.map(({ path }) => path))].filter((path) => path !== 'systemd-journal');
  const found = paths.map((path) => positionFor(path, logs));
  return {
    inForce: tickets.filter((ticket) => banEnd(ticket) > now),
    over: tickets.filter((ticket) => banEnd(ticket) <= now),
    positions: found.flatMap((position) => position ?? []),
    unknownLogs: paths.filter((_path, index) => found[index] === undefined),
  };
}

/** Writes it into tsban's database; doing so twice changes nothing more. */
export function importState({ inForce, over, positions }: StateToTake, database: StateDatabase): void {
  database.transaction(() => {
    for (const ticket of over) {
      if (database.bans.history(ticket.id, ticket.jail).count >= ticket.bancount) continue;
      database.bans.saveBan(ticket);
      database.bans.endBan(ticket.jail, ticket.id, 'expired');
    }
    for (const ticket of inForce) database.bans.saveBan(ticket);
    for (const position of positions)
      if (database.positions.file(position.path) === undefined) database.positions.save(position);
  });
}
