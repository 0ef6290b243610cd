import { execFileSync } from 'node:child_process';
import { bench, describe } from 'vitest';
import type { CommandAction } from '../../src/action/action.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { setup } from '../support/build.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { cpuOf, fail2ban, type Program, startBenchDaemon, tsban } from './bench-daemon.js';
import { counted, spend } from './counted.js';

/** How many bans a firewall is given at once, and how many it holds in the end. */
const [burst, many] = [5000, Number(process.env['TSBAN_BENCH_BANS'] ?? 100_000)];
const commands = 300;

const reason = missing('nft');
const real = realFail2ban();
if (typeof real === 'string') console.log(`Only tsban's own figures: ${real}`);

const address = (n: number) => `10.${n >> 16}.${(n >> 8) & 255}.${n & 255}`;
const tickets = (from: number, count: number) =>
  Array.from({ length: count }, (_, n) => banTicket({ id: address(from + n), time: Date.now() / 1000 }));

/** What it took, children included. */
async function spent(what: string, job: () => Promise<unknown>): Promise<void> {
  const [cpu, wall] = [cpuOf(process.pid), performance.now()];
  await job();
  const [cpuMs, wallMs] = [(cpuOf(process.pid) - cpu) * 1000, performance.now() - wall];
  spend(cpuMs);
  console.log(`${what}: ${cpuMs.toFixed(0)} ms CPU, ${wallMs.toFixed(0)} ms`);
}

const ban = async (action: CommandAction, from: number, count: number) =>
  Promise.all(tickets(from, count).map(async (ticket) => action.ban(ticket)));
const unban = async (action: CommandAction, from: number, count: number) =>
  Promise.all(tickets(from, count).map(async (ticket) => action.unban(ticket)));

async function inNamespace(use: (namespace: Namespace) => Promise<void>): Promise<void> {
  const namespace = makeNamespace();
  try {
    await use(namespace);
  } finally {
    namespace.remove();
  }
}

describe('CPU milliseconds of commands for one address', () => {
  bench(
    `${commands} bans by a user's own action, one after the other`,
    async () => {
      const { action } = actionIn(['/bin/sh'], actionDefinition({ actionban: 'true', actionunban: 'true' }));
      await ban(action, 0, commands);
      await spent(`${commands} shells`, async () => ban(action, commands, commands));
    },
    counted(1),
  );
});

describe.skipIf(reason !== undefined)('CPU milliseconds of commands for many', () => {
  bench(
    `the shipped nftables, from none to ${many} bans and back`,
    async () =>
      inNamespace(async ({ shell }) => {
        const { action } = actionIn(shell, shippedAction('nftables-allports'));
        await spent('the first ban, which makes the set', async () => ban(action, 0, 1));
        await spent('one ban', async () => ban(action, 1, 1));
        await spent(`${burst} bans`, async () => ban(action, 10, burst));
        await spent(`${burst} unbans`, async () => unban(action, 10, burst));
        await spent(`${many} bans`, async () => ban(action, 10_000, many));
        await spent(`one ban beside ${many}`, async () => ban(action, 2, 1));
        await spent(`${burst} bans beside ${many}`, async () => ban(action, 10, burst));
        await spent('comparing what is in force', async () => action.reconcile());
        await spent(`stopping with ${many + burst}`, async () => action.stop());
      }),
    counted(1),
  );
});

describe.skipIf(reason !== undefined)(
  'daemons: CPU milliseconds of a thousand bans by hand with nftables, and of lifting them',
  () => {
    setup();
    const programs: [Program, number][] = [[tsban('config'), burst]];
    if (typeof real !== 'string') programs.push([fail2ban(real), 100]);
    for (const [program, count] of programs) {
      bench(
        `${program.name}, from ${count}`,
        async () =>
          inNamespace(async ({ name }) => {
            const inside: Program = {
              ...program,
              server: (paths) => ['ip', 'netns', 'exec', name, ...program.server(paths)],
            };
            const jail = '[sshd]\nenabled = true\nbackend = auto\nlogpath = /dev/null\naction = nftables-allports\n';
            const daemon = await startBenchDaemon(inside, jail);
            const told = async (what: string, ...words: readonly string[]) => {
              const [cpu, begin] = [daemon.cpu(), performance.now()];
              daemon.tell(...words);
              const answered = performance.now() - begin;
              await daemon.quiet(3);
              const cpuMs = (daemon.cpu() - cpu) * 1000;
              spend(cpuMs);
              console.log(
                `${program.name}, ${what}: ${cpuMs.toFixed(0)} ms CPU, answered after ${answered.toFixed(0)} ms`,
              );
            };
            try {
              const ids = Array.from({ length: count }, (_, n) => address(n));
              await told(`${count} banned by hand`, 'set', 'sshd', 'banip', ...ids);
              const set = execFileSync('ip', ['netns', 'exec', name, 'nft', 'list', 'ruleset'], { encoding: 'utf8' });
              const held = set.match(/\b10\.\d+\.\d+\.\d+/g)?.length ?? 0;
              if (held !== count) throw new Error(`${program.name} has banned ${held} instead of ${count}`);
              await told(`${count} unbanned`, 'unban', '--all');
            } finally {
              await daemon.stop();
            }
          }),
        counted(1),
      );
    }
  },
);
