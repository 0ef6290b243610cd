import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../support/until.js';

/** The built demonstration, as `npm start` runs it; needs `npm run build` and root. */
const demo = 'dist/cli/demo.js';

describe('npm start', () => {
  let root: string;
  let temporary: string;
  const start = (environment: NodeJS.ProcessEnv = {}) =>
    execa(process.execPath, [demo], {
      env: { TMPDIR: temporary, ...environment },
      reject: false,
      all: true,
      detached: true,
      timeout: 50_000,
    });

  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'tsban-demo-test-'));
    temporary = join(root, 'tmp');
    mkdirSync(temporary);
  });
  afterEach(() => rmSync(root, { recursive: true }));

  it('bans and unbans in a real firewall, ends by itself and leaves nothing behind', async () => {
    const { all, exitCode } = await start();
    expect(all).toMatch(/\[sshd\] Found 192\.0\.2\.10/);
    expect(all).toMatch(/NOTICE +\[sshd\] Ban 192\.0\.2\.10/);
    expect(all).toMatch(/elements = { 192\.0\.2\.10 |-A f2b-sshd -s 192\.0\.2\.10\/32/);
    expect(all).toMatch(/\[\{'sshd': \['192\.0\.2\.10'\]\}\]/);
    expect(all).toMatch(/NOTICE +\[sshd\] Unban 192\.0\.2\.10/);
    expect(all.split('Unban 192.0.2.10').at(-1)).not.toContain('192.0.2.10');
    expect(exitCode).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('writes the commands down where there is no firewall to be had', async () => {
    const path = join(root, 'bin');
    mkdirSync(path);
    for (const program of ['sh', 'cat']) symlinkSync(`/bin/${program}`, join(path, program));
    const { all, exitCode } = await start({ PATH: path });
    expect(all).toMatch(/written down instead of run/);
    expect(all).toMatch(/nft add element inet f2b-table addr-set-sshd { 192\.0\.2\.10 }/);
    expect(all).toMatch(/nft delete element inet f2b-table addr-set-sshd { 192\.0\.2\.10 }/);
    expect(exitCode).toBe(0);
    expect(readdirSync(temporary)).toEqual([]);
  });

  it('leaves nothing behind on Ctrl-C either', async () => {
    const running = start();
    await until(() => readdirSync(temporary).length > 0);
    // A terminal sends it to the whole group.
    process.kill(-(running.pid ?? 0), 'SIGINT');
    const { exitCode } = await running;
    expect(exitCode).toBe(130);
    expect(readdirSync(temporary)).toEqual([]);
  });
});
