import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import { makeConfigTree, stockConfig } from './config-tree.js';
import type { Namespace } from './netns.js';
import { oldStyle } from './old-style.js';
import { type RunningDaemon, startDaemon } from './running-daemon.js';
import { until } from './until.js';

/** A rule for each ban, of which there may be two that are the same. */
const plain = `[Definition]
actionban = iptables -I INPUT -s <ip> -p tcp --dport <port> -j DROP -m comment --comment <name>
actionunban = iptables -D INPUT -s <ip> -p tcp --dport <port> -j DROP -m comment --comment <name>
`;

/** A route for each ban, of which there can't be two. */
const blackhole = `[Definition]
actionban = ip route add <type> <ip> table <table>
actionunban = ip route del <type> <ip> table <table>
[Init]
type = blackhole
table = 77
`;

const files = {
  'action.d/old-style.conf': oldStyle('tcp'),
  'action.d/plain.conf': plain,
  'action.d/blackhole.conf': blackhole,
};

/** What a jail may ban with, and what shows whom that holds. */
interface Means {
  readonly action: string;
  readonly shows: string;
}

const set = (name: string) => `nft list set inet f2b-table addr-set-${name}`;
const chain = (jail: string) => `iptables -S f2b-${jail}`;
const rule = (jail: string, port: number) => `iptables -S INPUT | grep -e '--dport ${port} .*--comment ${jail} -j'`;
const routes = (table: number, type: string) => `ip route show table ${table} type ${type}`;

const meansOf = (jail: string, table: number): readonly Means[] => [
  { action: `nftables[name=${jail}]`, shows: set(jail) },
  { action: `nftables[name=${jail}, blocktype=drop]`, shows: set(jail) },
  { action: `nftables[name=${jail}-other, type=allports]`, shows: set(`${jail}-other`) },
  { action: `iptables-multiport[name=${jail}, port=22]`, shows: chain(jail) },
  { action: `iptables-multiport[name=${jail}, port="22,23"]`, shows: chain(jail) },
  { action: `iptables-allports[name=${jail}]`, shows: chain(jail) },
  { action: `iptables-ipset-proto6[name=${jail}, port=22]`, shows: `ipset list f2b-${jail}` },
  { action: `old-style[name=${jail}, port=22]`, shows: chain(jail) },
  { action: `old-style[name=${jail}, port="22,23"]`, shows: chain(jail) },
  { action: `old-style[name=${jail}, port=22, blocktype=REJECT]`, shows: chain(jail) },
  { action: `plain[name=${jail}, port=22]`, shows: rule(jail, 22) },
  { action: `plain[name=${jail}, port=23]`, shows: rule(jail, 23) },
  { action: `blackhole[table=${table}]`, shows: routes(table, 'blackhole') },
  { action: `blackhole[table=${table}, type=prohibit]`, shows: routes(table, 'prohibit') },
];

const names = ['one', 'two'] as const;
type Name = (typeof names)[number];
const ids = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const;

interface Wanted {
  readonly isEnabled: boolean;
  readonly means: readonly Means[];
}

const wantedFor = (jail: Name, table: number): fc.Arbitrary<Wanted> =>
  fc.record({
    isEnabled: fc.nat(5).map((n) => n > 0),
    means: fc.uniqueArray(fc.constantFrom(...meansOf(jail, table)), {
      minLength: 1,
      maxLength: 2,
      // Which would fill one chain, or be one action twice.
      selector: ({ shows, action }) => (shows === chain(jail) ? shows : action.split('[')[0]),
    }),
  });
/** What both jails are configured as. */
export const configuration = fc.record({ one: wantedFor('one', 77), two: wantedFor('two', 78) });
type Configuration = Readonly<Record<Name, Wanted>>;

const about = { jail: fc.constantFrom(...names), id: fc.constantFrom(...ids) };

/** What users, and systems, do. */
export const act = fc.oneof(
  { weight: 4, arbitrary: fc.record({ do: fc.constant('ban' as const), ...about }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('unban' as const), ...about }) },
  { weight: 3, arbitrary: fc.record({ do: fc.constant('reload' as const), to: configuration }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constantFrom('kill' as const, 'leave' as const, 'stop' as const),
      to: configuration,
    }),
  },
);
type Act = typeof act extends fc.Arbitrary<infer One> ? One : never;

const allRoutes = 'ip route show table all type blackhole; ip route show table all type prohibit';

/** A daemon with two jails, what it should ban, and a firewall that must be just so after each act. */
export class BanWorld {
  readonly #box: Namespace;
  readonly #state: string;
  #daemon: RunningDaemon | undefined;
  #config = '';
  #now: Configuration;
  readonly #banned = new Map<Name, Set<string>>(names.map((name) => [name, new Set()]));

  constructor(box: Namespace, state: string, first: Configuration) {
    this.#box = box;
    this.#state = state;
    this.#now = first;
  }

  async start(): Promise<void> {
    this.#config = makeConfigTree(stockConfig, { 'jail.local': this.#jails() }, files);
    this.#daemon = await startDaemon({ shell: this.#box.shell, config: this.#config, state: this.#state });
  }

  async take(act: Act): Promise<void> {
    const daemon = this.#running;
    switch (act.do) {
      case 'ban':
      case 'unban':
        if (!this.#now[act.jail].isEnabled) return;
        await daemon.client('set', act.jail, act.do === 'ban' ? 'banip' : 'unbanip', act.id);
        if (act.do === 'ban') this.#banned.get(act.jail)?.add(act.id);
        else this.#banned.get(act.jail)?.delete(act.id);
        break;
      case 'reload':
        this.#now = act.to;
        writeFileSync(join(this.#config, 'jail.local'), this.#jails());
        expect((await daemon.client('reload')).stdout).toBe('OK');
        break;
      default:
        if (act.do === 'leave') await daemon.client('stop', '--leave');
        await daemon.end(act.do === 'kill' ? 'SIGKILL' : 'SIGTERM');
        this.#now = act.to;
        await this.start();
    }
    await this.#holds();
  }

  /** What is left in the end. */
  async end(): Promise<string> {
    await this.#running.end('SIGTERM');
    return this.dump();
  }

  async kill(): Promise<void> {
    await this.#daemon?.end('SIGKILL');
  }

  /** All that may be left behind. */
  dump(): string {
    return this.#box.exec(
      `iptables -S; ip6tables -S; nft list tables | grep -v " filter$"; ipset list -n; ${allRoutes}`,
    );
  }

  /** Each jail's addresses are in force by each of its actions, and nobody else's are anywhere. */
  async #holds(): Promise<void> {
    const expected = names.flatMap((name) => {
      const banned = [...(this.#banned.get(name) ?? [])].sort();
      const { isEnabled, means } = this.#now[name];
      return isEnabled ? means.map(({ shows }) => ({ shows, banned })) : [];
    });
    const all = [...new Set(expected.flatMap(({ banned }) => banned))].sort();
    const found = () => ({
      expected: expected.map(({ shows }) => ({ shows, banned: this.#addressesIn(shows) })),
      all: this.#addressesIn(`iptables -S; nft list ruleset; ipset list; ${allRoutes}`),
    });
    const isSo = () => JSON.stringify(found()) === JSON.stringify({ expected, all });
    await until(isSo).catch(() => expect(found()).toEqual({ expected, all }));
  }

  #addressesIn(command: string): readonly string[] {
    const shown = this.#box.exec(`{ ${command}; } 2>/dev/null || true`);
    return [...new Set(shown.match(/203\.0\.113\.\d+/g))].sort();
  }

  #jails(): string {
    const jail = (name: Name) => `[${name}]
enabled = ${this.#now[name].isEnabled}
filter = sshd
backend = polling
logpath = /dev/null
bantime = 1h
action = ${this.#now[name].means.map(({ action }) => action).join('\n         ')}
`;
    return names.map(jail).join('');
  }

  get #running(): RunningDaemon {
    if (this.#daemon === undefined) throw new Error('start it first');
    return this.#daemon;
  }
}
