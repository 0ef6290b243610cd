import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, bench, describe } from 'vitest';
import { setup } from '../support/build.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { accessLog } from './access-log.js';
import { authLog } from './auth-log.js';
import { counted, spend } from './counted.js';
import { type Spent, spent } from './spent.js';

/** How many lines each log has; Fail2Ban needs a quarter of a millisecond for one of the second. */
const lines = Number(process.env['TSBAN_BENCH_LINES'] ?? 100_000);
const start = Math.floor(Date.now() / 1000) - 5400;

const scratch = mkdtempSync(join(tmpdir(), 'tsban-bench-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
setup();

interface Case {
  readonly name: string;
  readonly log: string;
  readonly regex: string;
  /** What ripgrep counts the lines with that the filter would look at twice. */
  readonly ripgrep: string;
}

const cases: readonly Case[] = [
  {
    name: "Debian's sshd filter on an auth.log",
    log: written('auth.log', authLog(lines, start)),
    regex: 'sshd',
    ripgrep:
      'sshd\\[\\d+\\]: (?:Failed \\S+ for|Invalid user|User \\S+ from|pam_unix\\(sshd:auth\\): authentication failure|Received disconnect|Connection (?:closed|reset) by|Disconnected from|error: maximum|Disconnecting|Accepted)',
  },
  {
    name: 'a filter of one line on an access.log of nginx, without a datepattern',
    log: written('access.log', accessLog(lines, start)),
    regex: '^<HOST> -.* "(GET|POST).* HTTP/.*" (404|403)',
    ripgrep: '^\\S+ -.* "(GET|POST).* HTTP/.*" (404|403)',
  },
];

const real = realFail2ban();
if (typeof real === 'string') console.log(`Only tsban's own figures: ${real}`);
const config = typeof real === 'string' ? 'config' : real.config;
const options = ['--usedns', 'no', '--no-check-all', '--print-no-missed', '--print-no-ignored'];

describe.each(cases)(`$name: CPU milliseconds of whole programs for ${lines} lines`, ({ log, regex, ripgrep }) => {
  const counts = new Set<string>();
  const check = ({ stdout, cpuMs }: Spent) => {
    spend(cpuMs);
    // Lines that are only context Fail2Ban 1.0.2 calls missed, and later versions ignored.
    counts.add(/(\d+) matched/.exec(stdout)?.[0] ?? 'no count');
    if (counts.size > 1) throw new Error(`the counts differ: ${[...counts].join(', ')}`);
  };
  bench(
    'tsban-regex',
    () => check(spent('node', ['dist/cli/tsban-regex.js', '-c', config, ...options, log, regex])),
    counted(5),
  );
  if (typeof real !== 'string') {
    const root = join(real.config, '../..');
    const env = { ...process.env, PYTHONPATH: join(root, 'usr/lib/python3/dist-packages'), LC_ALL: 'C.UTF-8' };
    const program = ['-S', join(root, 'usr/bin/fail2ban-regex'), '-c', config];
    bench('fail2ban-regex', () => check(spent('python3', [...program, ...options, log, regex], env)), counted(1));
  }
  bench.skipIf(!hasRipgrep())(
    'rg -c',
    () => {
      spend(spent('rg', ['-j1', '-c', ripgrep, log]).cpuMs);
    },
    counted(5),
  );
});

function written(name: string, text: string): string {
  const path = join(scratch, name);
  writeFileSync(path, text);
  return path;
}

function hasRipgrep(): boolean {
  try {
    return spent('rg', ['--version']).stdout !== '';
  } catch {
    return false;
  }
}
