import fc from 'fast-check';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { temporaryFolder } from '../support/temporary-folder.js';
import { until } from '../support/until.js';

const reason = missing('nft', 'iptables', 'ipset');

/** A chain by name, as Fail2Ban's own: what stops it names the port and empties the chain. */
const oldStyle = `[Definition]
actionstart = iptables -N f2b-<name>
              iptables -A f2b-<name> -j RETURN
              iptables -I INPUT -p tcp -m multiport --dports <port> -j f2b-<name>
actionstop = iptables -D INPUT -p tcp -m multiport --dports <port> -j f2b-<name>
             iptables -F f2b-<name>
             iptables -X f2b-<name>
actionban = iptables -I f2b-<name> 1 -s <ip> -j <blocktype>
actionunban = iptables -D f2b-<name> -s <ip> -j <blocktype>
[Init]
blocktype = DROP
`;

/** A rule for each ban, of which there may be two that are the same. */
const plain = `[Definition]
actionban = iptables -I INPUT -s <ip> -p tcp --dport <port> -j DROP -m comment --comment <name>
actionunban = iptables -D INPUT -s <ip> -p tcp --dport <port> -j DROP -m comment --comment <name>
`;

/** A route for each ban, of which there can't be two. */
const route = `[Definition]
actionban = ip route add <type> <ip> table <table>
actionunban = ip route del <type> <ip> table <table>
[Init]
type = blackhole
table = 77
`;

const files = { 'action.d/old-style.conf': oldStyle, 'action.d/plain.conf': plain, 'action.d/lost.conf': route };

/** What a jail may be configured to ban with, by its name; each can tell which addresses it holds. */
const variants = (jail: string): readonly string[] => [
  `nftables[name=${jail}]`,
  `nftables[name=${jail}, blocktype=drop]`,
  `nftables[name=${jail}-other, type=allports]`,
  `iptables-multiport[name=${jail}, port=22]`,
  `iptables-multiport[name=${jail}, port="22,23"]`,
  `iptables-ipset-proto6[name=${jail}, port=22]`,
  `iptables-allports[name=${jail}]`,
  `old-style[name=${jail}, port=22]`,
  `old-style[name=${jail}, port="22,23"]`,
  `old-style[name=${jail}, port=22, blocktype=REJECT]`,
  `plain[name=${jail}, port=22]`,
  `plain[name=${jail}, port=23]`,
  `lost[table=${jail === 'one' ? 77 : 78}]`,
  `lost[table=${jail === 'one' ? 77 : 78}, type=prohibit]`,
];

const names = ['one', 'two'] as const;
type Name = (typeof names)[number];
const ids = ['203.0.113.1', '203.0.113.2', '203.0.113.3'] as const;

interface Wanted {
  readonly isEnabled: boolean;
  readonly actions: readonly string[];
}

/** What a jail is configured as. */
const wantedFor = (jail: Name): fc.Arbitrary<Wanted> =>
  fc.record({
    isEnabled: fc.nat(5).map((n) => n > 0),
    actions: fc.uniqueArray(fc.constantFrom(...variants(jail)), {
      minLength: 1,
      maxLength: 2,
      selector: (text) => text.split('[')[0],
    }),
  });
const configuration = fc.record({ one: wantedFor('one'), two: wantedFor('two') });
type Configuration = Readonly<Record<Name, Wanted>>;

const act = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({
      do: fc.constant('ban' as const),
      jail: fc.constantFrom(...names),
      id: fc.constantFrom(...ids),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constant('unban' as const),
      jail: fc.constantFrom(...names),
      id: fc.constantFrom(...ids),
    }),
  },
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

class World {
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

  async remove(): Promise<void> {
    await this.#daemon?.end('SIGKILL');
  }

  log(): string {
    return this.#daemon?.log() ?? '';
  }

  dump(): string {
    return this.#box.exec(
      'iptables -S; ip6tables -S; nft list tables | grep -v " filter$"; ipset list -n; ip route show table all type blackhole; ip route show table all type prohibit',
    );
  }

  /** Each jail's addresses are in force with each of its actions, and nobody else's are anywhere. */
  async #holds(): Promise<void> {
    const expected = names.flatMap((name) =>
      this.#now[name].isEnabled
        ? this.#now[name].actions.map((action) => [name, action, [...(this.#banned.get(name) ?? [])].sort()])
        : [],
    );
    const all = [...new Set(expected.flatMap(([, , some]) => some))].sort();
    const found = () => ({
      expected: names.flatMap((name) =>
        this.#now[name].isEnabled
          ? this.#now[name].actions.map((action) => [name, action, this.#heldBy(name, action)])
          : [],
      ),
      all: [...new Set(this.#everything().match(/203\.0\.113\.\d+/g))].sort(),
    });
    const isSo = () => JSON.stringify(found()) === JSON.stringify({ expected, all });
    await until(isSo, 5).catch(() => expect(found()).toEqual({ expected, all }));
  }

  #everything(): string {
    return this.#box.exec(
      'iptables -S; nft list ruleset 2>/dev/null; ipset list; ip route show table all type blackhole; ip route show table all type prohibit',
    );
  }

  #heldBy(name: Name, action: string): readonly string[] {
    const lines = (text: string, pattern: RegExp) =>
      [
        ...new Set(
          this.#box
            .exec(text)
            .split('\n')
            .flatMap((line) => pattern.exec(line)?.[1] ?? []),
        ),
      ].sort();
    const kind = action.split('[')[0] ?? '';
    const parameter = (key: string) => new RegExp(`${key}="?([^,"\\]]+(?:,\\d+)?)`).exec(action)?.[1] ?? '';
    if (kind === 'nftables')
      return [
        ...new Set(
          this.#box
            .exec(`nft list set inet f2b-table addr-set-${parameter('name')} 2>/dev/null || true`)
            .match(/203\.0\.113\.\d+/g),
        ),
      ].sort();
    if (kind === 'iptables-ipset-proto6')
      return lines(`ipset list f2b-${name} 2>/dev/null || true`, /^(203\.0\.113\.\d+)/);
    if (kind === 'plain')
      return lines(
        'iptables -S INPUT',
        new RegExp(`-s (203\\.0\\.113\\.\\d+)/32 -p tcp.*--dport ${parameter('port')} .*--comment ${name} -j`),
      );
    if (kind === 'lost')
      return lines(
        `ip route show table ${parameter('table')} type ${parameter('type') || 'blackhole'} || true`,
        /(203\.0\.113\.\d+)/,
      );
    return lines(`iptables -S f2b-${name} || true`, /-s (203\.0\.113\.\d+)\/32 -j/);
  }

  #jails(): string {
    const jail = (name: Name) => `[${name}]
enabled = ${this.#now[name].isEnabled}
filter = sshd
backend = polling
logpath = /dev/null
bantime = 1h
action = ${this.#now[name].actions.join('\n         ')}
`;
    return names.map(jail).join('');
  }

  get #running(): RunningDaemon {
    if (this.#daemon === undefined) throw new Error('start it first');
    return this.#daemon;
  }
}

const schedules = Number(process.env['TSBAN_SCHEDULES'] ?? 3);
const seed = Number(process.env['TSBAN_SEED'] ?? 1);

describe.skipIf(reason !== undefined)(`bans (${reason ?? 'in a network namespace'})`, () => {
  let box: Namespace;
  beforeEach(() => {
    box = makeNamespace();
    box.exec('for ipt in iptables ip6tables; do $ipt -A FORWARD -j ACCEPT; done');
  });
  afterEach(() => box.remove());

  it(`are in force, and nothing else is, through ${schedules} schedules of changes and ends (seed ${seed})`, async () => {
    await fc.assert(
      fc.asyncProperty(configuration, fc.array(act, { minLength: 8, maxLength: 16 }), async (first, acts) => {
        const world = new World(box, temporaryFolder('bans'), first);
        const before = world.dump();
        try {
          await world.start();
          for (const next of acts) await world.take(next);
          expect(await world.end()).toBe(before);
        } catch (error) {
          if (process.env['TSBAN_LOG']) writeFileSync('/tmp/u/bans.log', world.log());
          throw error;
        } finally {
          await world.remove();
          box.remove();
          box = makeNamespace();
          box.exec('for ipt in iptables ip6tables; do $ipt -A FORWARD -j ACCEPT; done');
        }
      }),
      { numRuns: schedules, seed, endOnFailure: process.env['TSBAN_SHRINK'] === undefined },
    );
  }, 3_600_000);
});
