import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { describe, expect, it, onTestFinished } from 'vitest';
import { regexCommand } from '../../src/cli/regex/command.js';

process.env['TZ'] = 'UTC';

const remote = '/lib/systemd/systemd-journal-remote';
const missing = [remote, '/usr/bin/journalctl'].filter((program) => !existsSync(program));

function journalOf(...entries: readonly (readonly [identifier: string, message: string])[]): string {
  const directory = mkdtempSync(join(tmpdir(), 'tsban-journal-'));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
  const input = entries.map(([identifier, message], at) =>
    [
      `__REALTIME_TIMESTAMP=${1_773_143_990_250_000 + at}`,
      '__MONOTONIC_TIMESTAMP=123456789',
      '_BOOT_ID=0123456789abcdef0123456789abcdef',
      '_HOSTNAME=box',
      `SYSLOG_IDENTIFIER=${identifier}`,
      '_PID=42',
      `MESSAGE=${message}`,
      '',
      '',
    ].join('\n'),
  );
  execaSync(remote, ['-o', join(directory, 'test.journal'), '-'], { input: input.join('') });
  return directory;
}

async function run(...args: readonly string[]): Promise<string> {
  const pieces: string[] = [];
  const command = regexCommand({ out: (text) => Promise.resolve(void pieces.push(text)), warn: () => undefined });
  await command.parseAsync(args, { from: 'user' });
  return pieces.join('');
}

// What is not here is installed by `apt-get install systemd systemd-journal-remote`.
describe.skipIf(missing.length > 0)(`tsban-regex on a journal (missing: ${missing.join() || 'nothing'})`, () => {
  it('tries the entries that match, with their own time', async () => {
    const directory = journalOf(['sshd', 'bad 192.0.2.1'], ['su', 'bad 192.0.2.2'], ['sshd', '# fine']);
    const log = `systemd-journal[journalpath=${directory}]`;
    const out = await run('-m', 'SYSLOG_IDENTIFIER=sshd', '--print-all-matched', log, '^box sshd\\[42\\]: bad <HOST>$');
    expect(out).toContain(
      'Use         systemd journal\nUse         encoding : UTF-8\nUse    journal match : SYSLOG_IDENTIFIER=sshd\n',
    );
    expect(out).toContain('Date template hits:\n\nLines: 2 lines, 0 ignored, 1 matched, 1 missed\n');
    expect(out).toContain('|- Matched line(s):\n|  2026-03-10T11:59:50.250000 box sshd[42]: bad 192.0.2.1\n');
    expect(out).toContain('|- Missed line(s):\n|  2026-03-10T11:59:50.250002 box sshd[42]: # fine\n');
    const times = await run('-o', '<ip> <time>', log, 'bad <HOST>$');
    expect(times).toBe('192.0.2.1 1773143990.25\n192.0.2.2 1773143990.250001\n');
  });

  it('writes entries as JSON, a line each, with the time they were written at', async () => {
    const directory = journalOf(['sshd', 'bad "x"\\ü from 192.0.2.1'], ['sshd', 'bad\tthing']);
    const regex = '^box sshd\\[42\\]: bad <F-USER>.+</F-USER> from <HOST>$';
    const out = await run('-o', 'json', `systemd-journal[journalpath=${directory}]`, regex);
    const bad = '2026-03-10T11:59:50.250000 box sshd[42]: bad "x"\\ü from 192.0.2.1';
    const written = out.trimEnd().split('\n');
    expect(written.map((line) => JSON.parse(line) as unknown)).toEqual([
      {
        n: 1,
        line: bad,
        status: 'matched',
        failures: [
          {
            id: '192.0.2.1',
            time: 1773143990.25,
            attempts: 1,
            regex: 1,
            fields: { user: '"x"\\ü', ip4: '192.0.2.1' },
          },
        ],
      },
      { n: 2, line: '2026-03-10T11:59:50.250001 box sshd[42]: bad\tthing', status: 'missed', failures: [] },
    ]);
  });

  it('says so where journalctl fails', async () => {
    const reading = run('systemd-journal[journalpath=/nonexistent]', '<HOST>');
    await expect(reading).rejects.toThrow(/the journal can't be read with journalctl: .*nonexistent/s);
  });
});
