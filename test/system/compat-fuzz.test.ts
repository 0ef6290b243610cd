import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { endOfMessage } from '../../src/server/compat/messages.js';
import { pickle } from '../../src/server/compat/pickle.js';
import { pick, type Random, randomFrom } from '../python-regex/example.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const { TSBAN_FUZZ_TIMES = '1', TSBAN_FUZZ_SEED = '1' } = process.env;

let state: string;
let daemon: RunningDaemon;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'tsban-compat-'));
  mkdirSync(join(state, 'filter.d'));
  writeFileSync(join(state, 'filter.d/t.conf'), '[Definition]\nfailregex = fail from <HOST>$\n');
  writeFileSync(join(state, 'tsban.conf'), `[Definition]\ncompatsocket = ${state}/compat.sock\n`);
  writeFileSync(join(state, 'jail.conf'), `[app]\nenabled = true\nfilter = t\nlogpath = ${state}/app.log\n`);
  writeFileSync(join(state, 'app.log'), '');
  daemon = await startDaemon({ shell: ['/bin/sh'], config: state, state });
});
afterEach(async () => {
  await daemon.end('SIGKILL');
  rmSync(state, { recursive: true });
});

const commands = [
  ['ping'],
  ['status'],
  ['status', 'app'],
  ['get', 'app', 'banip'],
  ['echo', '<F2B_END_COMMAND>'],
  ['set', 'app', 'banip', '203.0.113.1'],
  ['reload', '--all', [], []],
];

/** Bytes that are nearly what a client sends, or not at all. */
function nonsense(random: Random): Buffer {
  const request = Buffer.concat([pickle(pick(random, commands)), Buffer.from(endOfMessage)]);
  const kinds = [
    () => request,
    () => Buffer.concat(Array.from({ length: 50 }, () => request)),
    () => request.subarray(0, random(request.length)),
    () => {
      for (let times = random(6); times >= 0; times--) request[random(request.length)] = random(256);
      return request;
    },
    () => Buffer.from(Array.from({ length: random(2000) }, () => random(256))),
    () => Buffer.alloc(random(3_000_000), pick(random, [']', '(', '}', 'N\x94', 'I1\n', '<F2B_END_COMMAND', '\0'])),
    () => Buffer.from(`${'('.repeat(random(100_000))}.${endOfMessage}`),
  ];
  return pick(random, kinds)();
}

/** Says something, takes some of the answer or none, and goes or is gone. */
async function attack(random: Random): Promise<void> {
  const client = connect(join(state, 'compat.sock'));
  client.on('error', () => undefined);
  const closed = new Promise((resolve) => client.once('close', resolve));
  await new Promise<void>((resolve) => {
    client.once('close', resolve);
    client.write(nonsense(random), () => resolve());
  });
  if (random(2) === 0) client.resume();
  if (random(3) === 0) client.destroy();
  else client.end(nonsense(random)).resume();
  await closed;
}

async function round(random: Random): Promise<void> {
  for (let times = 0; times < 60 * Number(TSBAN_FUZZ_TIMES); times++) {
    await Promise.all(Array.from({ length: 20 }, async () => attack(random)));
  }
}

const pid = () => readFileSync(join(state, 'pid'), 'utf8').trim();
/** Files that a daemon which has just started may open yet, however many connections there are. */
const few = 5;
const openFiles = () => readdirSync(`/proc/${pid()}/fd`).length;
const memory = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) * 1024;

it('a daemon outlives whatever comes in by its second socket, and grows by nothing', {
  timeout: 200_000 * Number(TSBAN_FUZZ_TIMES),
}, async () => {
  const random = randomFrom(Number(TSBAN_FUZZ_SEED));
  const filesBefore = openFiles();
  // The first takes what the heap likes to have.
  await round(random);
  const before = memory();
  await round(random);
  await round(random);
  console.info(
    `${Math.round(before / 1e6)} MB after a third of the requests, ${Math.round(memory() / 1e6)} MB after all`,
  );
  expect(memory() - before).toBeLessThan(100_000_000);
  await until(() => openFiles() <= filesBefore + few);
  expect((await daemon.client('ping')).stdout).toBe('Server replied: pong');
});

it('a thousand connections that only stay are a hundred', async () => {
  const filesBefore = openFiles();
  const ping = Buffer.concat([pickle(['ping']), Buffer.from(endOfMessage)]);
  const idle: Socket[] = [];
  for (let count = 0; count < 1000; count++) {
    const client = connect(join(state, 'compat.sock')).on('error', () => undefined);
    idle.push(client);
    client.write(ping);
    await new Promise((resolve) => client.once('data', resolve));
  }
  await until(() => openFiles() <= filesBefore + 100 + few);
  await until(() => idle.filter(({ closed }) => !closed).length === 100);
  expect((await daemon.client('status', 'app')).stdout).toContain('Status for the jail: app');
  for (const client of idle) client.destroy();
  await until(() => openFiles() <= filesBefore + few);
});
