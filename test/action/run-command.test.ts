import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunner } from '../../src/action/run-command.js';
import { recordedLog } from '../support/recorded-log.js';
import { until } from '../support/until.js';

const plain = (script: string) => ({ script, variables: new Map<string, string>() });

describe('createRunner', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-run-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const run = async (script: string, timeout = 10) => {
    const { log, lines } = recordedLog();
    const result = await createRunner({ log })(plain(script), timeout);
    return { result, lines: lines.map((line) => line.replace(/[0-9a-f]{12} -- /, '')) };
  };

  it('reports success and logs the output at debug level only', async () => {
    const { result, lines } = await run('echo one; echo two >&2');
    expect(result).toEqual({
      ok: true,
      exitCode: 0,
      signal: undefined,
      timedOut: false,
      stdout: 'one\n',
      stderr: 'two\n',
    });
    expect(lines).toEqual([
      'DEBUG utils exec: echo one; echo two >&2',
      "DEBUG utils stdout: 'one'",
      "DEBUG utils stderr: 'two'",
    ]);
  });

  it('logs a failure as Fail2Ban does', async () => {
    const { result, lines } = await run('echo "out line"; echo "err line" >&2; exit 3');
    expect(result).toMatchObject({ ok: false, exitCode: 3 });
    expect(lines).toEqual([
      'ERROR utils exec: echo "out line"; echo "err line" >&2; exit 3',
      "ERROR utils stdout: 'out line'",
      "ERROR utils stderr: 'err line'",
      'ERROR utils returned 3',
    ]);
  });

  it('gives all lines of a command the same id', async () => {
    const { log, lines } = recordedLog();
    await createRunner({ log })(plain('false'), 10);
    const ids = lines.map((line) => /utils ([0-9a-f]+) -- /.exec(line)?.[1]);
    expect(new Set(ids).size).toBe(1);
    expect(ids[0]).toMatch(/^[0-9a-f]{12}$/);
  });

  it('hints at a command that is not there', async () => {
    const { lines } = await run('no-such-command-anywhere');
    expect(lines.slice(-2)).toEqual([
      'ERROR utils returned 127',
      expect.stringMatching(
        /^INFO utils HINT on 127: "Command not found"\. {2}Make sure that all commands in 'no-such/,
      ),
    ]);
  });

  it('names the signal that ended a command', async () => {
    const { result, lines } = await run('kill -TERM $$');
    expect(result).toMatchObject({ ok: false, signal: 'SIGTERM' });
    expect(lines.at(-1)).toBe('ERROR utils killed with SIGTERM (return code: -15)');
  });

  it('takes several lines as one script, whose last command decides', async () => {
    const { result } = await run('false\nx=kept\necho $x');
    expect(result).toMatchObject({ ok: true, stdout: 'kept\n' });
  });

  it('runs in /, with umask 077, without input and in a process group of its own', async () => {
    const { result } = await run(
      `pwd; umask; cat | wc -c; ps -o pgid= -p $$ | tr -d ' '; echo $$; : > ${directory}/new`,
    );
    const [cwd, umask, input, group, pid] = result.stdout.split('\n');
    expect([cwd, umask, input]).toEqual(['/', '0077', '0']);
    expect(group).toBe(pid);
    expect(statSync(join(directory, 'new')).mode & 0o777).toBe(0o600);
  });

  it('ends a command that takes too long, and its children', async () => {
    const started = Date.now();
    const { result, lines } = await run(`sleep 30 & echo $! > ${directory}/child; wait`, 0.3);
    expect(Date.now() - started).toBeLessThan(3000);
    expect(result).toMatchObject({ ok: false, timedOut: true });
    expect(lines).toContain('ERROR utils timed out after 0.3 seconds.');
    const child = Number(readFileSync(join(directory, 'child'), 'utf8'));
    await until(() => !isRunning(child));
  });

  it('kills what does not end when asked to', async () => {
    const started = Date.now();
    const { result } = await run('trap "" TERM; while :; do sleep 1; done', 0.3);
    expect(Date.now() - started).toBeLessThan(3000);
    expect(result).toMatchObject({ ok: false, timedOut: true, signal: 'SIGKILL' });
  });

  it('is not held up by a child in the background that keeps the output open', async () => {
    const started = Date.now();
    const { result } = await run(`echo first; (sleep 30; echo late) & echo $! > ${directory}/child; exit 4`);
    expect(Date.now() - started).toBeLessThan(3000);
    expect(result).toMatchObject({ exitCode: 4, stdout: 'first\n' });
    process.kill(Number(readFileSync(join(directory, 'child'), 'utf8')), 'SIGKILL');
  });

  it('keeps the first 64 KiB of an output of any length', async () => {
    const { result } = await run('head -c 5000000 /dev/zero | tr "\\0" x; exit 0');
    expect(result.ok).toBe(true);
    expect(result.stdout).toBe('x'.repeat(65_536));
  });

  it('gives a command what it is to read, and says of a failure only how that began', async () => {
    const { log, lines } = recordedLog();
    const input = 'one 1\ntwo 2\n';
    const { stdout } = await createRunner({ log })({ ...plain('cat'), input }, 10);
    expect(stdout).toBe(input);
    await createRunner({ log })({ ...plain('cat >/dev/null; false'), input }, 10);
    expect(lines.map((line) => line.replace(/[0-9a-f]{12} -- /, ''))).toContain('ERROR utils stdin: one 1 … (2 lines)');
  });

  it('does not mind a command that reads nothing of a long input', async () => {
    const { log } = recordedLog();
    const result = await createRunner({ log })({ ...plain('true'), input: '0123456789\n'.repeat(200_000) }, 10);
    expect(result).toMatchObject({ ok: true, exitCode: 0 });
  });

  it('keeps all of an output that was asked for, and logs none of it', async () => {
    const { log, lines } = recordedLog();
    const { stdout } = await createRunner({ log })({ ...plain('seq 1 100000'), isQuestion: true }, 10);
    expect(stdout.trimEnd().split('\n')).toHaveLength(100_000);
    expect(lines).toHaveLength(1);
  });

  it('answers also where no shell can be started', async () => {
    const { log, lines } = recordedLog();
    const result = await createRunner({ log, shell: ['/nowhere/sh'] })(plain('true'), 10);
    expect(result).toMatchObject({ ok: false, exitCode: undefined });
    expect(lines.join('\n')).toContain('/nowhere/sh');
  });

  it('logs foreign values so that the command can be repeated', async () => {
    const { log, lines } = recordedLog();
    await createRunner({ log })({ script: 'test "$f2bV_a" = x', variables: new Map([['f2bV_a', "it's"]]) }, 10);
    expect(lines[0]).toContain(`f2bV_a='it'\\''s'\ntest "$f2bV_a" = x`);
  });
});

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    // A zombie nobody reaps counts as gone.
    return !/^State:\s+Z/m.test(readFileSync(`/proc/${pid}/status`, 'utf8'));
  } catch {
    return false;
  }
}
