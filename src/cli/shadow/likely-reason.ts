import { durationText } from '../../time/duration-text.js';
import { localStamp } from '../../time/local-stamp.js';
import { otherThan, type Side } from './happening.js';
import type { Disagreement } from './disagreement.js';

export const programNames: Readonly<Record<Side, string>> = { fail2ban: 'Fail2Ban', tsban: 'tsban' };

/** Why the two probably disagree; what is not known is not guessed. */
export function likelyReason(disagreement: Disagreement): string {
  const { kind, side, hints } = disagreement;
  const other = otherThan(side);
  const name = programNames[other];
  if (hints.ignored?.side === other) return `${name} ignores it (${hints.ignored.by})`;
  if (kind === 'unban') return 'their bans are not of the same length';
  if (side === 'tsban' && !hints.isHeard)
    return 'Fail2Ban has told of nothing in this jail since the start: look whether it runs, and writes to the log read here';
  if (side === 'tsban' && isRecent(disagreement))
    return `Fail2Ban began anew at ${localStamp(hints.restarted ?? 0)}, and has forgotten what it had counted`;
  return kind === 'ban' ? reasonOfBan(disagreement) : reasonOfFailure(side);
}

function reasonOfFailure(side: Side): string {
  return side === 'fail2ban'
    ? 'no failregex of tsban matches the line, or another one does: try tsban-regex on it'
    : 'Fail2Ban has lost the line, as in a rotation, or no failregex matches it there: try fail2ban-regex on it';
}

function reasonOfBan({ side, time, told, hints }: Disagreement): string {
  const { maxretry, findtime } = hints.limits;
  const other = otherThan(side);
  if (hints.expired === other) return `for ${programNames[other]} the ban would be over already`;
  const [here, there] = [told[side].length, told[other].length];
  if (there < here) return `it has found ${here} failures, ${programNames[other]} ${there}`;
  const within = told[side].filter((one) => one > time - findtime).length;
  const counted = `${within} failures lie within ${durationText(findtime)}, of ${maxretry} for a ban`;
  return side === 'fail2ban' && within < maxretry
    ? `only ${counted}: Fail2Ban estimates a rate where tsban counts`
    : `${counted}: Fail2Ban estimates a rate where tsban counts, and an action that takes long holds up its bans`;
}

function isRecent({ time, hints }: Disagreement): boolean {
  const { restarted, limits } = hints;
  return restarted !== undefined && restarted > time - limits.findtime;
}
