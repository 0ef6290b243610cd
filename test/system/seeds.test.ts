import {
  appendFileSync,
  chmodSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { localStamp } from '../../src/time/local-stamp.js';
import { makeSeedTree } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { makeUfwBox } from '../support/ufw-box.js';
import { until } from '../support/until.js';

const reason = missing('iptables', 'nft');

/** Points every log path of a tree into one folder; nothing else is changed. */
function moveLogs(tree: string, logs: string): void {
  const folders = [tree, join(tree, 'jail.d')];
  for (const file of folders.flatMap((folder) => readdirSync(folder).map((name) => join(folder, name)))) {
    if (!/\.(conf|local)$/.test(file)) continue;
    const text = readFileSync(file, 'utf8');
    writeFileSync(file, text.replaceAll(/^(logpath|\w+_log) *= *\/\S*\/([^/\s]+)$/gm, `$1 = ${logs}/$2`));
  }
}

/** `2026-11-21 10:00:00` in local time, as most programs log. */
const now = () => localStamp(Date.now() / 1000);

/** `21/Nov/2026:10:00:00 +0000`, as nginx logs. */
function nginxNow(): string {
  const [, day = '', month = '', year = '', time = ''] =
    /(\d\d) (\w{3}) (\d{4}) (\S+)/.exec(new Date().toUTCString()) ?? [];
  return `${day}/${month}/${year}:${time} +0000`;
}

/** The setups people really have, whole, with lines from their own documents (dates included). */
describe.skipIf(reason !== undefined)(`the setups tsban is for (${reason ?? 'in a network namespace'})`, () => {
  let ns: Namespace;
  let state: string;
  let daemon: RunningDaemon | undefined;
  const at = (name: string) => join(state, name);
  const write = (name: string, ...lines: readonly string[]) =>
    appendFileSync(at(`logs/${name}`), `${lines.join('\n')}\n`);
  const times = (count: number, line: string) => Array.from({ length: count }, () => line);
  const calls = () => readFileSync(at('curl.calls'), 'utf8');

  /** Starts with logs that exist and were read to their end, as on a machine that has been running for a while. */
  const start = async (seed: 0 | 1 | 2 | 3 | 4, primer: Readonly<Record<string, string>>) => {
    for (const [name, line] of Object.entries(primer)) write(name, line);
    const tree = makeSeedTree(seed);
    moveLogs(tree, at('logs'));
    daemon = await startDaemon({
      shell: ns.shell,
      config: tree,
      state,
      environment: { PATH: `${at('bin')}:${process.env['PATH']}` },
    });
    for (const line of Object.values(primer)) {
      const [id] = /198\.51\.100\.\d+/.exec(line) ?? [];
      if (id !== undefined) await daemon.logged(`Found ${id}`);
    }
    return daemon;
  };
  const banned = async (jail: string) => {
    const { stdout } = (await daemon?.client('status', jail)) ?? { stdout: '' };
    return /Banned IP list:\t(.*)$/.exec(stdout)?.[1];
  };
  beforeEach(() => {
    ns = makeNamespace();
    state = mkdtempSync(join(tmpdir(), 'tsban-seed-'));
    for (const folder of ['logs', 'bin']) mkdirSync(at(folder));
    // Nobody outside is to be called from a test: what curl is asked for is written down, and answered emptily.
    writeFileSync(
      at('bin/curl'),
      `#!/bin/sh\nprintf '%s\\n' "curl $*" >> ${at('curl.calls')}\necho '{"result":[{"id":"7"}]}'\n`,
    );
    chmodSync(at('bin/curl'), 0o755);
    writeFileSync(at('curl.calls'), '');
  });
  afterEach(async () => {
    await daemon?.end('SIGTERM');
    ns.remove();
    rmSync(state, { recursive: true });
  });

  it('0: ECTLogger behind a reverse proxy', async () => {
    const bad = '[WARNING] [AUTH] Authentication failed: Invalid or expired magic link token - IP:';
    await start(0, { 'app.log': `${now()} ${bad} 198.51.100.1` });
    write(
      'app.log',
      ...times(3, `2025-11-29 12:34:56 ${bad} 203.0.113.100`),
      '2025-11-29 12:35:00 [WARNING] [SECURITY] Banned user access attempt: user@example.com - IP: 203.0.113.100',
      ...times(
        9,
        '2025-11-29 12:36:00 [INFO] [AUTH] Authentication successful for user@example.com - IP: 203.0.113.101',
      ),
      '2025-11-29 12:35:05 [WARNING] [SECURITY] Rate limit exceeded on /auth/magic-link/request - IP: 203.0.113.100',
    );
    await until(async () => (await banned('ectlogger')) === '203.0.113.100');
    await until(() => ns.exec('nft list ruleset').includes('203.0.113.100'));
    expect((await daemon?.client('get', 'ectlogger', 'bantime'))?.stdout).toBe('3600');
  });

  it('2: MeshMonitor, iptables-multiport and a report to AbuseIPDB', async () => {
    const line = (ip: string, status: number, date = '21/Oct/2025:10:05:15 +0000') =>
      `${ip} - - [${date}] "POST /api/auth/login HTTP/1.1" ${status} 45 "https://meshmonitor.example.com/login" "curl/7.68.0"`;
    await start(2, { 'access.log': line('198.51.100.1', 401, nginxNow()) });
    write(
      'access.log',
      ...times(5, line('203.0.113.50', 200)),
      ...times(5, line('192.168.1.50', 401)),
      line('203.0.113.51', 401),
      line('203.0.113.51', 403),
      line('203.0.113.51', 401),
    );
    await until(async () => (await banned('meshmonitor')) === '203.0.113.51');
    await until(() => /^-A f2b-meshmonitor -s 203\.0\.113\.51/m.test(ns.exec('iptables -S')));
    expect(ns.exec('iptables -S')).toMatch(/-A INPUT -p tcp -m multiport --dports 80,443 -j f2b-meshmonitor\n/);
    await until(() => calls().includes('--data-urlencode ip=203.0.113.51'));
    expect(daemon?.log()).toContain('Ignore 192.168.1.50 by ip');
  });

  it('3: Nginx Proxy Manager behind Cloudflare, reports to Telegram', async () => {
    const access = (status: number, client: string, cf: string) =>
      `[06/Jan/2025:09:22:03 +0100] - - ${status} - GET https one137.dev "/test" [Client ${client}] ${cf}[Length 111] [Gzip 1.35] [Sent-to STATIC_FILES] "Mozilla/5.0 (iPhone)" "-"`;
    const cf = (address: string) => `[CF-conn-IP ${address}] `;
    // This setup's datepattern lost its percent signs: no line has a date, so only what comes after the start counts.
    for (const name of ['proxy-host-1_access.log', 'proxy-host-1_error.log', 'fallback_access.log']) {
      writeFileSync(at(`logs/${name}`), '');
    }
    await start(3, {});
    write(
      'proxy-host-1_access.log',
      ...times(3, access(403, '172.21.0.2', cf('203.0.113.156'))),
      ...times(3, access(403, '192.168.1.66', cf('-'))),
      ...times(3, access(403, '203.0.113.9', '')),
      ...times(9, access(404, '172.21.0.2', cf('203.0.113.40'))),
      ...times(10, access(404, '172.21.0.2', cf('203.0.113.41'))),
      ...times(20, access(200, '172.21.0.2', cf('203.0.113.42'))),
    );
    await until(async () => (await banned('npm-403')) === '203.0.113.156 203.0.113.9');
    await until(async () => (await banned('npm-404')) === '203.0.113.41');
    expect(daemon?.log()).toContain('Ignore 192.168.1.66 by ip');
    const forbidden =
      '2025/01/02 22:46:54 [error] 254#254: *24053 access forbidden by rule, client: 203.0.113.77, server: one137.dev';
    write('proxy-host-1_error.log', ...times(3, forbidden));
    const protocol =
      '[04/Jan/2025:23:40:05 +0100] 400 - - http localhost "-" [Client 190.168.1.66] [Length 154] [Gzip -] "-" "-"';
    write('fallback_access.log', ...times(3, protocol));
    await until(async () => (await banned('npm-forbidden')) === '203.0.113.77');
    await until(async () => (await banned('npm-protocol')) === '190.168.1.66');
    await until(
      () =>
        calls().includes('"value":"203.0.113.77"') &&
        calls().includes("Banned 203.0.113.77 to jail 'npm-forbidden' -- 2025/01/02"),
    );
    expect(calls()).toContain('-H Authorization: Bearer CF_FIREWALL_API_TOKEN');
    await daemon?.client('set', 'npm-forbidden', 'unbanip', '203.0.113.77');
    expect(calls()).toMatch(/-X DELETE .*\/access_rules\/rules\/7/);
    expect((await daemon?.client('status', 'sshd'))?.stdout).toContain('Journal matches:');
  });

  it('4: ownCloud and Flask in Docker, banned in DOCKER-USER by a copy of iptables.conf', async () => {
    ns.exec('iptables -N DOCKER-USER; iptables -A DOCKER-USER -j RETURN; iptables -I FORWARD -j DOCKER-USER');
    const line = (ip: string, time = new Date().toISOString()) =>
      `{"reqId":"x","level":2,"time":"${time}","remoteAddr":"${ip}","app":"core","message":"Login failed: 'aaa' (Remote IP: '${ip}')"}`;
    await start(4, { 'owncloud.log': line('198.51.100.1'), 'flask.log': line('198.51.100.2') });
    write('owncloud.log', ...times(5, line('203.0.113.25')));
    await until(async () => (await banned('owncloud-login')) === '203.0.113.25');
    write('flask.log', ...times(5, line('203.0.113.26')), ...times(4, line('203.0.113.27')));
    await until(async () => (await banned('flask-login')) === '203.0.113.26');
    await until(() => ns.exec('iptables -S f2b-FlaskLogin').includes('203.0.113.26'));
    // Both jails use one chain: the second one's start must not have flushed away the first one's ban.
    expect(ns.exec('iptables -S f2b-FlaskLogin')).toContain('203.0.113.25');
    expect(ns.exec('iptables -S DOCKER-USER')).toBe(
      '-N DOCKER-USER\n-A DOCKER-USER -j f2b-FlaskLogin\n-A DOCKER-USER -j RETURN\n',
    );
    await daemon?.client('stop');
    expect(ns.exec('iptables -S')).not.toContain('FlaskLogin');
  });
});

const ufwReason = missing('ufw', 'iptables', 'unshare', 'nsenter');

describe.skipIf(ufwReason !== undefined)(`setup 1, with ufw (${ufwReason ?? 'in namespaces'})`, () => {
  it('nginx and sshd by a tutorial, which leaves most filters to whoever follows it', async () => {
    const box = await makeUfwBox();
    const state = mkdtempSync(join(tmpdir(), 'tsban-seed-'));
    const logs = join(state, 'logs');
    mkdirSync(logs);
    const now = nginxNow();
    const request = (ip: string, status: number) =>
      `${ip} - - [${now}] "GET /wp-login.php HTTP/1.1" ${status} 153 "-" "curl/8.5.0"\n`;
    try {
      const tree = makeSeedTree(1);
      moveLogs(tree, logs);
      for (const log of ['access.log', 'error.log', 'auth.log', 'ufw.log', 'logfile.log'])
        writeFileSync(join(logs, log), '');
      const daemon = await startDaemon({ shell: box.shell, config: tree, state });
      const status = await daemon.client('status');
      expect(status.stdout).toContain(
        'Jail list:\tfastapi, nginx-404, nginx-4xx, nginx-badbots, nginx-botsearch, nginx-forbidden, nginx-http-auth, ' +
          'nginx-limit-req, nginx-noscript, nginx-sslerror, sshd, ufw',
      );
      appendFileSync(
        join(logs, 'access.log'),
        request('203.0.113.4', 404).repeat(3) + request('203.0.113.5', 200).repeat(9),
      );
      await daemon.logged('[nginx-404] Ban 203.0.113.4');
      await until(() => box.exec('ufw status').includes('203.0.113.4'));
      expect((await daemon.client('get', 'nginx-404', 'bantime')).stdout).toBe('86400');
      expect((await daemon.client('banned', '203.0.113.5')).stdout).toBe('[[]]');
      expect((await daemon.client('stop')).exitCode).toBe(0);
    } finally {
      box.remove();
      rmSync(state, { recursive: true });
    }
  });
});
