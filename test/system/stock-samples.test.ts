import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stockConfig } from '../support/config-tree.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { failureIn, SampleFilters, zone } from '../support/sample-filters.js';
import { readSamples, type Sample } from '../support/sample-log.js';

/**
 * Lines in which our filters find somebody else than is noted beside them, or somebody instead of nobody, and why. `ours`
 * is whom they find.
 */
const differences: readonly { readonly lines: readonly string[]; readonly ours?: string; readonly why: string }[] = [
  {
    lines: ['nginx-http-auth:14'],
    why: 'two clients stand in it, and a user may have sent either: it says nothing',
  },
  {
    lines: ['roundcube-auth:12', 'roundcube-auth:15', 'roundcube-auth:20', 'roundcube-auth:24', 'roundcube-auth:28'],
    why: 'two addresses stand in it, and a name may be put on both sides of the true one: it says nothing',
  },
  { lines: ['roundcube-auth:32'], why: 'as the five before' },
  {
    lines: ['pam-generic:21', 'pam-generic:23'],
    why: "two addresses stand in it, and the names on both sides of the true one are the user's: it says nothing",
  },
  {
    lines: ['asterisk:64'],
    why: 'an account called like another address; what a client answers stands behind its own: it says nothing',
  },
  {
    lines: ['sshd:144', 'sshd-journal:145'],
    ours: '10.10.1.2',
    why: 'sshd writes nothing behind the port of a password that failed, so what stands before the last address is the name',
  },
  { lines: ['pam-generic:12'], ours: '192.168.10.3', why: 'a shape of old that is still understood' },
  { lines: ['vsftpd:7'], ours: '64.168.103.1', why: 'a shape of old that is still understood' },
];

const real = realFail2ban();
if (typeof real === 'string') console.warn(real);

describe.skipIf(typeof real === 'string')("our filters over the sample logs in Debian's package", () => {
  const { sampleLogs = '' } = typeof real === 'string' ? {} : real;
  const logs = sampleLogs === '' ? [] : readdirSync(sampleLogs).filter(isOfOurs);
  let lines = 0;
  let agreed = 0;

  const before = process.env['TZ'];
  beforeAll(() => {
    process.env['TZ'] = zone;
  });
  afterAll(() => {
    if (before === undefined) delete process.env['TZ'];
    else process.env['TZ'] = before;
  });

  it.each(logs)('%s: the same hosts, but for lines that are explained', (name) => {
    const filters = new SampleFilters(stockConfig, name);
    const found = readSamples(join(sampleLogs, name), name).map((sample) => {
      const ours = failureIn(sample, filters)?.id;
      return { ...about(sample), theirs: hostOf(sample, ours), ours };
    });
    expect(found).toEqual(found.map((line) => ({ ...line, ours: expectedOf(line) })));
    lines += found.length;
    agreed += found.filter(({ ours, theirs }) => ours === theirs).length;
  });

  it('find the same hosts in more than 98 of 100 lines', () => {
    expect(logs.length).toBeGreaterThan(35);
    expect(lines).toBeGreaterThan(1000);
    expect(agreed / lines).toBeGreaterThan(0.98);
  });

  it('differ in no line that is not there', () => {
    const there = new Set(logs.flatMap((name) => readSamples(join(sampleLogs, name), name).map(({ where }) => where)));
    expect(differences.flatMap((difference) => difference.lines).filter((line) => !there.has(line))).toEqual([]);
  });
});

/** What the journal has is tried with the filter files are tried with. */
function isOfOurs(log: string): boolean {
  return existsSync(join(stockConfig, 'filter.d', `${log.replace(/-journal$/, '')}.conf`));
}

const about = ({ where, text, options }: Sample) => ({ where, text, options });

/** Some note an address as what it was captured by, one only that there is somebody. */
function hostOf({ expected: { match, host, fields } }: Sample, ours = 'somebody'): string | undefined {
  if (!match) return undefined;
  const address = host ?? fields['ip4'] ?? fields['ip6'];
  return typeof address === 'string' ? address : ours;
}

function expectedOf({ where, theirs }: { readonly where: string; readonly theirs: string | undefined }) {
  const difference = differences.find(({ lines }) => lines.includes(where));
  return difference === undefined ? theirs : difference.ours;
}
