import type { BanStore } from '../ban/ban-store.js';
import type { FailureStore } from '../failure/failure-store.js';
import { bansIn } from './bans.js';
import { timesIn } from './failures.js';
import type { PositionTable } from './positions.js';
import type { Stores } from './stores.js';

/** Reads from the stores that are open; gives `otherwise` where they can't be read. */
export type Read = <Result>(otherwise: Result, from: (stores: Stores) => Result) => Result;

/** The ports of the stages, filled by whichever stores are `open` when they are used. */
export interface LastingStores {
  readonly failures: FailureStore;
  readonly bans: BanStore;
  readonly positions: PositionTable;
}

/** Stores that go on where another database takes the place of the one that was open: reading never fails, writing throws what SQLite throws. */
export function lastingStores(read: Read, open: () => Stores): LastingStores {
  return {
    failures: {
      times: (jail) => timesIn((behind) => read([], ({ failures }) => failures.page(jail, behind))),
      failures: (...which) => read([], ({ failures }) => failures.failures(...which)),
      add: (...failure) => open().failures.add(...failure),
      forget: (...which) => open().failures.forget(...which),
    },
    bans: {
      activeBans: (jail) =>
        bansIn(
          read([], ({ bans }) => bans.activeRows(jail)),
          (rows) => read([], ({ bans }) => bans.activeIn(jail, rows)),
        ),
      hasBans: (jail) => read(false, ({ bans }) => bans.hasBans(jail)),
      history: (...whose) => read({ count: 0, last: -Infinity }, ({ bans }) => bans.history(...whose)),
      saveBan: (ticket) => open().bans.saveBan(ticket),
      endBan: (...ban) => open().bans.endBan(...ban),
    },
    positions: {
      file: (path) => read(undefined, ({ positions }) => positions.file(path)),
      ofFile: (file) => read([], ({ positions }) => positions.ofFile(file)),
      journal: (path) => read(undefined, ({ positions }) => positions.journal(path)),
      save: (position) => open().positions.save(position),
    },
  };
}
