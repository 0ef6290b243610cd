import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync } from 'node:fs';
import { rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { localStamp } from '../../src/time/local-stamp.js';
import { type Knocking, startKnockingAt } from '../support/knocking.js';
import { connect, makeNamespace, missing, type Namespace } from '../support/netns.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { RunningFail2ban } from '../support/running-fail2ban.js';
import { until } from '../support/until.js';

const real = realFail2ban();
const lacking =
  missing('python3', 'nft', 'iptables-restore', 'ip6tables-restore') ?? (typeof real === 'string' ? real : undefined);

/** One banned in each family by each; 203.0.113.6 longer than the times before, and [docker] on the way to a container. */
const banned = {
  web: ['203.0.113.2', '2001:db8:2::2'],
  old: ['203.0.113.3', '2001:db8:2::3'],
  docker: ['203.0.113.4', '2001:db8:2::4'],
};
const again = '203.0.113.6';
const atHost = [...banned.web, ...banned.old, again];
const jails = (directory: string) => `[DEFAULT]
port = 8080
filter = app
backend = polling
banaction = iptables-multiport
logpath = ${directory}/app.log
bantime = 1h
usedns = no
[web]
enabled = true
[old]
enabled = true
bantime = -1
[docker]
enabled = true
chain = DOCKER-USER
[again]
enabled = true
logpath = ${directory}/again.log
maxretry = 1
bantime = 4
bantime.increment = true
bantime.multipliers = 1 900
`;

describe.skipIf(lacking !== undefined)(`coming over without systemd ${lacking ?? ''}`, () => {
  let directory: string;
  let fail2ban: RunningFail2ban;
  let host: Namespace;
  let others: readonly Namespace[];
  let doors: readonly Knocking[];
  const at = (name: string) => join(directory, name);
  const program = (name: string, script: string) => {
    writeFileSync(at(`bin/${name}`), `#!/bin/sh\n${script}\n`);
    chmodSync(at(`bin/${name}`), 0o755);
  };
  const client = (...words: readonly string[]): ChildProcess => {
    const run = [process.execPath, resolve('dist/cli/tsban-client.js'), '-c', at('tsban'), ...words];
    return spawn('ip', ['netns', 'exec', host.name, ...run], {
      env: { ...process.env, PATH: `${at('bin')}:${process.env.PATH}` },
    });
  };
  const said = (child: ChildProcess) => {
    let text = '';
    for (const stream of [child.stdout, child.stderr])
      stream?.setEncoding('utf8').on('data', (some: string) => (text += some));
    return () => text;
  };
  /** What a command says, and how it ends. */
  const tsban = async (...words: readonly string[]) => {
    const child = client(...words);
    const text = said(child);
    await once(child, 'close');
    return `${text()}exit ${child.exitCode}\n`;
  };
  const switchOver = async (...options: readonly string[]) =>
    tsban('import-fail2ban', '--from', fail2ban.directory, '--switch', ...options);
  const arrivals = () => Object.assign({}, ...doors.map((door) => door.arrivals())) as Record<string, number>;
  const isHeld = () => host.exec('nft list tables').includes('tsban-switch');
  const bansOf = (text: string) => (text.match(/(?:203\.0\.113\.|2001:db8:2::)\d/g) ?? []).sort();
  const everybody = [...atHost, ...banned.docker].sort();
  const areBackInFail2ban = () => bansOf(fail2ban.client('banned')).join() === everybody.join();
  /** One failure, which is a ban. */
  const fail = (id: string) =>
    appendFileSync(at('again.log'), `${localStamp(Date.now() / 1000)} no login from ${id}\n`);

  beforeAll(async () => {
    if (typeof real === 'string') throw new Error(real);
    directory = mkdtempSync(join(tmpdir(), 'tsban-plain-'));
    host = makeNamespace();
    const [peer, container] = (others = [makeNamespace(), makeNamespace()]) as [Namespace, Namespace];
    const ownOf = (family: (number: number) => string) => [2, 3, 4, 6].map(family);
    const peerAddresses = [...ownOf((n) => `203.0.113.${n}/24`), ...ownOf((n) => `2001:db8:2::${n}/64`)];
    connect(host, ['203.0.113.1/24', '2001:db8:2::1/64'], peer, peerAddresses);
    connect(host, ['192.0.2.1/24', '2001:db8:9::1/64'], container, ['192.0.2.2/24', '2001:db8:9::2/64']);
    host.exec(`echo 1 | tee /proc/sys/net/ipv4/ip_forward >/proc/sys/net/ipv6/conf/all/forwarding
    for program in iptables ip6tables; do $program -N DOCKER-USER; $program -I FORWARD -j DOCKER-USER; done`);
    for (const [namespace, v4, v6] of [
      [peer, '203.0.113.1', '2001:db8:2::1'],
      [container, '192.0.2.1', '2001:db8:9::1'],
    ] as const)
      namespace.exec(`ip route add default via ${v4}; ip -6 route add default via ${v6}`);

    for (const folder of ['bin', 'fail2ban']) mkdirSync(at(folder));
    cpSync(real.config, at('fail2ban'), { recursive: true });
    rmSync(at('fail2ban/jail.d/defaults-debian.conf'));
    for (const log of ['app.log', 'again.log']) writeFileSync(at(log), '');
    fail2ban = new RunningFail2ban(real, host, at('fail2ban'), {
      'jail.local': jails(directory),
      'filter.d/app.conf': '[Definition]\nfailregex = no login from <HOST>$\n',
    });
    program('systemctl', 'echo "System has not been booted with systemd as init system" >&2; exit 1');
    program('fail2ban-client', `exec ${real.command('fail2ban-client').join(' ')} "$@"`);
    cpSync('config', at('tsban'), { recursive: true });
    const places = ['socket', 'pidfile', 'dbfile', 'logtarget'].map((name) => `${name} = ${at(`tsban.${name}`)}`);
    writeFileSync(at('tsban/tsban.local'), `[Definition]\n${places.join('\n')}\n`);

    await fail2ban.start();
    const ways = [
      [host, ['203.0.113.1', '2001:db8:2::1'], atHost],
      [container, ['192.0.2.2', '2001:db8:9::2'], banned.docker],
    ] as const;
    doors = ways.map(([inside, targets, sources], number) =>
      startKnockingAt({ inside, targets, notes: at(`arrivals-${number}`) }, peer, ...sources),
    );
    await until(() => everybody.every((source) => source in arrivals()));
    for (const [jail, ids] of Object.entries(banned)) fail2ban.client('set', jail, 'banip', ...ids);
    fail(again);
    await until(() => fail2ban.log().includes(`[again] Unban ${again}`), 40);
    fail(again);
    await until(() => areBackInFail2ban());
    await until(() => {
      for (const door of doors) door.forget();
      return host.exec('iptables -S; ip6tables -S').split('-j REJECT').length === everybody.length + 1;
    });
  }, 60_000);

  beforeEach(() => {
    for (const door of doors) door.forget();
  });

  afterAll(async () => {
    await tsban('stop');
    try {
      fail2ban.client('stop');
    } catch {
      // It runs no more.
    }
    await fail2ban.end('SIGKILL');
    for (const namespace of [host, ...others]) namespace.remove();
    rmSync(directory, { recursive: true });
  });

  it('leaves a Fail2Ban alone that it can not ask to stop', async () => {
    const settings = readFileSync(fail2ban.at('fail2ban.conf'), 'utf8');
    writeFileSync(fail2ban.at('fail2ban.conf'), settings.replace('real.sock', 'other.sock'));
    expect(await switchOver()).toMatch(/ERROR: Fail2Ban runs as process \d+ \(.*stop it first\nexit 255\n$/);
    writeFileSync(fail2ban.at('fail2ban.conf'), settings);
    expect([areBackInFail2ban(), isHeld(), existsSync(at('tsban.dbfile'))]).toEqual([true, false, false]);
  });

  it('names what is wrong with files that nothing can be taken from', async () => {
    mkdirSync(fail2ban.at('jail.d/broken'));
    writeFileSync(fail2ban.at('jail.d/broken.local'), '[web\nenabled\n');
    const told = await tsban('import-fail2ban', '--from', fail2ban.directory, '--dry-run');
    expect(told).toMatch(/WARNING .*broken\.local:1: [^]*exit 0\n$/);
    rmSync(fail2ban.at('jail.d/broken.local'));
    expect(
      await tsban('-c', at('none'), '-s', at('none.sock'), 'import-fail2ban', '--from', fail2ban.directory, '--switch'),
    ).toMatch(/ERROR: import-fail2ban: ENOENT.*none'\nexit 255\n$/);
  });

  it('puts Fail2Ban back with its bans where those of tsban do not come into force', async () => {
    writeFileSync(at('tsban/action.d/iptables.local'), '[Definition]\nactionban = false\nactionbanbulk = false\n');
    expect(await switchOver()).toMatch(
      /everything is put back\nFail2Ban runs again, with its bans\nERROR: not all bans are in force: .*203\.0\.113\.4[^]*exit 255\n$/,
    );
    expect([arrivals(), areBackInFail2ban(), isHeld()]).toEqual([{}, true, false]);
    expect(existsSync(at('tsban/jail.local'))).toBe(false);
    rmSync(at('tsban/action.d/iptables.local'));
  });

  it('is brought to its end by the next one where it was killed when tsban ran, with no moment unprotected', async () => {
    mkdirSync(at('tsban/jail.d'));
    writeFileSync(at('tsban/jail.d/gate.local'), '[web]\naction = %(action_)s\n         gate\n');
    writeFileSync(
      at('tsban/action.d/gate.conf'),
      `[Definition]\nactionban = until [ -e ${at('open')} ]; do sleep 0.1; done\n`,
    );
    const child = client('import-fail2ban', '--from', fail2ban.directory, '--switch');
    const text = said(child);
    await until(() => text().includes('tsban is started'), 40);
    child.kill('SIGKILL');
    await once(child, 'close');
    expect(isHeld()).toBe(true);
    writeFileSync(at('open'), '');

    const told = await switchOver();
    expect(told).toMatch(
      /^tsban has taken over already.*\nIts bans are in force\nReleased: tsban runs in the place of/,
    );
    expect(told).toMatch(/WARNING nothing here starts tsban with the machine: .*\nexit 0\n$/);
    expect([bansOf(await tsban('banned')), arrivals(), isHeld()]).toEqual([everybody, {}, false]);
    expect(existsSync(at('tsban.dbfile.before-switch'))).toBe(false);
    expect(await tsban('get', 'again', 'banip', '--with-time')).toMatch(/203\.0\.113\.6 .* \+ 3600 = /);
    expect(host.exec('iptables -S DOCKER-USER')).toContain('-j f2b-docker');
    expect(await switchOver()).toBe('ERROR: tsban runs already: stop it first\nexit 255\n');
  });

  it('goes on with --anyway, and names who is not kept out', async () => {
    await tsban('stop');
    for (const file of ['jail.d', 'jail.local', 'filter.d/app.conf']) rmSync(at(`tsban/${file}`), { recursive: true });
    rmSync(at('tsban.dbfile'));
    await fail2ban.start();
    await until(() => areBackInFail2ban());
    writeFileSync(at('tsban/action.d/iptables.local'), '[Definition]\nactionban = false\nactionbanbulk = false\n');
    const told = await switchOver('--anyway');
    expect(told).toMatch(/WARNING not all bans are in force: .*203\.0\.113\.4: [^]*Released: [^]*exit 0\n$/);
    expect(told).not.toContain('Its bans are in force');
    await until(() => everybody.every((source) => source in arrivals()));
  });
});
