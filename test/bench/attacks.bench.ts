import { readFileSync } from 'node:fs';
import { bench, describe } from 'vitest';
import { expandTags } from '../../src/filter/tags.js';
import { PythonRegex } from '../../src/python-regex/python-regex.js';
import { attacks } from '../python-regex/attacks.js';

/** Milliseconds of processor time, its own and the kernel's: what the tables below count. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const times = (iterations: number) => ({ iterations, time: 0, warmupIterations: 1, warmupTime: 0, now: cpuMs });

describe('safe searches in 64 KiB of the worst, CPU milliseconds each', () => {
  for (const { pattern, text } of attacks) {
    const regex = PythonRegex.compile(pattern);
    const worst = text(65_536);
    bench(`${pattern.slice(0, 40)} in ${worst.slice(0, 20)}…`, () => void regex.searchSafely(worst), times(5));
  }
});

describe('all ways to search, CPU milliseconds for 10,000 lines of sshd', () => {
  const log = readFileSync('fixtures/logs/sshd.log', 'utf8').split('\n');
  const lines = Array.from({ length: 10_000 }, (_, at) => `${log[at % log.length]?.slice(16)}\n`);
  const pattern = 'sshd\\[\\d+\\]: (?:Failed \\S+ for .*? from <HOST>|Invalid user .* from <HOST>(?: port \\d+)?)\\s*$';
  const regex = PythonRegex.compile(expandTags(pattern.replace('<HOST>', '\\S+'), 'warn'), { namedOnly: true });
  bench('search', () => lines.forEach((line) => void regex.search(line)), times(5));
  const sifted = PythonRegex.compile(regex.pattern, { namedOnly: true });
  sifted.sift();
  bench('search of what was sifted', () => lines.forEach((line) => void sifted.search(line)), times(5));
  bench('searchSafely', () => lines.forEach((line) => void regex.searchSafely(line)), times(5));
});
