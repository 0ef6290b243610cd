import { monitorEventLoopDelay } from 'node:perf_hooks';
import { bench, describe } from 'vitest';
import { createDateDetector } from '../../src/date/date-detector.js';
import { compileFilter, type Filter } from '../../src/filter/filter.js';

const start = Date.UTC(2026, 10, 21, 7) / 1000;
const at = { now: start + 3600, inOperation: false, writtenAfterStart: false };
const batchSize = 2500;

/** A filter as people write them: each of its first regexes takes for ever on some line. */
const failregex = [
  '^ \\S+ ftpd(?:\\[\\d+\\])?: (?:\\w+\\s?)*login failed from <HOST>$',
  '^ \\S+ imapd(?:\\[\\d+\\])?: LOGIN FAILED, (?:(?!ip=)(?:user=[^,]*|\\w+=[^,]*), )*ip=\\[<HOST>\\]$',
  '^ \\S+ httpd(?:\\[\\d+\\])?: <HOST> .* "(?:GET|POST).* HTTP/.*" (?:404|403)$',
  '^ \\S+ sshd(?:\\[\\d+\\])?: Failed password for (?:invalid user )?<F-USER>\\S+</F-USER> from <HOST>(?: port \\d+)?',
  '^ \\S+ sshd(?:\\[\\d+\\])?: Invalid user <F-USER>\\S*</F-USER> from <HOST>(?: port \\d+)?$',
];
const attacks: Readonly<Record<string, string>> = {
  'words in words': `ftpd[1]: ${'a'.repeat(60)} login failed!`,
  'alternatives that overlap': `imapd[1]: LOGIN FAILED, ${'user=, '.repeat(40)}x`,
  'neighbouring repeats, 4 KiB': `httpd[1]: 192.0.2.1 ${'"GET HTTP/" 404 '.repeat(256)}`,
};
const longAttacks: Readonly<Record<string, string>> = {
  'words in words, 64 KiB': `ftpd[1]: ${'a'.repeat(65_000)} login failed!`,
  'alternatives that overlap, 64 KiB': `imapd[1]: LOGIN FAILED, ${'user=, '.repeat(9300)}x`,
  'neighbouring repeats, 64 KiB': `httpd[1]: 192.0.2.1 ${'"GET HTTP/" 404 '.repeat(4090)}`,
};

const stamp = (second: number): string => new Date((start + second) * 1000).toISOString().slice(11, 19);
const messages = [
  (n: number) => `sshd[${n}]: Failed password for invalid user admin from 192.0.2.${n % 250} port ${n % 60_000} ssh2`,
  (n: number) => `sshd[${n}]: Accepted publickey for alice from 198.51.100.${n % 250} port ${n % 60_000} ssh2`,
  (n: number) => `ftpd[${n}]: 198.51.100.${n % 250} logged in`,
  (n: number) => `imapd[${n}]: LOGIN, user=alice, ip=[198.51.100.${n % 250}], port=[${n % 60_000}]`,
  (n: number) => `httpd[${n}]: 198.51.100.${n % 250} - - "GET /index.html HTTP/1.1" 200`,
  (n: number) => `CRON[${n}]: pam_unix(cron:session): session opened for user root(uid=0) by (uid=0)`,
];

/** A log of `lines` lines, with one of the attacks in every `every`th. */
function logOf(lines: number, attacking: readonly string[] = [], every = 1000): readonly string[] {
  return Array.from({ length: lines }, (_, n) => {
    const attack = n % every === every / 2 ? attacking[Math.floor(n / every) % attacking.length] : undefined;
    return `Nov 21 ${stamp(Math.floor((n / lines) * 3600))} vps1 ${attack ?? messages[n % messages.length]?.(n) ?? ''}`;
  });
}

function newFilter(): Filter {
  const dates = createDateDetector({ logtimezone: 'UTC', clock: () => at.now });
  const noWarning = () => undefined;
  return compileFilter({
    failregex,
    ignoreregex: [],
    maxlines: 1,
    usedns: 'no',
    findtime: 7200,
    dates,
    warn: noWarning,
  });
}

/** Searches a log in batches, as the daemon does; the number of failures. */
async function search(filter: Filter, log: readonly string[]): Promise<number> {
  let failures = 0;
  for (let from = 0; from < log.length; from += batchSize) {
    const lines = log.slice(from, from + batchSize).map((text) => ({ text, end: 0 }));
    failures += (await filter.find(lines, at)).length;
  }
  return failures;
}

/** The longest, in milliseconds, that nothing else had a turn while a new filter searched a log. */
async function longestHold(log: readonly string[]): Promise<number> {
  const delay = monitorEventLoopDelay({ resolution: 1 });
  const filter = newFilter();
  delay.enable();
  await search(filter, log);
  delay.disable();
  return Math.round(delay.max / 1e6);
}

const clean = logOf(100_000);
const attackedOnce = logOf(100_000, Object.values(attacks).slice(0, 1));
const attacked = logOf(100_000, Object.values(attacks));
const expected = await search(newFilter(), clean);
const found = await search(newFilter(), attacked);
const holds: string[] = [`${await longestHold(clean)} ms without an attack`];
for (const [name, line] of Object.entries({ ...attacks, ...longAttacks })) {
  holds.push(`${await longestHold(logOf(1000, [line], 50))} ms by ${name}`);
}

/** Milliseconds of processor time, its own and the kernel's: what the table below counts. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const noCount = () => undefined;
const five = { iterations: 5, time: 0, warmupIterations: 1, warmupTime: 0, now: cpuMs };

describe(`longest hold of the event loop: ${holds.join(', ')}`, () => {
  describe(`100,000 lines, in CPU milliseconds (${expected} failures; attacked ${found})`, () => {
    bench('clean', async () => search(newFilter(), clean).then(noCount), five);
    bench('a hundred attacks on one regex', async () => search(newFilter(), attackedOnce).then(noCount), five);
    bench('a hundred attacks on three regexes', async () => search(newFilter(), attacked).then(noCount), five);
  });
});
