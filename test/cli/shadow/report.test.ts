import { describe, expect, it } from 'vitest';
import type { Disagreement } from '../../../src/cli/shadow/disagreement.js';
import { emptyTally } from '../../../src/cli/shadow/jail-tally.js';
import { disagreements, type Finding, jsonReport, textReport } from '../../../src/cli/shadow/report.js';
import { localStamp } from '../../../src/time/local-stamp.js';

const limits = { maxretry: 5, findtime: 600, bantime: 60, endsByChance: false };
const hints = { limits, ignored: undefined, expired: undefined, restarted: undefined, isHeard: true };
const told = { fail2ban: [4000, 4100, 4800, 4900, 5000], tsban: [4000, 4100, 4800, 4900, 5000] };
const found: Disagreement = {
  ...{ kind: 'found', side: 'tsban', jail: 'app', id: '192.0.2.1', at: 5001, time: 5000 },
  ...{ told: { fail2ban: [], tsban: [] }, hints },
};
const ban: Disagreement = { ...found, kind: 'ban', told };

describe('a line about a disagreement', () => {
  it.each<readonly [Finding, string]>([
    [{ ...found, line: 'x 192.0.2.1' }, `only tsban found 192.0.2.1 - ${localStamp(5000)}, as in 'x 192.0.2.1'; `],
    [{ ...found, side: 'fail2ban' }, `only Fail2Ban found 192.0.2.1 - ${localStamp(5000)}; no failregex of tsban`],
    [ban, 'only tsban banned 192.0.2.1; 3 failures lie within 10m, of 5 for a ban'],
    [{ ...ban, side: 'fail2ban' }, 'only Fail2Ban banned 192.0.2.1; only 3 failures lie within 10m, of 5 for a ban'],
    [{ ...ban, told: { ...told, fail2ban: [5000] } }, 'it has found 5 failures, Fail2Ban 1'],
    [{ ...ban, hints: { ...hints, expired: 'fail2ban' } }, 'for Fail2Ban the ban would be over already'],
    [{ ...ban, hints: { ...hints, restarted: 4500 } }, `Fail2Ban began anew at ${localStamp(4500)}`],
    [{ ...ban, hints: { ...hints, isHeard: false } }, 'Fail2Ban has told of nothing in this jail'],
    [{ ...found, hints: { ...hints, ignored: { side: 'fail2ban', by: 'ip' } } }, 'Fail2Ban ignores it (ip)'],
    [{ ...found, kind: 'unban' }, 'tsban lifted the ban of 192.0.2.1, Fail2Ban did not; '],
    [{ kind: 'jail', side: 'fail2ban', jail: 'app', at: 5001, reason: 'none' }, 'only Fail2Ban runs this jail; none'],
  ])('%#', (finding, text) => {
    const line = textReport.finds(finding);
    expect(line).toContain(text);
    expect(line.startsWith(`${localStamp(5001)} [app] `)).toBe(true);
    expect(jsonReport.finds(finding)).toMatch(/^\{.*\}\n$/);
  });

  it('does nothing to a terminal, whatever a stranger is called', () => {
    const hostile = 'a\u001b[2J\u009b\n\u202eb\u2028';
    const finding = { ...found, id: hostile, jail: hostile, line: hostile };
    for (const line of [textReport.finds(finding), jsonReport.finds(finding)]) {
      expect(line.slice(0, -1)).not.toMatch(/[\p{Cc}\u2028\u202e]/u);
      expect(line.endsWith('\n')).toBe(true);
    }
    expect(JSON.parse(jsonReport.finds(finding))).toMatchObject({ id: hostile, line: hostile });
  });
});

describe('a summary', () => {
  const app = { ...emptyTally(), found: { both: 3, fail2ban: 1, tsban: 2 }, byHand: 4 };
  const tallies = new Map([['app', app]]);

  it('counts what only one did', () => {
    expect(disagreements(tallies)).toBe(3);
    expect(textReport.ends(tallies)).toMatch(
      /^\[app\] found 3 by both, 1 only by Fail2Ban, 2 only by tsban; .*; 4 by hand\n3 disagreements\n$/,
    );
    expect(JSON.parse(jsonReport.ends(tallies))).toEqual({ kind: 'end', jails: { app }, disagreements: 3 });
  });

  it('says so where there is none', () => {
    expect(textReport.ends(new Map([['app', emptyTally()]]))).toMatch(/\nno disagreements\n$/);
  });
});
