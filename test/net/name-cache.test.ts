import { beforeEach, describe, expect, it } from 'vitest';
import { NameCache } from '../../src/net/name-cache.js';
import { HandWaker } from '../support/hand-waker.js';

let now: number;
let asked: string[];
let waker: HandWaker;
let cache: NameCache;
/** The resolver's answers to names under `slow.`, given by hand. */
let answers: (() => void)[];
let resolverIsDown: boolean;

beforeEach(() => {
  now = 1000;
  asked = [];
  answers = [];
  resolverIsDown = false;
  waker = new HandWaker();
  cache = new NameCache({ resolve, clock: () => now, waker });
});

async function resolve(name: string): Promise<readonly string[]> {
  asked.push(name);
  if (resolverIsDown) throw Object.assign(new Error('queryA EAI_AGAIN'), { code: 'EAI_AGAIN' });
  if (name === 'gone.example') throw new Error('ENOTFOUND');
  if (name.startsWith('slow.')) await new Promise<void>((answer) => answers.push(answer));
  return ['2001:DB8::1', '192.0.2.1', '192.0.2.1'];
}

const found = ['2001:db8::1', '192.0.2.1'];
/** Everything that can go on without the clock, the waker or an answer has gone on. */
const settled = async () => new Promise<void>((done) => setImmediate(done));

describe('NameCache', () => {
  it('gives canonical addresses, each once, and asks once in five minutes', async () => {
    expect(await cache.addresses('a.example')).toEqual(found);
    now += 299;
    await cache.addresses('a.example');
    expect(asked).toEqual(['a.example']);
    now += 2;
    await cache.addresses('a.example');
    expect(asked).toHaveLength(2);
  });

  it('remembers failures as "no address"', async () => {
    expect(await cache.addresses('gone.example')).toEqual([]);
    expect(await cache.addresses('gone.example')).toEqual([]);
    expect(asked).toHaveLength(1);
  });

  it('goes on with what it knows while the resolver is down', async () => {
    await cache.addresses('a.example');
    resolverIsDown = true;
    now += 301;
    expect(await cache.addresses('a.example')).toEqual(found);
    expect(await cache.addresses('b.example')).toEqual([]);
    expect(asked).toHaveLength(3);
  });

  it('shares a lookup that is under way', async () => {
    await Promise.all([cache.addresses('a.example'), cache.addresses('a.example')]);
    expect(asked).toHaveLength(1);
  });

  it('answers at once with what it knows and catches up behind', async () => {
    expect(cache.known('a.example')).toEqual([]);
    expect(cache.known('a.example')).toEqual([]);
    await cache.addresses('a.example');
    expect(cache.known('a.example')).toEqual(found);
    expect(asked).toHaveLength(1);
    now += 301;
    expect(cache.known('a.example')).toEqual(found);
    await settled();
    expect(asked).toHaveLength(2);
  });

  it('keeps at most a thousand names', async () => {
    for (let i = 0; i <= 1000; i++) await cache.addresses(`${i}.example`);
    await cache.addresses('1000.example');
    expect(asked).toHaveLength(1001);
    await cache.addresses('0.example');
    expect(asked).toHaveLength(1002);
  });
});

describe('a slow resolver', () => {
  it('is waited for five seconds; what it says then is for those who ask next', async () => {
    const first = cache.addresses('slow.example');
    await settled();
    waker.wake();
    expect(await first).toEqual([]);
    now += 5;
    expect(await cache.addresses('slow.example')).toEqual([]);
    for (const answer of answers) answer();
    await settled();
    expect(await cache.addresses('slow.example')).toEqual(found);
    expect(asked).toEqual(['slow.example']);
  });

  it('is asked two names at a time, and never those nobody waits for any more', async () => {
    const flood = Array.from({ length: 50 }, async (_, number) => cache.addresses(`slow.${number}`));
    await settled();
    expect(asked).toEqual(['slow.0', 'slow.1']);
    answers[0]?.();
    await settled();
    expect(asked).toEqual(['slow.0', 'slow.1', 'slow.2']);
    waker.wake();
    now += 5;
    expect((await Promise.all(flood)).flat()).toEqual(found);
    for (const answer of answers) answer();
    await settled();
    expect(asked).toHaveLength(3);
    // They were not asked for, so nothing is known of them.
    now += 1;
    const again = cache.addresses('slow.40');
    await settled();
    for (const answer of answers) answer();
    expect(await again).toEqual(found);
  });

  it('leaves no more than a thousand names waiting', async () => {
    const flood = Array.from({ length: 1001 }, async (_, number) => cache.addresses(`slow.${number}`));
    expect(await flood[1000]).toEqual([]);
    waker.wake();
    now += 5;
    await Promise.all(flood);
  });
});
