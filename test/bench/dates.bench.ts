import { bench, describe } from 'vitest';
import { createDateDetector } from '../../src/date/date-detector.js';

const now = Date.UTC(2026, 10, 21, 11, 20) / 1000;
const count = 1000;

/** A thousand lines, each a tenth of a second after the one before it. */
const log = (line: (date: Date, at: number) => string): readonly string[] =>
  Array.from({ length: count }, (_, at) => line(new Date((now - 100 + at / 10) * 1000), at));

const day = (date: Date) => date.toUTCString().slice(5, 16).replaceAll(' ', '/');
const clock = (date: Date) => date.toISOString().slice(11, 19);
const address = (at: number) => `${(at % 200) + 1}.${(at * 7) % 256}.${(at * 31) % 256}.${(at * 3) % 256}`;
const request =
  '"GET /docs/chapter-536842.html HTTP/2.0" 200 2596 "https://www.example.com/" "Mozilla/5.0 (X11; Linux x86_64)"';

const logs: Readonly<Record<string, readonly string[]>> = {
  syslog: log(
    (date, at) => `Nov 21 ${clock(date)} vps1 sshd[${at}]: Invalid user zabbix from ${address(at)} port 16233`,
  ),
  'ISO 8601 with microseconds': log(
    (date, at) =>
      `${date.toISOString().slice(0, 23)}${at % 10}50+00:00 vps1 sshd[${at}]: Invalid user zabbix from ${address(at)}`,
  ),
  'nginx access': log((date, at) => `${address(at)} - - [${day(date)}:${clock(date)} +0000] ${request}`),
  'nginx error': log(
    (date, at) => `2026/11/21 ${clock(date)} [error] 12#0: *${at} open() "/var/www/x" failed, client: ${address(at)}`,
  ),
  'apache error': log(
    (date, at) =>
      `[Sat Nov 21 ${clock(date)}.${100_000 + at} 2026] [core:error] [pid ${at}] [client ${address(at)}] AH00126`,
  ),
  'no dates': log((_, at) => `    at org.example.Service.call(Service.java:${at}) from ${address(at)} ${request}`),
};

/** Microseconds of processor time, its own and the kernel's. */
const cpu = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};

describe.each([undefined, '%Y-%m-%d %H:%M:%S\n%d/%b/%Y:%H:%M:%S %z'])(
  `${count} lines cut and read, in CPU milliseconds (datepattern %j): a tenth of a millisecond is 100 ns a line`,
  (datepattern) => {
    for (const [name, lines] of Object.entries(logs)) {
      const dates = createDateDetector({ clock: () => now, ...(datepattern !== undefined && { datepattern }) });
      bench(
        name,
        () => {
          for (const line of lines) if (dates.cut(line, now)) dates.time(now);
        },
        { time: 1000, warmupIterations: 50, now: cpu },
      );
    }
  },
);
