import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { promisify } from 'node:util';
import { afterAll, bench, describe } from 'vitest';
import { sendCommand } from '../../src/cli/control-client.js';
import { banStore } from '../../src/database/bans.js';
import { openDatabase } from '../../src/database/open-database.js';
import { setup } from '../support/build.js';
import { missing, type Namespace } from '../support/netns.js';
import { appendToKernel, listener, percentiles } from './append-to-kernel.js';
import type { BenchDaemon } from './bench-daemon.js';
import { Dice } from './dice.js';
import { address, nftablesAction, sshdJail, startInNamespace } from './namespace-daemon.js';

const restored = Number(process.env['TSBAN_BENCH_BANS'] ?? 100_000);
const samples = Number(process.env['TSBAN_BENCH_SAMPLES'] ?? 1000);

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const reason = missing('nft');
if (reason !== undefined) console.log(`No figures of a firewall: ${reason}`);
else setup();

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 };

/** A daemon in a network namespace, with so many bans in its database. */
async function inNamespace(bans: number, use: (daemon: BenchDaemon, ns: Namespace, log: string) => Promise<void>) {
  const log = join(scratch, `${bans}.log`);
  writeFileSync(log, '');
  const { daemon, ns, stop } = await startInNamespace('config', sshdJail(log, nftablesAction), (dbfile) =>
    seed(dbfile, bans),
  );
  try {
    await use(daemon, ns, log);
  } finally {
    await stop();
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
        const added = listener(ns);
        await sendCommand(daemon.socket, ['set', 'sshd', 'banip', '203.0.113.1']);
        await daemon.quiet(2);
        const took: number[] = [];
        for (let i = 0; i < samples; i++) {
          await delay(20 + dice.below(60));
          took.push(await appendToKernel(added, address(i), log));
        }
        added.end();
        console.log(`append to kernel: ${percentiles(took)}`);
      });
    },
    once,
  );
});
