import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { connect, type NetConnectOpts, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { pick, type Random, randomFrom } from '../python-regex/example.js';
import { ask, post } from '../support/http-client.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const { TSBAN_FULL, TSBAN_FUZZ_SEED = '1' } = process.env;

/** Seconds of fuzzing: a minute with TSBAN_FULL=1. */
const seconds = TSBAN_FULL === undefined ? 6 : 60;
const port = 30_000 + (process.pid % 10_000);

let state: string;
let daemon: RunningDaemon;
let doors: readonly NetConnectOpts[];

const at = (name: string) => join(state, name);
const pid = () => readFileSync(at('pid'), 'utf8').trim();
/** Files that a daemon which has just started may open yet, however many connections there are. */
const few = 5;
const openFiles = () => readdirSync(`/proc/${pid()}/fd`).length;
const memory = () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid()}/status`, 'utf8'))?.[1]) * 1024;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'tsban-api-'));
  mkdirSync(at('filter.d'));
  mkdirSync(at('action.d'));
  writeFileSync(at('filter.d/t.conf'), '[Definition]\nfailregex = fail from <HOST>$\n');
  writeFileSync(at('action.d/none.conf'), '[Definition]\nactionban =\nactionunban =\n');
  writeFileSync(
    at('tsban.conf'),
    `[Definition]\ncompatsocket = ${at('compat.sock')}\nreadsocket = ${at('read.sock')}\nmetricslisten = 127.0.0.1:${port}\n`,
  );
  const jail = `[app]\nenabled = true\nfilter = t\nlogpath = ${at('app.log')}\naction = none\n`;
  writeFileSync(at('jail.conf'), jail);
  writeFileSync(at('app.log'), '');
  daemon = await startDaemon({ shell: ['/bin/sh'], config: state, state });
  doors = [
    { path: at('tsban.sock') },
    { path: at('read.sock') },
    { path: at('compat.sock') },
    { host: '127.0.0.1', port },
  ];
  const ids = Array.from({ length: 5000 }, (_, index) => `10.0.${index >> 8}.${index & 255}`);
  expect((await post(at('tsban.sock'), '/v1/jails/app/bans', { ids })).body).toEqual({ banned: 5000 });
});

afterEach(async () => {
  await daemon.end('SIGKILL');
  rmSync(state, { recursive: true });
});

const withBody = (path: string, body: string, head = '') =>
  `POST ${path} HTTP/1.1\r\nhost: localhost\r\n${head}content-length: ${body.length}\r\n\r\n${body}`;

const requests = [
  ...[
    '/v1/status',
    '/v1/jails',
    '/v1/bans',
    '/v1/jails/app/bans',
    '/v1/events',
    '/metrics',
    '/openapi.json',
    '/v1/%ff',
  ].map((path) => `GET ${path} HTTP/1.1\r\nhost: localhost\r\n\r\n`),
  withBody('/v1/commands', '{"command":["ping"]}'),
  withBody('/v1/commands', '{"command":["get","app","banip","--with-time"]}'),
  withBody('/v1/commands', '{"command":["sleep","__proto__"]}'),
  withBody('/v1/jails/app/bans', '{"ids":["203.0.113.1"]}', 'expect: 100-continue\r\n'),
  'DELETE /v1/bans/203.0.113.1 HTTP/1.1\r\nhost: localhost\r\nconnection: close\r\n\r\n',
  'POST /v1/commands HTTP/1.1\r\nhost: localhost\r\ntransfer-encoding: chunked\r\n\r\n5\r\n{"com\r\n',
  'GET /v1/status HTTP/1.1\r\nhost: localhost\r\nupgrade: websocket\r\nconnection: upgrade\r\n\r\n',
  'CONNECT localhost:80 HTTP/1.1\r\nhost: localhost\r\n\r\n',
  ']\x94(\x8c\x04pingt.<F2B_END_COMMAND>',
];

/** Bytes that are nearly what a client sends, or not at all. */
function nonsense(random: Random): Buffer {
  const request = Buffer.from(pick(random, requests), 'latin1');
  const kinds = [
    () => request,
    () => Buffer.concat(Array.from({ length: random(50) }, () => request)),
    () => request.subarray(0, random(request.length)),
    () => {
      for (let times = random(6); times >= 0; times--) request[random(request.length)] = random(256);
      return request;
    },
    () => Buffer.from(Array.from({ length: random(2000) }, () => random(256))),
    () => Buffer.from(`GET /v1/status HTTP/1.1\r\n${'a: b\r\n'.repeat(random(20_000))}`),
    () => Buffer.from(`GET /${'x/'.repeat(random(20_000))} HTTP/1.1\r\nhost: localhost\r\n\r\n`),
    () => Buffer.from(withBody('/v1/commands', pick(random, ['[', '{"a":', '"']).repeat(random(400_000)))),
    () => Buffer.from(withBody('/v1/commands', `{"command":["ping"${',""'.repeat(random(300_000))}]}`)),
  ];
  return pick(random, kinds)();
}

/** Says something, takes some of the answer or none, and goes or is gone. */
async function attack(random: Random): Promise<void> {
  const client = connect(pick(random, doors));
  client.on('error', () => undefined);
  const closed = new Promise<void>((resolve) => client.once('close', resolve));
  await Promise.race([closed, new Promise<void>((resolve) => client.write(nonsense(random), () => resolve()))]);
  if (random(2) === 0) client.resume();
  if (random(3) === 0) client.destroy();
  else client.end(nonsense(random)).resume();
  // Whoever is kept on, as one who listens for events, goes on its own.
  if (random(20) !== 0) client.setTimeout(200, () => client.destroy());
  else client.setTimeout(2000, () => client.destroy());
  await closed;
}

it('a daemon outlives whatever comes in by any of its sockets, and grows by nothing', {
  timeout: (seconds + 60) * 3000,
}, async () => {
  const random = randomFrom(Number(TSBAN_FUZZ_SEED));
  let attacks = 0;
  const attackFor = async (time: number) => {
    const end = Date.now() + time * 1000;
    const attacker = async () => {
      for (; Date.now() < end; attacks++) await attack(random);
    };
    await Promise.all(Array.from({ length: 30 }, attacker));
  };
  const filesBefore = openFiles();
  const logBefore = daemon.log().length;
  // The first takes what the heap likes to have.
  await attackFor(seconds);
  const before = memory();
  await attackFor(seconds);
  const grown = memory() - before;
  console.info(
    `${attacks} attacks, ${Math.round(before / 1e6)} MB after half of them, ${Math.round(grown / 1e6)} MB more`,
  );
  expect(grown).toBeLessThan(50_000_000);
  await until(() => openFiles() <= filesBefore + few, 30);
  // One line for each connection of Fail2Ban's protocol that makes no sense, and what was banned by chance; no more.
  expect((daemon.log().length - logBefore) / attacks).toBeLessThan(200);
  expect((await daemon.client('ping')).stdout).toBe('Server replied: pong');
});

it('a thousand connections that only stay, or never come to an end of their request, keep nobody out', async () => {
  const filesBefore = openFiles();
  const idle: Socket[] = [];
  for (const text of [
    '',
    'GET /v1/sta',
    'POST /v1/commands HTTP/1.1\r\nhost: x\r\ncontent-length: 100\r\n\r\n{"comm',
  ]) {
    for (let count = 0; count < 334; count++) {
      const client = connect(at('tsban.sock')).on('error', () => undefined);
      idle.push(client);
      await new Promise<void>((resolve) => client.write(text, () => resolve()));
    }
    expect((await daemon.client('status', 'app')).stdout).toContain('Status for the jail: app');
    expect((await ask(at('tsban.sock'), '/v1/jails')).status).toBe(200);
  }
  await until(() => idle.filter(({ closed }) => !closed).length <= 128);
  expect(openFiles()).toBeLessThanOrEqual(filesBefore + 128 + few);
  for (const client of idle) client.destroy();
  await until(() => openFiles() <= filesBefore + few);
});
