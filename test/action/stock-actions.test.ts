import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';

describe('dummy', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-dummy-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('writes down what it would do', async () => {
    const target = join(directory, 'bans');
    const { action, lines } = actionIn(['/bin/sh'], shippedAction(`dummy[target="${target}", init="hello"]`));
    await action.start();
    await action.ban(banTicket({ id: '192.0.2.1' }));
    await action.ban(banTicket({ id: '2001:db8::1' }));
    await action.unban(banTicket({ id: '192.0.2.1' }));
    await action.flush();
    expect(readFileSync(target, 'utf8')).toBe('hello\n+192.0.2.1\n+2001:db8::1\n-192.0.2.1\nclear\n');
    await action.stop();
    expect(() => readFileSync(target)).toThrow();
    expect(lines.filter((line) => !line.startsWith('DEBUG'))).toEqual([]);
  });
});

describe.each([
  'iptables',
  'iptables-multiport',
  'iptables-allports',
  'nftables',
  'nftables-multiport',
  'nftables-allports',
  'ufw',
  'sendmail',
  'sendmail-whois',
  'sendmail-whois-lines',
  'mail',
  'mail-whois',
  'mail-whois-lines',
  'abuseipdb',
  'blocklist_de',
  'cloudflare',
  'cloudflare-token',
  'telegram',
])('%s', (name) => {
  it('leaves no tag for the shell to take for a redirection', () => {
    const { commands, parameters } = shippedAction(name);
    const ofTheTicket = ['ip', 'failures', 'bantime', 'matches', 'fq-hostname'];
    const dynamic = new Set([...ofTheTicket, ...[...parameters.keys()].map((key) => key.split('?')[0] ?? '')]);
    for (const text of Object.values(commands)) {
      const left = [...text.matchAll(/<([^ <>\n]+)>/g)].map(([, tag = '']) => tag);
      expect(left.filter((tag) => !dynamic.has(tag))).toEqual([]);
    }
  });
});
