import type { EpochSeconds } from '../../time/clock.js';
import { instantOf, localOffset } from '../../time/zone.js';

/** Who tells of something. */
export type Side = 'fail2ban' | 'tsban';

/** The other one of the two. */
export function otherThan(side: Side): Side {
  return side === 'tsban' ? 'fail2ban' : 'tsban';
}

/** What a log says that bears on a comparison (spec runtime §6.3). */
export type Happening =
  /** `time` of the failure, in whole seconds. */
  | { readonly kind: 'found'; readonly jail: string; readonly id: string; readonly time: EpochSeconds }
  /** `by`: what says so. */
  | { readonly kind: 'ignored'; readonly jail: string; readonly id: string; readonly by: string }
  | {
      /** `already`: banned, and it was; `expired`: not banned, since the ban would be over. */
      readonly kind: 'ban' | 'restored' | 'already' | 'expired' | 'unban';
      readonly jail: string;
      readonly id: string;
    }
  /** A ban lasts longer than others; to infinity if for ever. */
  | { readonly kind: 'increased'; readonly jail: string; readonly id: string; readonly end: EpochSeconds }
  | { readonly kind: 'started' | 'stopped'; readonly jail: string }
  /** All of Fail2Ban. */
  | { readonly kind: 'begun' | 'ended' | 'reloaded' };

/** What it says of somebody. */
export type HappeningOfId = Extract<Happening, { readonly id: string }>;

const date = String.raw`\d{4}-\d\d-\d\d \d\d:\d\d:\d\d,\d{3} +`;
/** Put before it by syslog, by journalctl, or by nobody. */
const carrier = String.raw`(?:[A-Z][a-z]{2} +\d{1,2} \d\d:\d\d:\d\d \S+ |\d{4}-\d\d-\d\dT\S+ \S+ |\S+ )?`;
const program = String.raw`fail2ban[\w.-]* *\[\d+\]: *`;
/** A line of its log: who has written it when, the level, the message; without the level where it logs to the journal itself. */
const head = new RegExp(
  `^(?:${date}|${carrier})${program}(?:(?:${date})?${program})?(?:[A-Z]+ +)?(?<message>.*)$`,
  's',
);

/** What a line of Fail2Ban's log says; undefined for all that does not matter, and for lines of others. */
export function readLine(line: string): Happening | undefined {
  const message = head.exec(line)?.groups?.message;
  return message === undefined ? undefined : readMessage(message);
}

/** The same for a message without what stands before it. */
export function readMessage(message: string): Happening | undefined {
  for (const [pattern, read] of messages) {
    const match = pattern.exec(message);
    if (match !== null) return read(match.groups ?? {});
  }
  return undefined;
}

type Groups = Readonly<Record<string, string>>;
type Read = (groups: Groups) => Happening;

const ofId = (kind: 'ban' | 'restored' | 'already' | 'expired' | 'unban'): Read => {
  return ({ jail = '', id = '' }) => ({ kind, jail, id });
};
const ofJail = (kind: 'started' | 'stopped'): Read => {
  return ({ jail = '' }) => ({ kind, jail });
};
const ofAll = (kind: 'begun' | 'ended' | 'reloaded'): Read => {
  return () => ({ kind });
};

/** An id may be any text, so that what comes before it decides, and what comes after it is the last of its kind. */
const messages: readonly (readonly [RegExp, Read])[] = [
  [
    /^\[(?<jail>[^\]]+)\] Found (?<id>.+) - (?<stamp>\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)$/s,
    ({ jail = '', id = '', stamp = '' }) => ({ kind: 'found', jail, id, time: timeOf(stamp) }),
  ],
  [/^\[(?<jail>[^\]]+)\] Ban (?<id>.+)$/s, ofId('ban')],
  [/^\[(?<jail>[^\]]+)\] Restore Ban (?<id>.+)$/s, ofId('restored')],
  [/^\[(?<jail>[^\]]+)\] (?:Unban|Repeal Ban) (?<id>.+)$/s, ofId('unban')],
  [/^\[(?<jail>[^\]]+)\] Ignore (?<id>.+), expired bantime$/s, ofId('expired')],
  [
    /^\[(?<jail>[^\]]+)\] Ignore (?<id>.+) by (?<by>.+?)$/s,
    ({ jail = '', id = '', by = '' }) => ({ kind: 'ignored', jail, id, by }),
  ],
  [
    /^\[(?<jail>[^\]]+)\] Increase Ban (?<id>.+) \(\d+ # .+ -> (?<end>infinite|\d{4}-\d\d-\d\d \d\d:\d\d:\d\d)\)$/s,
    ({ jail = '', id = '', end = '' }) => ({
      ...{ kind: 'increased', jail, id },
      end: end === 'infinite' ? Infinity : timeOf(end),
    }),
  ],
  [/^\[(?<jail>[^\]]+)\] (?<id>.+) already banned$/s, ofId('already')],
  [/^Jail '(?<jail>.+)' started$/s, ofJail('started')],
  [/^Jail '(?<jail>.+)' stopped$/s, ofJail('stopped')],
  [/^Starting Fail2ban v/, ofAll('begun')],
  [/^Shutdown in progress/, ofAll('ended')],
  [/^Reload finished\.$/, ofAll('reloaded')],
];

/** The instant of a local stamp. */
function timeOf(stamp: string): EpochSeconds {
  return instantOf(Date.parse(`${stamp.replace(' ', 'T')}Z`) / 1000, localOffset);
}
