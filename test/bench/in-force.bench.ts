import { execFile, spawn } from 'node:child_process';
import { appendFileSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, bench, describe } from 'vitest';
import { sendCommand } from '../../src/cli/control-client.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import { setup } from '../support/build.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { type BenchDaemon, type Program, startBenchDaemon, tsban } from './bench-daemon.js';
import { Dice } from './dice.js';

const restored = Number(process.env['TSBAN_BENCH_BANS'] ?? 100_000);
const samples = Number(process.env['TSBAN_BENCH_SAMPLES'] ?? 1000);

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const reason = missing('nft');
if (reason !== undefined) console.log(`No figures of a firewall: ${reason}`);
else setup();

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 };
const address = (i: number) => `10.${i >> 16}.${(i >> 8) & 255}.${i & 255}`;
const jail = (log: string) => `[DEFAULT]
action = nftables[type=allports, name=sshd, protocol="tcp,udp"]
usedns = no
ignoreself = false
ignoreip =
maxretry = 1
bantime = 7d
[sshd]
enabled = true
backend = auto
logpath = ${log}
`;

/** A daemon in a network namespace, with so many bans in its database. */
async function inNamespace(bans: number, use: (daemon: BenchDaemon, ns: Namespace, log: string) => Promise<void>) {
  const ns = makeNamespace();
  // So that packets of those who are banned can be had from here.
  ns.exec('ip route add local 10.0.0.0/8 dev lo');
  const log = join(scratch, `${bans}.log`);
  writeFileSync(log, '');
  const plain = tsban('config');
  const program: Program = {
    ...plain,
    server: (paths) => {
      seed(paths.dbfile, bans);
      return ['ip', 'netns', 'exec', ns.name, ...plain.server(paths)];
    },
  };
  const daemon = await startBenchDaemon(program, jail(log));
  try {
    await use(daemon, ns, log);
  } finally {
    await daemon.stop();
    ns.remove();
  }
}

function seed(file: string, bans: number): void {
  const connection = openDatabase(file);
  const store = banStore(connection, 10);
  const time = Math.floor(Date.now() / 1000);
  connection.transaction(() => {
    for (let i = 0; i < bans; i++)
      store.saveBan({
        jail: 'sshd',
        id: address(i),
        time,
        failures: 5,
        matches: [`Failed password for root from ${address(i)} port 22 ssh2`],
        fields: { ip4: address(i) },
        bantime: 604_800,
        bancount: 1,
        restored: false,
      });
  })();
  connection.close();
}

const within = promisify(execFile);

const nft = async (ns: Namespace, ...args: readonly string[]) =>
  within('ip', ['netns', 'exec', ns.name, 'nft', ...args], { maxBuffer: 1 << 30 });

/** A datagram from the address to the machine itself, every five milliseconds, until five in a row were kept out. */
const prober = `const [, from] = process.argv, { createSocket } = require('node:dgram');
const to = createSocket('udp4'), one = createSocket('udp4');
let lost = 0;
to.on('message', () => (lost = 0));
to.bind(9, '127.0.0.1', () => one.bind(0, from, () => setInterval(() => {
  if (++lost > 5) process.exit();
  one.send('x', 9, '127.0.0.1', () => {});
}, 5)));`;

/** Resolves when packets of the address are kept out. (`nft get element` would read the whole set each time.) */
async function isKeptOut(ns: Namespace, id: string): Promise<void> {
  await within('ip', ['netns', 'exec', ns.name, process.execPath, '-e', prober, id]);
}

/** How many addresses the firewall holds. */
const held = async (ns: Namespace): Promise<number> =>
  (await nft(ns, 'list', 'set', 'inet', 'f2b-table', 'addr-set-sshd')).stdout.match(/timeout \d/g)?.length ?? 0;

/** Asks for a ping every few milliseconds until told to stop; gives the longest wait. */
function pinging(socket: string): () => Promise<number> {
  const asking = { goesOn: true };
  let longest = 0;
  const asked = (async () => {
    while (asking.goesOn) {
      const begin = performance.now();
      await sendCommand(socket, ['ping']);
      longest = Math.max(longest, performance.now() - begin);
      await delay(5);
    }
  })();
  return async () => {
    asking.goesOn = false;
    await asked;
    return longest;
  };
}

/** Says what a job takes on the wall, and the daemon of processor time. */
async function measured(what: string, daemon: BenchDaemon, job: () => Promise<unknown>): Promise<string> {
  const before = { cpu: daemon.cpu(), time: performance.now() };
  await job();
  const wall = performance.now() - before.time;
  await delay(300);
  return `${what}: ${wall.toFixed(0)} ms, ${(daemon.cpu() - before.cpu).toFixed(2)} CPU s`;
}

/** The same with pings beside it, whose cost is in it. */
async function pinged(what: string, daemon: BenchDaemon, job: () => Promise<unknown>): Promise<void> {
  const longest = pinging(daemon.socket);
  const text = await measured(what, daemon, job);
  console.log(`${text}, a ping took ${(await longest()).toFixed(0)} ms at most`);
}

describe.skipIf(reason !== undefined)('bans in a set of nftables', () => {
  bench(
    `${restored} restored, flushed away, and taken out`,
    async () => {
      const begin = performance.now();
      await inNamespace(restored, async (daemon, ns) => {
        await pinged(
          `${restored} bans restored, after a start of ${daemon.start.wall.toFixed(2)} s`,
          daemon,
          async () => isKeptOut(ns, address(restored - 1)),
        );
        console.log(`the set holds ${await held(ns)}`);
        console.log(
          `from the start until all are in the set: ${(performance.now() - begin).toFixed(0)} ms, with the namespace and the database made`,
        );
        await pinged('one more ban', daemon, async () =>
          sendCommand(daemon.socket, ['set', 'sshd', 'banip', '203.0.113.1']),
        );
        await daemon.quiet(2);
        await pinged('nft flush ruleset', daemon, async () => {
          await nft(ns, 'flush', 'ruleset');
          await isKeptOut(ns, address(restored - 1));
        });
        console.log(`the set holds ${await held(ns)}`);
        await daemon.quiet(2);
        console.log(`${daemon.residentMebibytes().toFixed(0)} MiB`);
        await pinged('unban --all', daemon, async () => sendCommand(daemon.socket, ['unban', '--all']));
      });
    },
    once,
  );

  bench(
    '5,000 by hand, and lifted',
    async () => {
      await inNamespace(0, async (daemon) => {
        const ids = Array.from({ length: 5000 }, (_, i) => address(i));
        const tell =
          (...words: readonly string[]) =>
          async () =>
            sendCommand(daemon.socket, words);
        console.log(await measured('banip of 5,000', daemon, tell('set', 'sshd', 'banip', ...ids)));
        console.log(await measured('unban --all of 5,000', daemon, tell('unban', '--all')));
      });
    },
    once,
  );

  bench(
    `from the append of a line to the address in the kernel, ${samples} times`,
    async () => {
      await inNamespace(0, async (daemon, ns, log) => {
        const dice = new Dice(1);
        const { heard, end } = listener(ns);
        await sendCommand(daemon.socket, ['set', 'sshd', 'banip', '203.0.113.1']);
        await daemon.quiet(2);
        const took: number[] = [];
        for (let i = 0; i < samples; i++) {
          await delay(20 + dice.below(60));
          const stamp = new Date().toISOString();
          const added = heard(address(i));
          const begin = performance.now();
          appendFileSync(log, `${stamp} host sshd[7]: Failed password for root from ${address(i)} port 22 ssh2\n`);
          await added;
          took.push(performance.now() - begin);
        }
        end();
        const sorted = took.toSorted((a, b) => a - b);
        const at = (share: number) => (sorted[Math.floor(share * sorted.length)] ?? NaN).toFixed(1);
        console.log(`append to kernel: p50 ${at(0.5)} ms, p99 ${at(0.99)} ms, at most ${at(0.9999)} ms`);
      });
    },
    once,
  );
});

/** Hears what is added to sets; waiting for an address ends when the kernel has told of it. */
function listener(ns: Namespace): { readonly heard: (id: string) => Promise<void>; readonly end: () => void } {
  const waiting = new Map<string, () => void>();
  const child = spawn('ip', ['netns', 'exec', ns.name, 'nft', 'monitor', 'new', 'elements'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  createInterface(child.stdout).on('line', (line) => {
    const id = /\{ (\S+)/.exec(line)?.[1] ?? '';
    waiting.get(id)?.();
    waiting.delete(id);
  });
  return {
    heard: async (id) => new Promise((resolve) => waiting.set(id, resolve)),
    end: () => void child.kill(),
  };
}
