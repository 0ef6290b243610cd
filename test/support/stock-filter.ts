import { cpSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import type { FilterConfig } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { createDateDetector } from '../../src/date/date-detector.js';
import type { Failure } from '../../src/filter/failure.js';
import { compileFilter } from '../../src/filter/filter.js';

/** When the lines of fixtures/logs are read: an hour after the first. */
const now = Date.UTC(2026, 10, 21, 10) / 1000;

/** What the stock configuration says about the filter of one of its jails; `files` are added to it. */
export function readStockFilter(
  jail: string,
  options: string,
  files: Readonly<Record<string, string>> = {},
): FilterConfig {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-stock-'));
  try {
    bringConfig(directory, Object.keys(files));
    writeFileSync(join(directory, 'jail.local'), `[${jail}]\nenabled = true\nlogpath =\n${options}`);
    for (const [name, text] of Object.entries(files)) writeFileSync(join(directory, name), text);
    const { jails, problems } = readConfiguration(directory);
    const [only] = jails;
    if (only === undefined || problems.length > 0) {
      throw new Error(`[${jail}] can't be read: ${problems.map(({ error }) => error.message).join('; ')}`);
    }
    return only.filter;
  } finally {
    rmSync(directory, { recursive: true });
  }
}

/** The stock configuration; folders nothing is written to are only linked. */
function bringConfig(directory: string, written: readonly string[]): void {
  for (const name of readdirSync('config')) {
    const [from, to] = [resolve('config', name), join(directory, name)];
    if (written.some((file) => file.startsWith(`${name}/`))) cpSync(from, to, { recursive: true });
    else symlinkSync(from, to);
  }
}

/** A filter that gives the failures a line makes, its dates read as UTC; what comes with a time of its own has no date. */
export function stockFilter(config: FilterConfig): (text: string, time?: number) => readonly Failure[] {
  const { prefregex, failregex, ignoreregex, datepattern, maxlines } = config;
  const filter = compileFilter({
    ...(prefregex !== undefined && { prefregex: prefregex.value }),
    failregex: failregex.map(({ value }) => value),
    ignoreregex: ignoreregex.map(({ value }) => value),
    maxlines,
    usedns: 'raw',
    findtime: 86_400,
    dates: createDateDetector({
      ...(datepattern !== undefined && { datepattern: datepattern.value }),
      logtimezone: 'UTC',
      clock: () => now,
    }),
    warn: (text) => {
      throw new Error(text);
    },
  });
  return (text, time) => {
    const line = { text, end: 0, ...(time !== undefined && { time }) };
    return filter.process(line, { now, inOperation: false, writtenAfterStart: false }).failures;
  };
}
