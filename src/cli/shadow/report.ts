import { escapeControls } from '../../escape-controls.js';
import { localStamp } from '../../time/local-stamp.js';
import type { MissingJail } from './comparison.js';
import { otherThan } from './happening.js';
import type { Disagreement } from './disagreement.js';
import type { Agreement, JailTally } from './jail-tally.js';
import { likelyReason, programNames } from './likely-reason.js';

/** Something to tell of, with the line of the log that it may come of. */
export type Finding = (Disagreement & { readonly line?: string | undefined }) | MissingJail;

/** What is compared. */
export interface Beginning {
  /** Names of jails. */
  readonly jails: readonly string[];
  /** Where Fail2Ban's log is. */
  readonly log: string;
  /** What tsban leaves out, or can't compare, and why. */
  readonly notes: readonly string[];
}

type Tallies = ReadonlyMap<string, JailTally>;

/** Says what happens, each time in whole lines that are harmless wherever they are printed. */
export interface Report {
  begins(beginning: Beginning): string;
  finds(finding: Finding): string;
  ends(tallies: Tallies): string;
}

export const textReport: Report = {
  begins: ({ jails, log, notes }) =>
    linesOf([
      `comparing ${jails.length} jails with ${log}: ${jails.join(', ')}; tsban bans nobody and runs no action; ^C ends it`,
      ...notes,
    ]),
  finds: (finding) =>
    linesOf([`${localStamp(finding.at)} [${finding.jail}] ${whatOf(finding)}; ${reasonFor(finding)}`]),
  ends: (tallies) => {
    const count = disagreements(tallies);
    const last = `${count === 0 ? 'no' : count} disagreement${count === 1 ? '' : 's'}`;
    return linesOf([...[...tallies].map(([jail, tally]) => `[${jail}] ${tallyText(tally)}`), last]);
  },
};

/** A JSON object a line; times in epoch seconds. */
export const jsonReport: Report = {
  begins: (beginning) => jsonLine({ kind: 'start', ...beginning }),
  finds: (finding) => {
    const { at: time, kind, jail, side } = finding;
    const more = finding.kind === 'jail' ? {} : { id: finding.id, failure: finding.time, line: finding.line };
    return jsonLine({ time, kind, jail, only: side, ...more, reason: reasonFor(finding) });
  },
  ends: (tallies) =>
    jsonLine({ kind: 'end', jails: Object.fromEntries(tallies), disagreements: disagreements(tallies) }),
};

/** How often only one side found, banned or lifted something. */
export function disagreements(tallies: Tallies): number {
  const of = ({ fail2ban, tsban }: Agreement) => fail2ban + tsban;
  return [...tallies.values()].reduce((sum, { found, ban, unban }) => sum + of(found) + of(ban) + of(unban), 0);
}

function whatOf(finding: Finding): string {
  const name = programNames[finding.side];
  if (finding.kind === 'jail') return `only ${name} runs this jail`;
  const { kind, side, id, time, line } = finding;
  switch (kind) {
    case 'found':
      return `only ${name} found ${id} - ${localStamp(time)}${line === undefined ? '' : `, as in '${line}'`}`;
    case 'ban':
      return `only ${name} banned ${id}`;
    case 'unban':
      return `${name} lifted the ban of ${id}, ${programNames[otherThan(side)]} did not`;
  }
}

function reasonFor(finding: Finding): string {
  return finding.kind === 'jail' ? finding.reason : likelyReason(finding);
}

function tallyText({ found, ban, unban, byHand, before, open }: JailTally): string {
  return [
    `found ${agreementText(found)}`,
    `banned ${agreementText(ban)}`,
    `lifted ${agreementText(unban)}`,
    ...(byHand > 0 ? [`${byHand} by hand`] : []),
    ...(before > 0 ? [`${before} from before the start`] : []),
    ...(open > 0 ? [`${open} not judged yet`] : []),
  ].join('; ');
}

function agreementText({ both, fail2ban, tsban }: Agreement): string {
  return `${both} by both, ${fail2ban} only by Fail2Ban, ${tsban} only by tsban`;
}

function linesOf(texts: readonly string[]): string {
  return texts.map((text) => `${escapeControls(text)}\n`).join('');
}

/** JSON.stringify leaves some characters as they are that steer terminals. */
function jsonLine(value: unknown): string {
  const json = JSON.stringify(value).replaceAll(
    /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
  return `${json}\n`;
}
