import { hostname } from 'node:os';
import { expect, it } from 'vitest';
import { readHostNames } from '../../src/action/host-names.js';

it('gives the short name without its domain, and a full name that begins with it', async () => {
  const { fq, sh } = await readHostNames();
  expect(sh).toBe(hostname().replace(/\..*/, ''));
  expect(fq === sh || fq.startsWith(`${sh}.`)).toBe(true);
});
