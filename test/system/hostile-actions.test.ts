import { appendFileSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { BanTicket } from '../../src/ban/ban-ticket.js';
import { banTicket } from '../support/ban-ticket.js';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { hostileValues } from '../support/hostile-values.js';
import { missing } from '../support/netns.js';
import { type Recorders, recorders } from '../support/recorders.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { until } from '../support/until.js';

const reason = missing('unshare', 'mount');

const stockActions = readdirSync(join(stockConfig, 'action.d'))
  .map((file) => file.replace(/\.conf$/, ''))
  .filter((name) => !name.endsWith('-common'));

/** Programs that read a language of their own, in which a foreign text could say anything. */
const interpreters = ['nft', 'ipset', 'iptables-restore', 'ip6tables-restore', 'curl'];
const others = ['iptables', 'ip6tables', 'ufw', 'mail', 'sendmail', 'whois', 'dig', 'ip', 'route', 'firewall-cmd'];

describe.skipIf(reason !== undefined)(`the stock actions (${reason ?? 'with recording programs'})`, () => {
  let programs: Recorders;
  beforeEach(() => {
    const silent = Object.fromEntries([...interpreters, ...others].map((name) => [name, '']));
    programs = recorders({ ...silent, curl: '{"success":true}\n200' });
  });
  afterEach(() => {
    for (const name of [...interpreters, ...others]) if (programs.calls(name).length > 0) called.add(name);
    programs.remove();
  });
  const called = new Set<string>();

  const trap = () => join(programs.directory, 'trap');
  /** Nothing in it reaches the network, or writes anywhere else than where the programs are. */
  const shell = (): readonly [string, ...string[]] => {
    const box = `mount --bind $0 $0 && mount -o remount,ro,bind / && exec "$@"`;
    const inBox = ['-n', '-m', '/bin/sh', '-c', box, programs.directory, ...programs.shell('/bin/sh')];
    return ['/usr/bin/unshare', ...inBox];
  };
  const values = () => {
    const touch = `touch ${trap()}`;
    return [
      `--mark1 '";$(${touch})\`${touch}\`\\";${touch};#\n${touch}\r\n&${touch}|${touch} <(${touch}) *","mode":"mark2`,
      `--mark1 ${touch} -j ACCEPT mark2`,
    ];
  };
  /** Parts of a value that have got into arguments without the rest of it, or into a language as text. */
  const strays = () => [
    ...[...interpreters, ...others].flatMap((name) =>
      programs.calls(name).flatMap((args) => args.filter((arg) => arg.includes('mark1') !== arg.includes('mark2'))),
    ),
    ...interpreters.filter((name) => programs.inputs(name).includes('mark')),
  ];

  /** Bans that may go together, with one in their midst that must not. */
  const crowd = (hostile: BanTicket) =>
    ['203.0.113.8', '203.0.113.9', `x${hostile.id}`, '203.0.113.10'].map((id) => ({ ...hostile, id }));

  describe.each(stockActions)('%s', (name) => {
    it.each([
      ['id', (value: string) => ({ id: value })],
      ['log lines, user and host', (value: string) => ({ matches: [value], fields: { user: value, host: value } })],
    ])('takes a hostile %s for nothing but text', async (_what, ticket) => {
      for (const value of values()) {
        const { action } = actionIn(shell(), shippedAction(name));
        const hostile = banTicket({ id: '203.0.113.7', ...ticket(value) });
        const life = [
          async () => action.start(),
          async () => action.ban(hostile),
          async () => action.prolong(hostile),
          async () => Promise.all(crowd(hostile).map(async (ticket) => action.ban(ticket))),
          async () => action.check(),
          async () => action.unban(hostile),
          async () => action.stop(),
        ];
        for (const step of life) {
          await step();
          expect([existsSync(trap()), strays()]).toEqual([false, []]);
        }
      }
    });
  });

  it('have come to their programs', () => {
    expect([...called]).toEqual(
      expect.arrayContaining(['nft', 'curl', 'iptables', 'ufw', 'mail', 'sendmail', 'whois']),
    );
  });
});

describe('the built daemon', () => {
  let state: string;
  let daemon: RunningDaemon;
  const path = (name: string) => join(state, name);
  const told = (): readonly string[] =>
    existsSync(path('told')) ? readFileSync(path('told'), 'utf8').split('\0') : [];

  beforeEach(async () => {
    state = mkdtempSync(join(tmpdir(), 'tsban-hostile-'));
    writeFileSync(path('app.log'), '');
    const config = makeConfigTree({
      'jail.conf': `[app]
enabled = true
filter = app
logpath = ${path('app.log')}
maxretry = 1
ignoreself = false
action = tell
         bare
`,
      'filter.d/app.conf': '[Definition]\nfailregex = ^ user <F-USER>.*</F-USER> from <HOST>$\n',
      'action.d/tell.conf': `[Definition]
actionban = printf '%%s\\0' "<ip>" "<F-USER>" "<matches>" >> ${path('told')}
`,
      'action.d/bare.conf': `[Definition]
actionban = x=<F-USER>; cat <<END > /dev/null; printf '%%s\\n' <F-USER> '<matches>' <ip> > /dev/null
            <F-USER>
            <matches>
            END
`,
    });
    daemon = await startDaemon({ shell: ['/bin/sh'], config, state });
  });
  afterEach(async () => {
    await daemon.end('SIGKILL');
    rmSync(state, { recursive: true });
  });

  it('tells its actions of users with hostile names, and executes none', async () => {
    const values = Object.values(hostileValues(path('trap')));
    const lines = values.filter((value) => !/[\r\n]/.test(value) && value.length < 1000);
    lines.forEach((user, n) => {
      appendFileSync(path('app.log'), `${new Date().toISOString()} user ${user} from 203.0.113.${n + 1}\n`);
    });
    await until(() => told().length === 3 * lines.length + 1, 30);
    const users = Array.from({ length: lines.length }, (_, n) => told()[3 * n + 1]);
    expect(users).toEqual(lines.map((user) => user.replaceAll('\0', '')));
    for (const [n, user] of users.entries()) {
      expect(told()[3 * n + 2]).toMatch(/^\S+Z user /);
      expect(told()[3 * n + 2]).toContain(` user ${user} from 203.0.113.${n + 1}`);
    }
    expect((await daemon.client('ping')).stdout).toBe('Server replied: pong');
    expect(existsSync(path('trap'))).toBe(false);
  });

  it('bans hostile ids by hand and executes none', async () => {
    const ids = Object.values(hostileValues(path('trap'))).filter((value) => !/[\0\r\n-]/.test(value));
    expect(await daemon.client('set', 'app', 'banip', ...ids)).toMatchObject({ exitCode: 0 });
    await until(() => told().length > 3 * ids.length);
    expect((await daemon.client('unban', '--all')).exitCode).toBe(0);
    expect(existsSync(path('trap'))).toBe(false);
  });
});
