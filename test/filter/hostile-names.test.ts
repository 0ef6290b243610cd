import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

const attacker = '192.0.2.1';
const victim = '198.51.100.7';

/** Pieces that could make a name look like the rest of the line. */
const pieces = [
  'root',
  ' ',
  '"',
  ': ',
  ', ',
  ' from ',
  victim,
  ' port 22',
  ' ssh2',
  ' [preauth]',
  ']',
  ': RSA SHA256:x',
  'invalid user ',
  'Failed password for ',
  'user "a": password mismatch',
  ' was not found in "/x"',
  ', client: ',
  ', server: x',
  ', request: "GET / HTTP/1.1"',
  ', host: "h"',
  ', referrer: "',
  ' - - [',
  '] "GET /.env HTTP/1.1" 404 1',
];
const text = fc
  .array(fc.oneof({ weight: 4, arbitrary: fc.constantFrom(...pieces) }, fc.string({ maxLength: 5 })), { maxLength: 12 })
  .map((parts) => parts.join('').replaceAll(/[\r\n]/g, ''));

/** sshd writes at most 100 bytes of a name. */
const sshName = text.map((name) => name.slice(0, 100));

/** nginx writes quotes and unprintable characters of an access log as \xXX. */
const accessText = text.map((raw) =>
  raw.replaceAll(
    /["\\]|[^ -~]/gu,
    (character) => `\\x${character.charCodeAt(0).toString(16).toUpperCase().padStart(2, '0')}`,
  ),
);

describe('a name that wants somebody else banned', () => {
  const sshd = stockFilter(readStockFilter('sshd', 'mode = aggressive\n'));
  let pid = 1;
  const fromSshd = (message: string) => sshd(`Nov 21 09:00:00 srv sshd[${pid++}]: ${message}`).map(({ id }) => id);

  it.each([
    (name: string) => `Invalid user ${name} from ${attacker} port 4242`,
    (name: string) => `Failed password for invalid user ${name} from ${attacker} port 4242 ssh2`,
    (name: string) => `Failed publickey for invalid user ${name} from ${attacker} port 4242 ssh2: RSA SHA256:4l2X`,
    (name: string) =>
      `error: maximum authentication attempts exceeded for invalid user ${name} from ${attacker} port 4242 ssh2 [preauth]`,
    (name: string) => `error: PAM: Authentication failure for illegal user ${name} from ${attacker}`,
    (name: string) => `Connection closed by invalid user ${name} ${attacker} port 4242 [preauth]`,
  ])('is counted for whom sshd names, %#', (lineWith) => {
    fc.assert(
      fc.property(sshName, (name) => {
        expect(fromSshd(lineWith(name))).toEqual([attacker]);
      }),
    );
  });

  it.each([
    (name: string) =>
      `Failed publickey for invalid user x from ${attacker} port 1 ssh2: RSA-CERT SHA256:x ID ${name} (serial 0) CA RSA SHA256:x`,
    (name: string) => `Bad protocol version identification '${name}' from ${attacker} port 4242`,
    (name: string) =>
      `Unable to negotiate with ${attacker} port 4242: no matching cipher found. Their offer: ${name} [preauth]`,
    (name: string) => `Received disconnect from ${attacker} port 4242:11: ${name} [preauth]`,
  ])('is never counted for another by sshd, %#', (lineWith) => {
    fc.assert(
      fc.property(sshName, (name) => {
        expect(fromSshd(lineWith(name))).not.toContain(victim);
      }),
    );
  });

  const httpAuth = stockFilter(readStockFilter('nginx-http-auth', ''));
  const botsearch = stockFilter(readStockFilter('nginx-botsearch', ''));

  it('is never counted for another in an error log of nginx', () => {
    fc.assert(
      fc.property(text, text, (name, referrer) => {
        const rest = `client: ${attacker}, server: x, request: "GET / HTTP/1.1", host: "x", referrer: "${referrer}"`;
        for (const message of [
          `user "${name}": password mismatch`,
          `open() "/srv/${name}" failed (2: No such file or directory)`,
        ]) {
          const line = `2026/11/21 09:00:00 [error] 7#7: *42 ${message}, ${rest}`;
          expect([...httpAuth(line), ...botsearch(line)].map(({ id }) => id)).not.toContain(victim);
        }
      }),
    );
  });

  it('neither hides nor frames anybody in an access log of nginx', () => {
    const notFound = stockFilter(readStockFilter('nginx-404', ''));
    fc.assert(
      fc.property(accessText, accessText, (user, referrer) => {
        const line = `${attacker} - ${user} [21/Nov/2026:09:00:00 +0000] "GET /x HTTP/1.1" 404 153 "${referrer}" "-"`;
        expect(notFound(line).map(({ id }) => id)).toEqual([attacker]);
      }),
    );
  });
});
