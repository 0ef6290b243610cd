import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { SharedUse } from '../../src/action/shared-use.js';

type Step = { readonly user: string; readonly key: string; readonly does: 'acquire' | 'release' };

const steps = fc.array(
  fc.record<Step>({
    user: fc.constantFrom('a', 'b', 'c'),
    key: fc.constantFrom('chain', 'set'),
    does: fc.constantFrom('acquire', 'release'),
  }),
  { maxLength: 30 },
);

describe('SharedUse', () => {
  it('has a thing exactly while somebody uses it, whoever comes and goes at the same moment', async () => {
    await fc.assert(
      fc.asyncProperty(fc.scheduler(), steps, async (scheduler, history) => {
        const shared = new SharedUse<string>();
        const there = new Map([
          ['chain', false],
          ['set', false],
        ]);
        const wanted = new Map<string, Set<string>>([
          ['chain', new Set()],
          ['set', new Set()],
        ]);
        const change = (key: string, to: boolean) => async () => {
          await scheduler.schedule(Promise.resolve());
          there.set(key, to);
          return true;
        };
        const all = history.map(async ({ user, key, does }) => {
          if (does === 'acquire') wanted.get(key)?.add(user);
          else wanted.get(key)?.delete(user);
          return does === 'acquire'
            ? shared.acquire(key, user, key, change(key, true))
            : shared.release(key, user, change(key, false));
        });
        await scheduler.waitFor(Promise.all(all));
        for (const [key, users] of wanted) {
          expect(there.get(key)).toBe(users.size > 0);
          expect(new Set(shared.others(key, 'nobody'))).toEqual(users);
        }
      }),
    );
  });

  it('does not take in who could not get in', async () => {
    const shared = new SharedUse<string>();
    expect(await shared.acquire('k', 'a', 'v', async () => Promise.resolve(false))).toBe(false);
    expect(shared.others('k', 'b')).toEqual([]);
  });

  it('goes on after a job that threw', async () => {
    const shared = new SharedUse<string>();
    const thrown = shared.acquire('k', 'a', 'v', async () => Promise.reject(new Error('no')));
    const next = shared.acquire('k', 'a', 'v', async () => Promise.resolve(true));
    await expect(thrown).rejects.toThrow('no');
    expect(await next).toBe(true);
  });

  it('keeps keys from waiting for each other', async () => {
    const shared = new SharedUse<string>();
    let finish = (): void => undefined;
    const slow = shared.acquire('slow', 'a', 'v', async () => {
      await new Promise<void>((resolve) => {
        finish = resolve;
      });
      return true;
    });
    expect(await shared.acquire('quick', 'a', 'v', async () => Promise.resolve(true))).toBe(true);
    finish();
    expect(await slow).toBe(true);
  });
});
