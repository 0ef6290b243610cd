import { beforeEach, describe, expect, it } from 'vitest';
import { NameCache } from '../../src/net/dns.js';

let now: number;
let asked: string[];
let cache: NameCache;

beforeEach(() => {
  now = 1000;
  asked = [];
  cache = new NameCache(
    (name) => {
      asked.push(name);
      return name === 'gone.example'
        ? Promise.reject(new Error('ENOTFOUND'))
        : Promise.resolve(['2001:DB8::1', '192.0.2.1', '192.0.2.1']);
    },
    () => now,
  );
});

describe('NameCache', () => {
  it('gives canonical addresses, each once, and asks once in five minutes', async () => {
    expect(await cache.addresses('a.example')).toEqual(['2001:db8::1', '192.0.2.1']);
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

  it('shares a lookup that is under way', async () => {
    await Promise.all([cache.addresses('a.example'), cache.addresses('a.example')]);
    expect(asked).toHaveLength(1);
  });

  it('answers at once with what it knows and catches up behind', async () => {
    expect(cache.known('a.example')).toEqual([]);
    await cache.addresses('a.example');
    expect(cache.known('a.example')).toEqual(['2001:db8::1', '192.0.2.1']);
    expect(asked).toHaveLength(1);
  });

  it('keeps at most a thousand names', async () => {
    for (let i = 0; i <= 1000; i++) await cache.addresses(`${i}.example`);
    await cache.addresses('1000.example');
    expect(asked).toHaveLength(1001);
    await cache.addresses('0.example');
    expect(asked).toHaveLength(1002);
  });
});
