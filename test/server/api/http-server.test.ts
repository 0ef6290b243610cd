import { mkdtempSync, rmSync } from 'node:fs';
import { Agent } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { EventFeed } from '../../../src/server/api/event-feed.js';
import { eventMessage } from '../../../src/server/api/event-stream.js';
import { type ApiServer, createApiServer } from '../../../src/server/api/http-server.js';
import type { Route } from '../../../src/server/api/route.js';
import { claimSocket } from '../../../src/server/claim-socket.js';
import { CommandError } from '../../../src/server/command-error.js';
import type { Control } from '../../../src/server/control.js';
import type { Cancel } from '../../../src/time/waker.js';
import { HandWaker } from '../../support/hand-waker.js';
import { ask, post, RawClient } from '../../support/http-client.js';
import { until } from '../../support/until.js';

/** Tells how many looks are to come. */
class CountingWaker extends HandWaker {
  toCome = 0;

  override after(seconds: number, look: () => void): Cancel {
    this.toCome += 1;
    const cancel = super.after(seconds, look);
    return () => {
      this.toCome -= 1;
      cancel();
    };
  }
}

let directory: string;
let path: string;
let waker: CountingWaker;
let events: EventFeed;
let api: ApiServer;
/** Ends what `/slow` and `/long` are at. */
let release: (() => void)[];
let handled: string[];
let clients: RawClient[];

const place = (method: 'GET' | 'POST', at: string) =>
  ({ method, path: at, summary: '', right: 'read', kind: 'json', answer: v.unknown() }) as const;
const long = Array.from({ length: 300_000 }, (_, index) => ({ index, text: 'x'.repeat(50) }));
const when = async () => new Promise<void>((resolve) => release.push(resolve));

const routes: readonly Route[] = [
  {
    ...place('GET', '/name/{name}'),
    handle: (_context, { params }) => {
      handled.push(params.name ?? '');
      return params;
    },
  },
  { ...place('GET', '/slow'), handle: async () => when() },
  { ...place('GET', '/long'), handle: () => long },
  { ...place('GET', '/broken'), handle: () => Promise.reject(new Error('it broke')) },
  { ...place('GET', '/secret'), right: 'root', handle: () => 'secret' },
  { ...place('POST', '/echo'), body: v.unknown(), handle: (_context, { body }) => body },
  {
    ...place('GET', '/events'),
    kind: 'stream',
    type: 'text/event-stream',
    handle: (_context, { query }) => {
      if (query.has('jail')) throw CommandError.unknownJail('x');
      return (hear) => events.subscribe([], (event) => hear(eventMessage(event)));
    },
  },
];

const get = (name: string) => `GET /name/${name} HTTP/1.1\r\nhost: x\r\n\r\n`;
const happened = (text: string) => events.tell({ time: 1, event: 'ban', jail: 'app', id: '203.0.113.1', text });

function newClient(...texts: readonly string[]): RawClient {
  const client = new RawClient(path);
  for (const text of texts) client.say(text);
  clients.push(client);
  return client;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-api-'));
  path = join(directory, 'sock');
  [waker, events, release, handled, clients] = [new CountingWaker(), new EventFeed(), [], [], []];
  const control = {} as Control;
  api = createApiServer({ routes, context: { control, events, right: 'ban' }, waker });
  await claimSocket(api.server, path, 'taken');
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  for (const end of release) end();
  await api.close();
  rmSync(directory, { recursive: true });
});

describe('a request', () => {
  it('is answered with JSON and its length, also of its head alone', async () => {
    const { status, headers, text } = await ask(path, '/name/%C3%BC%2F');
    expect([status, headers['content-type'], text]).toEqual([200, 'application/json', '{"name":"ü/"}\n']);
    const head = await ask(path, '/name/%C3%BC%2F', { method: 'HEAD' });
    expect([head.status, head.text, head.headers['content-length']]).toEqual([
      200,
      '',
      String(Buffer.byteLength(text)),
    ]);
  });

  it.each([
    { path: '/nosuch', status: 404, code: 'NOT_FOUND' },
    { path: '/name/', status: 404, code: 'NOT_FOUND' },
    { path: '//', status: 404, code: 'NOT_FOUND' },
    { path: '*', method: 'OPTIONS', status: 404, code: 'NOT_FOUND' },
    { path: '/name/%zz', status: 400, code: 'PATH' },
    { path: '/name/x', method: 'DELETE', status: 405, code: 'METHOD', allow: 'GET, HEAD' },
    { path: '/echo', method: 'PUT', status: 405, code: 'METHOD', allow: 'POST' },
    { path: '/secret', status: 403, code: 'FORBIDDEN' },
    { path: '/broken', status: 500, code: 'INTERNAL' },
    { path: '/echo', method: 'POST', body: '{', status: 400, code: 'BODY' },
    { path: '/echo', method: 'POST', body: '', status: 400, code: 'BODY' },
    { path: '/echo', method: 'POST', body: '"x"', type: 'text/plain', status: 415, code: 'MEDIA_TYPE' },
    { path: '/echo', method: 'POST', body: `"${'x'.repeat(1_048_575)}"`, status: 413, code: 'TOO_LARGE' },
  ])(
    'of $method $path that can not be answered gets $code',
    async ({ path: at, method, body, type, status, code, allow }) => {
      const headers = type === undefined ? {} : { 'content-type': type };
      const answer = await ask(path, at, { method, body, headers } as Parameters<typeof ask>[2]);
      expect(answer.headers['content-type']).toBe('application/problem+json');
      expect(answer.headers.allow).toBe(allow);
      expect(answer.body).toMatchObject({ type: 'about:blank', status, code });
      expect(answer.status).toBe(status);
    },
  );

  it('may have a body of a mebibyte, however it comes', async () => {
    const text = 'x'.repeat(1_048_574);
    expect((await post(path, '/echo', text)).body).toBe(text);
    const client = newClient('POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\n3\r\n"a');
    client.say('b\r\n1\r\n"\r\n0\r\n\r\n');
    await client.hears('"ab"\n');
  });

  it('may name the host as well, as to a proxy', async () => {
    expect((await ask(path, 'http://tsban/name/x?a=b')).body).toEqual({ name: 'x' });
  });
});

describe('a connection', () => {
  it('is kept for the next request', async () => {
    const agent = new Agent({ keepAlive: true, maxSockets: 1 });
    for (const name of ['a', 'b', 'c']) await ask(path, `/name/${name}`, { agent });
    const sockets = Object.values(agent.freeSockets).flat();
    expect(sockets).toHaveLength(1);
    agent.destroy();
  });

  it('has its requests answered one after the other, in their order', async () => {
    const client = newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n', get('a'), get('b'));
    await until(() => release.length === 1);
    const other = newClient(get('other'));
    await other.hears('other');
    expect(handled).toEqual(['other']);
    release[0]?.();
    await client.hears('"b"');
    expect(handled).toEqual(['other', 'a', 'b']);
    expect(client.heard.indexOf('null')).toBeLessThan(client.heard.indexOf('"a"'));
  });

  it('that asks for more and more without listening is closed', async () => {
    const client = newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n', ...Array.from({ length: 20 }, () => get('a')));
    await client.closed();
    expect(handled).toEqual([]);
  });

  it.each([
    { what: 'garbage', bytes: '\u0000\u0001garbage\r\n\r\n', status: 400, code: 'REQUEST' },
    { what: 'a pickle', bytes: '\u0080\u0004\u0095]\u0094.<F2B_END_COMMAND>', status: 400, code: 'REQUEST' },
    {
      what: 'no length',
      bytes: 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: -1\r\n\r\n',
      status: 400,
      code: 'REQUEST',
    },
    { what: 'a bomb', bytes: `GET / HTTP/1.1\r\nx: ${'y'.repeat(20_000)}\r\n\r\n`, status: 431, code: 'HEADERS' },
    {
      what: 'a bad chunk',
      bytes: 'POST /echo HTTP/1.1\r\nhost: x\r\ntransfer-encoding: chunked\r\n\r\nzz\r\n',
      status: 400,
      code: 'REQUEST',
    },
  ])('that sends $what is told so, and closed', async ({ bytes, status, code }) => {
    const client = newClient(bytes);
    await client.closed();
    const [head = '', body = ''] = client.heard.split('\r\n\r\n');
    expect(head).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
    expect(JSON.parse(body)).toMatchObject({ status, code });
  });

  it('that ends in the middle of a request harms nobody', async () => {
    for (const bytes of ['GET /na', 'POST /echo HTTP/1.1\r\nhost: x\r\ncontent-length: 9\r\n\r\n"a']) {
      const client = newClient(bytes);
      client.socket.end();
      await client.closed();
    }
    expect((await ask(path, '/name/x')).status).toBe(200);
  });

  it('that dies while it is answered harms nobody', async () => {
    const [waiting, reading] = [
      newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n'),
      newClient('GET /long HTTP/1.1\r\nhost: x\r\n\r\n'),
    ];
    await until(() => release.length === 1);
    await reading.hears('[');
    waiting.socket.destroy();
    reading.socket.destroy();
    release[0]?.();
    expect((await ask(path, '/name/x')).status).toBe(200);
  });
});

describe('a long answer', () => {
  it('comes whole', async () => {
    expect((await ask(path, '/long')).text === `${JSON.stringify(long)}\n`).toBe(true);
  });

  it('has to be taken', async () => {
    const client = newClient();
    client.socket.pause();
    client.say('GET /long HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => waker.toCome > 0);
    // What is in memory of it is a piece, not all of it.
    waker.wake();
    client.socket.resume();
    await client.closed();
    expect(client.heard.length).toBeLessThan(1_000_000);
  });

  it('is not given to more than eight at a time', async () => {
    for (let count = 0; count < 8; count++) {
      const client = newClient();
      client.socket.pause();
      client.say('GET /long HTTP/1.1\r\nhost: x\r\n\r\n');
    }
    await until(() => waker.toCome >= 8);
    const refused = await ask(path, '/long');
    expect([refused.status, refused.headers['retry-after']]).toEqual([503, '1']);
    expect(refused.body).toMatchObject({ code: 'BUSY' });
    expect((await ask(path, '/name/x')).status).toBe(200);
    clients[0]?.socket.destroy();
    await until(async () => (await ask(path, '/long')).status === 200);
  });
});

describe('a stream of events', () => {
  const listen = 'GET /events HTTP/1.1\r\nhost: x\r\n\r\n';

  it('brings each of them, and signs of life', async () => {
    const client = newClient(listen);
    await client.hears('content-type: text/event-stream\r\n');
    await client.hears(': events\n\n');
    happened('Ban 203.0.113.1');
    const data = '{"time":1,"event":"ban","jail":"app","id":"203.0.113.1","text":"Ban 203.0.113.1"}';
    await client.hears(`event: ban\ndata: ${data}\n\n`);
    waker.wake();
    await client.hears(': still here\n\n');
    client.socket.destroy();
    await until(() => !events.isHeard);
  });

  it('is closed for whoever is too slow', async () => {
    const client = newClient();
    client.socket.pause();
    client.say(listen);
    await until(() => events.isHeard);
    await until(() => {
      for (let count = 0; count < 100; count++) happened('x'.repeat(10_000));
      return !events.isHeard;
    });
    client.socket.resume();
    await client.closed();
    expect(client.heard.length).toBeLessThan(8_000_000);
  });

  it('is for sixteen at a time, and costs nothing where only the head is asked for', async () => {
    for (let count = 0; count < 20; count++) expect((await ask(path, '/events?jail=x')).status).toBe(404);
    const all = Array.from({ length: 16 }, () => newClient(listen));
    for (const client of all) await client.hears(': events');
    expect((await ask(path, '/events')).body).toMatchObject({ code: 'BUSY' });
    const head = await ask(path, '/events', { method: 'HEAD' });
    expect([head.status, head.headers['content-type']]).toEqual([200, 'text/event-stream']);
  });
});

describe('a crowd', () => {
  it('drops whoever has waited longest, and none that is being answered', async () => {
    const busy = newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => release.length === 1);
    const early = newClient(get('a'));
    await early.hears('"a"');
    const idle = Array.from({ length: 126 }, () => newClient('GET /ha'));
    const count = async () => new Promise((resolve) => api.server.getConnections((_error, open) => resolve(open)));
    await until(async () => (await count()) === 128);
    early.say(get('b'));
    await early.hears('"b"');
    expect((await ask(path, '/name/late')).status).toBe(200);
    await until(() => idle.some(({ isClosed }) => isClosed));
    expect(idle.filter(({ isClosed }) => isClosed)).toHaveLength(1);
    expect([busy.isClosed, early.isClosed]).toEqual([false, false]);
  });
});

describe('the end', () => {
  it('waits for the answer that is under way, ends streams, and closes who only waits', async () => {
    const [asking, idle] = [newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n'), newClient(get('a'))];
    const listening = newClient('GET /events HTTP/1.1\r\nhost: x\r\n\r\n');
    await idle.hears('"a"');
    await listening.hears(': events');
    await until(() => release.length === 1);
    const closed = api.close();
    await Promise.all([idle.closed(), listening.closed()]);
    release[0]?.();
    await closed;
    await asking.hears('null');
    expect(listening.heard).toMatch(/\r\n0\r\n\r\n$/);
  });

  it('does not wait for ever', async () => {
    const client = newClient('GET /slow HTTP/1.1\r\nhost: x\r\n\r\n');
    await until(() => release.length === 1);
    const closed = api.close();
    waker.wake();
    await closed;
    await client.closed();
    expect(client.heard).toBe('');
  });
});
