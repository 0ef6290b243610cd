import type { BanTicket } from '../../../ban/ban-ticket.js';
import type { Holder } from './holder.js';
import type { Rehearsal } from './rehearse.js';

/** What tells whether a change would leave nobody unprotected. */
export interface Prospect {
  readonly rehearsal: Rehearsal;
  /** Bans that Fail2Ban has in force. */
  readonly bans: readonly BanTicket[];
  /** Who would hold everybody meanwhile, or why nobody can. */
  readonly holder: Holder | string;
}

/** So many of the banned are named. */
const most = 5;

/** Everything that speaks against a change, one text each, for people. */
export function obstacles({ rehearsal, bans, holder }: Prospect): readonly string[] {
  const jails = [...new Set(bans.map(({ jail }) => jail))].filter((jail) => !rehearsal.jails.includes(jail));
  return [
    ...rehearsal.errors,
    ...jails.map((jail) =>
      lostText(
        jail,
        bans.filter((ban) => ban.jail === jail).map(({ id }) => id),
      ),
    ),
    ...(typeof holder === 'string'
      ? [`for some seconds nobody would keep out those who are banned: no program can hold them (${holder})`]
      : []),
  ];
}

function lostText(jail: string, ids: readonly string[]): string {
  const more = ids.length > most ? ` and ${ids.length - most} more` : '';
  return `[${jail}] is no jail that tsban would run, and bans ${ids.slice(0, most).join(', ')}${more}`;
}
