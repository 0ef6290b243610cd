import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { setup } from '../support/build.js';
import { makeConfigTree, stockConfig } from '../support/config-tree.js';
import { missing } from '../support/netns.js';
import { appendToKernel, type Listener, listener, percentiles } from './append-to-kernel.js';
import { Dice } from './dice.js';
import { address, type NamespaceDaemon, nftablesAction, sshdJail, startInNamespace } from './namespace-daemon.js';

const samples = Number(process.env['TSBAN_BENCH_SAMPLES'] ?? 300);

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
const reason = missing('nft');
if (reason !== undefined) console.log(`No figures of a firewall: ${reason}`);
else setup();

/** The actionban of actions nobody wants, and of one to compare them with; and how long it may take. */
const bad = {
  'that works': ['60', 'exit 0'],
  'that hangs': ['3', 'exec sleep 600'],
  'that fails every second time': ['60', `echo >> ${scratch}/fails; test $(($(wc -l < ${scratch}/fails) %% 2)) = 0`],
  'that prints 1 GB': ['1h', 'yes | head -c 1000000000'],
  'that leaves a child': ['60', 'sleep 600 & exit 0'],
} as const;

const definition = ([timeout, actionban]: readonly [string, string]) =>
  `[Definition]\nactionban = ${actionban}\n[Init]\ntimeout = ${timeout}\n`;

/** A good action, and maybe a bad one near it. */
interface Variant {
  readonly name: string;
  readonly actions: readonly string[];
  /** The actions of another jail with a log of its own, if there is one. */
  readonly others: readonly string[];
}

const files = Object.fromEntries(
  Object.values(bad).map((one, index): [string, string] => [`action.d/bad${index}.conf`, definition(one)]),
);
const variants: readonly Variant[] = [
  { name: 'alone', actions: [nftablesAction], others: [] },
  ...Object.keys(bad).flatMap((what, index) => [
    { name: `one ${what} in its jail`, actions: [`bad${index}`, nftablesAction], others: [] },
    { name: `one ${what} in another jail`, actions: [nftablesAction], others: [`bad${index}`] },
  ]),
];

/** A variant that runs. */
interface Running extends NamespaceDaemon {
  readonly name: string;
  readonly logs: readonly string[];
  readonly listener: Listener;
  readonly took: number[];
}

async function start({ name, actions, others }: Variant, index: number): Promise<Running> {
  const [log, otherLog] = ['good', 'other'].map((kind) => join(scratch, `${kind}${index}.log`)) as [string, string];
  for (const file of [log, otherLog]) writeFileSync(file, '');
  const other = `[other]\nenabled = true\nfilter = sshd\nlogpath = ${otherLog}\naction = ${others.join('\n  ')}\n`;
  const config = makeConfigTree(stockConfig, files);
  const running = await startInNamespace(config, sshdJail(log, ...actions) + (others.length > 0 ? other : ''));
  const logs = others.length > 0 ? [otherLog, log] : [log];
  const one = { ...running, name, logs, listener: listener(running.ns), took: [] };
  // The set is made for the first ban.
  await running.daemon.quiet(1);
  await sample(one, address(1), 0);
  one.took.pop();
  running.ns.signal('SIGSTOP');
  return one;
}

/** Has an address banned, nothing of the other variants running meanwhile. */
async function sample({ ns, listener, logs, took }: Running, id: string, pause: number): Promise<void> {
  ns.signal('SIGCONT');
  await delay(pause);
  took.push(await appendToKernel(listener, id, ...logs));
  await delay(20);
  ns.signal('SIGSTOP');
}

describe.skipIf(reason !== undefined)('a good action beside bad ones', () => {
  bench(
    `from the append of a line to the address in the kernel, ${samples} times each`,
    async () => {
      const dice = new Dice(1);
      const all: Running[] = [];
      try {
        for (const [index, variant] of variants.entries()) all.push(await start(variant, index));
        for (let i = 2; i < samples + 2; i++) for (const one of all) await sample(one, address(i), 50 + dice.below(60));
        for (const { name, took } of all) console.log(`${name}: ${percentiles(took)}`);
      } finally {
        for (const { ns, listener, stop } of all) {
          ns.signal('SIGCONT');
          listener.end();
          await stop();
        }
      }
    },
    { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 },
  );
});
