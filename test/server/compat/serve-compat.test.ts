import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandError } from '../../../src/server/command-error.js';
import { endOfMessage, leaving } from '../../../src/server/compat/messages.js';
import { pickle } from '../../../src/server/compat/pickle.js';
import { serveCompat } from '../../../src/server/compat/serve-compat.js';
import type { Unpickled } from '../../../src/server/compat/pickle-machine.js';
import { unpickle } from '../../../src/server/compat/unpickle.js';
import type { Cancel } from '../../../src/time/waker.js';
import { HandWaker } from '../../support/hand-waker.js';
import { RawClient } from '../../support/http-client.js';
import { until } from '../../support/until.js';

/** A server whose `reload` takes as long as the test wants, and whose version is what the test says. */
class SlowServer {
  version = '1.2.3';
  /** Ends those reloads that are going on. */
  readonly reloads: (() => void)[] = [];

  readonly transmit = (words: readonly string[]): unknown => {
    const [verb, ...rest] = words;
    if (verb === 'reload') return new Promise<string>((resolve) => this.reloads.push(() => resolve('OK')));
    if (verb === 'ping') return 'pong';
    if (verb === 'echo') return rest.join(' ');
    if (verb === 'version') return this.version;
    throw CommandError.invalid();
  };
}

/** Tells how many looks are to come. */
class CountingWaker extends HandWaker {
  readonly #toCome = new Set<() => void>();

  get toCome(): number {
    return this.#toCome.size;
  }

  override after(seconds: number, look: () => void): Cancel {
    const cancel = super.after(seconds, look);
    this.#toCome.add(look);
    return () => {
      this.#toCome.delete(look);
      cancel();
    };
  }
}

/** A client of Fail2Ban's protocol. */
class Client extends RawClient {
  ask(...words: readonly string[]): void {
    this.socket.write(Buffer.concat([pickle(words), Buffer.from(endOfMessage)]));
  }

  get answers(): readonly Unpickled[] {
    const answers = this.bytes.toString('latin1').split(endOfMessage).slice(0, -1);
    return answers.map((answer) => unpickle(Buffer.from(answer, 'latin1')));
  }

  async answered(count: number): Promise<readonly Unpickled[]> {
    await until(() => this.answers.length >= count);
    return this.answers;
  }
}

let directory: string;
let path: string;
let slow: SlowServer;
let waker: CountingWaker;
let logged: string[];
let server: { close(): Promise<void> };
let clients: Client[];

const serve = async () =>
  serveCompat(path, {
    transmit: slow.transmit,
    waker,
    log: (level, logger, text) => logged.push(`${logger} ${level} ${text}`),
  });

function newClient(): Client {
  const client = new Client(path);
  clients.push(client);
  return client;
}

beforeEach(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-compat-'));
  path = join(directory, 'fail2ban.sock');
  slow = new SlowServer();
  waker = new CountingWaker();
  logged = [];
  clients = [];
  server = await serve();
});

afterEach(async () => {
  for (const { socket } of clients) socket.destroy();
  for (const end of slow.reloads) end();
  await server.close();
  rmSync(directory, { recursive: true });
});

describe('the socket', () => {
  it('is for its owner alone, and gone afterwards', async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await server.close();
    expect(existsSync(path)).toBe(false);
    server = await serve();
  });

  it('is not taken from who answers on it, nor is what is no socket', async () => {
    await expect(serve()).rejects.toThrow(/somebody answers there already/);
    await server.close();
    writeFileSync(path, 'precious');
    await expect(serve()).rejects.toThrow(/no socket/);
    rmSync(path);
    server = await serve();
  });
});

describe('a client', () => {
  it('gets its requests answered in their order, however they are cut, until it takes its leave', async () => {
    const client = newClient();
    const ping = pickle(['ping']).toString('latin1');
    client.say(ping.slice(0, 3), ping.slice(3) + endOfMessage.slice(0, 5), endOfMessage.slice(5));
    client.ask('echo', 'a');
    client.ask('version');
    client.say(`${leaving}${endOfMessage}`);
    client.ask('ping');
    await client.closed();
    expect(client.answers).toEqual([
      [0, 'pong'],
      [0, ['a']],
      [0, '1.2.3'],
    ]);
  });

  it('that says no more is answered before it is let go', async () => {
    const client = newClient();
    client.ask('reload');
    client.socket.end();
    await until(() => slow.reloads.length === 1);
    slow.reloads[0]?.();
    await client.closed();
    expect(client.answers).toEqual([[0, 'OK']]);
  });

  it('is told of what is no request, and goes on', async () => {
    const client = newClient();
    client.say(
      endOfMessage,
      `garbage${endOfMessage}`,
      `cos\nsystem\n(S'id'\ntR.${endOfMessage}`,
      'x'.repeat(1_100_000),
      endOfMessage,
    );
    client.ask('ping');
    expect(await client.answered(5)).toEqual([
      'ERROR: the pickle is cut short',
      'ERROR: the pickle is cut short',
      'ERROR: opcode 0x63 at byte 0 is for no list, text, number or other plain data',
      'ERROR: a request may have 1048576 bytes at most',
      [0, 'pong'],
    ]);
    expect(logged).toEqual(['asyncserver error PROTO-error: load message failed: the pickle is cut short']);
  });

  it('has to finish what it began, and may then wait as long as it likes', async () => {
    const [half, whole] = [newClient(), newClient()];
    half.say('](U');
    whole.say(pickle(['ping']).toString('latin1'));
    await until(() => waker.toCome === 2);
    whole.say(endOfMessage);
    await whole.answered(1);
    await until(() => waker.toCome === 1);
    waker.wake();
    await half.closed();
    whole.ask('ping');
    await whole.answered(2);
  });

  it('has to take its answer', async () => {
    slow.version = 'x'.repeat(50_000_000);
    const lazy = newClient();
    lazy.socket.pause();
    lazy.ask('version');
    await until(() => waker.toCome === 1);
    waker.wake();
    lazy.socket.resume();
    await lazy.closed();
    expect(lazy.answers).toEqual([]);
    const eager = newClient();
    eager.ask('ping');
    await eager.answered(1);
  });

  it('that dies while it is answered takes nobody with it', async () => {
    const [dying, other] = [newClient(), newClient()];
    dying.ask('reload');
    await until(() => slow.reloads.length === 1);
    dying.socket.destroy();
    slow.reloads[0]?.();
    other.ask('ping');
    expect(await other.answered(1)).toEqual([[0, 'pong']]);
  });
});

describe('a crowd', () => {
  it('of connections drops whoever has waited longest, and none that is being answered', async () => {
    const busy = newClient();
    busy.ask('reload');
    const early = newClient();
    early.ask('ping');
    await early.answered(1);
    const idle = Array.from({ length: 98 }, newClient);
    for (const client of idle) client.ask('ping');
    for (const client of idle) await client.answered(1);
    early.ask('ping');
    await early.answered(2);
    const late = newClient();
    late.ask('ping');
    await late.answered(1);
    await until(() => idle.some(({ isClosed }) => isClosed));
    expect(idle.filter(({ isClosed }) => isClosed)).toHaveLength(1);
    expect([busy.isClosed, early.isClosed]).toEqual([false, false]);
    slow.reloads[0]?.();
    await busy.answered(1);
  });

  it('of which all are being answered lets nobody else in', async () => {
    const busy = Array.from({ length: 100 }, newClient);
    for (const client of busy) client.ask('reload');
    await until(() => slow.reloads.length === 100);
    const late = newClient();
    await late.closed();
    slow.reloads[0]?.();
    await until(() => busy.some(({ answers }) => answers.length === 1));
    const later = newClient();
    later.ask('ping');
    await later.answered(1);
  });
});

describe('the end', () => {
  it('waits for the answer that is under way, and for nobody who only listens', async () => {
    const [asking, listening] = [newClient(), newClient()];
    listening.ask('ping');
    await listening.answered(1);
    asking.ask('reload');
    await until(() => slow.reloads.length === 1);
    const closed = server.close();
    await listening.closed();
    slow.reloads[0]?.();
    await closed;
    expect(await asking.answered(1)).toEqual([[0, 'OK']]);
    server = await serve();
  });
});
