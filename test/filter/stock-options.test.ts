import { describe, expect, it } from 'vitest';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

/** Whom a stock filter finds in a line, with these options in its brackets. */
function found(filter: string, options: string, ...lines: readonly string[]): string[] {
  const failuresOf = stockFilter(readStockFilter(filter, `filter = ${filter}[${options}]\n`));
  return lines.flatMap((line) => failuresOf(line).map(({ id }) => id));
}

const access = (request: string, status: number, agent = 'curl/8.5.0') =>
  `192.0.2.1 - - [21/Nov/2026:09:00:00 +0000] "${request}" ${status} 153 "-" "${agent}"`;
const proxied = (client: string) =>
  `[21/Nov/2026:09:00:00 +0000] - 404 404 - GET https example.com "/x" ${client}[Length 1] [Gzip -] [Sent-to app] "-" "-"`;
const publickey = (user: string) =>
  `Nov 21 09:00:00 srv sshd[1]: Failed publickey for ${user} from 192.0.2.1 port 4 ssh2`;

describe('an option of a stock filter', () => {
  it.each([
    ['recidive', '_jailname="mine"', '2026-11-21 09:00:00,123 tsban.actions [1]: NOTICE  [recidive] Ban 192.0.2.1'],
    ['nginx-404', 'status="410"', access('GET /x HTTP/1.1', 410)],
    ['nginx-4xx', 'status="401"', access('GET /x HTTP/1.1', 401)],
    ['nginx-botsearch', 'block="secret"', access('GET /a/secret HTTP/1.1', 404)],
    ['nginx-noscript', 'script="foo"', access('GET /a.foo HTTP/1.1', 404)],
    ['nginx-badbots', 'badbotscustom="MyBot/\\d"', access('GET / HTTP/1.1', 200, 'Mozilla mybot/1')],
    ['apache-botsearch', 'block="secret"', access('GET /a/secret HTTP/1.1', 404)],
    ['apache-badbots', 'badbots="MyBot"', access('GET / HTTP/1.1', 200, 'Mozilla mybot/1')],
    ['npm-404', 'client=cloudflare', proxied('[Client 10.0.0.2] [CF-conn-IP 192.0.2.1] ')],
    ['fastapi-auth', 'path="/mine", status=418', access('POST /mine HTTP/1.1', 418)],
    ['flask-login', 'path="/mine"', access('POST /mine HTTP/1.1', 401)],
    [
      'postgresql',
      'prefix=host',
      '2026-11-21 09:00:00.1 UTC [1] 192.0.2.1 FATAL:  password authentication failed for user "x"',
    ],
    [
      'pure-ftpd',
      'failed="Nicht angemeldet:"',
      'Nov 21 09:00:00 srv pure-ftpd: (?@192.0.2.1) [WARNING] Nicht angemeldet: [x]',
    ],
    [
      'ufw',
      'prefix="DROP:"',
      'Nov 21 09:00:00 srv kernel: DROP: IN=e OUT= SRC=192.0.2.1 DST=10.0.0.1 LEN=40 PROTO=TCP SPT=1 DPT=2 WINDOW=1 RES=0x00 SYN URGP=0',
    ],
    ['sshd', 'publickey=any', publickey('joe')],
    ['sshd', 'logtype=rfc5424', '<38>1 2026-11-21T09:00:00Z srv sshd 7 - - Invalid user joe from 192.0.2.1 port 4'],
  ])('lets %s, with %s, find what else it would not', (filter, options, line) => {
    expect(found(filter, options, line)).toEqual(['192.0.2.1']);
    expect(found(filter, '', line)).toEqual([]);
  });

  it.each([
    ['npm-404', 'client=cloudflare', proxied('[Client 192.0.2.1] [CF-conn-IP -] ')],
    ['postgresql', 'prefix=host', '2026-11-21 09:00:00.1 UTC [1] LOG:  connection received: host=192.0.2.1 port=4'],
    [
      'pam-generic',
      '_ttys_re=ftp',
      'Nov 21 09:00:00 srv x: pam_unix(x:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.1',
    ],
    ['sshd', 'publickey=invalid', publickey('joe')],
    ['sshd', 'publickey=ignore', publickey('invalid user joe')],
    [
      'caddy',
      'status=403',
      '{"level":"info","ts":1795251600.1,"logger":"http.log.access","msg":"handled request","request":{"remote_ip":"192.0.2.1","remote_port":"4","client_ip":"192.0.2.1"},"status":401}',
    ],
  ])('keeps %s, with %s, from others', (filter, options, line) => {
    expect(found(filter, options, line)).toEqual([]);
  });
});
