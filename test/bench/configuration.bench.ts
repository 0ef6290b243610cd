import { afterAll, bench, describe } from 'vitest';
import { readConfiguration } from '../../src/config/read-config.js';
import { compileRegexes } from '../../src/filter/compile-regexes.js';
import { hundredJails } from './hundred-jails.js';

const tree = hundredJails();
afterAll(() => tree.remove());

const before = cpuMs();
const { jails } = readConfiguration(tree.directory);
const firstMs = Math.round(cpuMs() - before);
const sources = jails.map(({ filter: { prefregex, failregex, ignoreregex, maxlines } }) => ({
  ...(prefregex === undefined ? {} : { prefregex: prefregex.value }),
  failregex: failregex.map(({ value }) => value),
  ignoreregex: ignoreregex.map(({ value }) => value),
  maxlines,
  usedns: 'warn' as const,
}));

/** Milliseconds of processor time, its own and the kernel's: what the table below counts. */
function cpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
}

const five = { iterations: 5, time: 0, warmupIterations: 0, warmupTime: 0, now: cpuMs };

describe(`${jails.length} jails of ${tree.name}, in CPU milliseconds (the first reading took ${firstMs})`, () => {
  bench('read the configuration', () => void readConfiguration(tree.directory), five);
  bench('compile all regexes', () => sources.forEach((each) => compileRegexes(each)), five);
});
