import type { BanDecision, Known, Weighing } from '../ban/ban-decision.js';
import { banEnd } from '../ban/ban-time.js';
import type { BanTicket } from '../ban/ban-ticket.js';
import type { Leak } from '../ban/leak-watch.js';
import type { Failure } from '../filter/failure.js';
import type { EventName, Level, Log } from '../log.js';
import { durationText } from '../time/duration-text.js';
import { localStamp } from '../time/local-stamp.js';

/** What a jail says of ids, in the words that tools look for (spec runtime §6.3). */
export class JailLog {
  readonly #jail: string;
  readonly #log: Log;

  constructor(jail: string, log: Log) {
    this.#jail = jail;
    this.#log = log;
  }

  /** `text` without the name of the jail; `logger` and `event` as for a Log. */
  tell(level: Level, logger: string, text: string, id: string, event?: EventName): void {
    const fields = { jail: this.#jail, id, ...(event === undefined ? {} : { event }) };
    this.#log(level, logger, `[${this.#jail}] ${text}`, fields);
  }

  found({ id, time }: Failure): void {
    this.tell('info', 'filter', `Found ${id} - ${localStamp(time)}`, id, 'found');
  }

  /** Failures that somebody has told of by hand. */
  attempt({ id, time }: Failure): void {
    this.tell('info', 'filter', `Attempt ${id} - ${localStamp(time)}`, id, 'found');
  }

  /** A failure that weighs more than others, and whether it was the one too many. */
  foundBad({ id, time }: Failure, { earlier, weightAt, isCapped }: Weighing, isBanned: boolean): void {
    const weight = weightAt(time);
    if (weight === 1) return;
    const text = `Found ${id}, bad - ${localStamp(time)}, ${earlier.count} # -> ${weight.toFixed(isCapped ? 0 : 1)}`;
    this.tell('info', 'observer', isBanned ? `${text}, Ban` : text, id);
  }

  ban({ id, restored }: BanTicket): void {
    this.tell('notice', 'actions', `${restored ? 'Restore ' : ''}Ban ${id}`, id, restored ? 'restored' : 'ban');
  }

  /** Why a ban that was told of may be longer than others, and until when it lasts if it is. */
  known(ticket: BanTicket, { earlier, bantime, lasting }: Known): void {
    const { id } = ticket;
    const [last, plain, longer] = [localStamp(earlier.last), durationText(bantime), lengthText(ticket)];
    this.tell('info', 'observer', `IP ${id} is bad: ${earlier.count} # last ${last} - incr ${plain} to ${longer}`, id);
    if (lasting === bantime) return;
    const text = `Increase Ban ${id} (${earlier.count + 1} # ${longer} -> ${endText(ticket)})`;
    this.tell('notice', 'observer', text, id);
  }

  /** `source` as in `Ignore ID by SOURCE`. */
  bannedAlthoughIgnored(id: string, source: string): void {
    const text = `${id} is banned by hand although the jail ignores it (${source}); lift it with unbanip if that is not meant`;
    this.tell('warning', 'actions', text, id);
  }

  /** `word` as `Unban`. */
  unban(word: string, id: string): void {
    this.tell('notice', 'actions', `${word} ${id}`, id, 'unban');
  }

  repeal(id: string): void {
    this.tell('notice', 'actions', `Repeal Ban ${id}`, id);
  }

  /** The first sign that a ban does not help. */
  leaking({ id, last, reason }: Leak): void {
    const text = `${id} is banned and the ban in force, but it is still there at ${localStamp(last)}: ${reason}`;
    this.tell('warning', 'actions', text, id, 'leaking');
  }

  /** So many addresses were in force with an action that nobody has banned, as after a kill. */
  takenAway(count: number, action: string): void {
    const text = `[${this.#jail}] ${action}: ${count} that nobody has banned any more taken out of the firewall`;
    this.#log('notice', 'actions', text, { jail: this.#jail });
  }

  /** A ticket of this time that did not come to a new ban. */
  notBanned({ kind, ticket }: Exclude<BanDecision, { kind: 'banned' }>, time: number): void {
    const { id } = ticket;
    if (kind === 'expired') this.tell('info', 'actions', `Ignore ${id}, expired bantime`, id);
    else {
      const event = kind === 'prolonged' ? kind : undefined;
      this.tell(alreadyLevel(time - ticket.time), 'actions', `${id} already banned`, id, event);
    }
  }
}

function lengthText({ bantime }: BanTicket): string {
  return bantime < 0 ? 'permanent' : durationText(bantime);
}

function endText(ticket: BanTicket): string {
  return ticket.bantime < 0 ? 'infinite' : localStamp(banEnd(ticket));
}

/** A hit right after the ban was on its way already; one a minute later means that the ban does not hold (spec runtime §3.3). */
function alreadyLevel(seconds: number): Level {
  if (seconds < 3) return 'debug';
  return seconds < 60 ? 'notice' : 'warning';
}
