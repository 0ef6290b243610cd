import type { JailAnswer } from '../server/answers.js';
import type { JailWithOrigins } from '../server/server-answers.js';
import { localStamp } from '../time/local-stamp.js';

/** Of what is wrong a terminal shows so many; `--json` shows all. */
const mostShown = 10;

type ShownJail = JailAnswer & Partial<JailWithOrigins>;

/**
 * What `status JAIL` prints, or without the list of bans `status JAIL short` (spec runtime §7.3). Fail2Ban's lines, and
 * where something is to be said that Fail2Ban knows nothing of, lines above the list that ends each part: scripts take
 * others by their label, or count them from the end.
 */
export function jailText({ jail, filter, actions, origins }: ShownJail, isShort = false): string {
  const sources =
    filter.journalMatches === undefined
      ? `File list:\t${(filter.fileList ?? []).join(' ')}`
      : `Journal matches:\t${filter.journalMatches.join(' + ')}`;
  const total = `Total banned:\t${actions.totalBanned}`;
  const rows = [
    `Currently banned:\t${actions.currentlyBanned}`,
    ...(isShort ? [] : [total]),
    ...complaints('Not in force', actions.notInForce, ({ id, reason }) => `${id} (${reason})`),
    ...complaints('Leaking', actions.leaking, leakText),
    ...complaints('Action', actions.troubles, troubleText),
    isShort ? total : `Banned IP list:\t${actions.bannedIpList.join(' ')}`,
    ...originRows(origins),
  ];
  const behind = (filter.catchingUp ?? []).map(({ file, percent }) => `${file} (${percent} %)`);
  return [
    `Status for the jail: ${jail}`,
    '|- Filter',
    `|  |- Currently failed:\t${filter.currentlyFailed}`,
    `|  |- Total failed:\t${filter.totalFailed}`,
    ...(behind.length === 0 ? [] : [`|  |- Catching up:\t${behind.join(' ')}`]),
    `|  \`- ${sources}`,
    '`- Actions',
    ...rows.map((row, index) => `   ${index === rows.length - 1 ? '`-' : '|-'} ${row}`),
  ].join('\n');
}

type Leak = NonNullable<JailAnswer['actions']['leaking']>[number];

function leakText({ id, hits, last, reason }: Leak): string {
  return `${id} (${hits} ${hits === 1 ? 'failure' : 'failures'} since its ban, the last at ${localStamp(last)}: ${reason})`;
}

type Trouble = NonNullable<JailAnswer['actions']['troubles']>[number];

function troubleText({ action, pending, lastFailure }: Trouble): string {
  const waiting = pending === 0 ? [] : [`${pending} ${pending === 1 ? 'order waits' : 'orders wait'}`];
  if (lastFailure === undefined) return `${action} (${waiting.join()})`;
  const { time, command, reason } = lastFailure;
  return `${action} (${[...waiting, `${command} failed at ${localStamp(time)}: ${reason}`].join('; ')})`;
}

/** Those of `status JAIL cymru`. */
function originRows(origins: ShownJail['origins']): readonly string[] {
  if (origins === undefined) return [];
  const { asn, country, rir } = origins;
  const row = (label: string, list: readonly string[]) => `Banned ${label} list:\t${list.join(' ')}`;
  return [row('ASN', asn), row('Country', country), row('RIR', rir)];
}

/** One line for each, and how many more there are. */
function complaints<One>(label: string, all: readonly One[] = [], text: (one: One) => string): readonly string[] {
  const rows = all.slice(0, mostShown).map((one) => `${label}:\t${text(one)}`);
  const more = all.length - mostShown;
  return more > 0 ? [...rows, `${label}:\tand ${more} more`] : rows;
}
