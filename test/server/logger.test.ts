import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { formatLine } from '../../src/server/log-format.js';
import { LogTargetError } from '../../src/server/log-sink.js';
import { openLogger } from '../../src/server/logger.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const options = (overrides: object = {}) => ({
  target: join(directory, 'tsban.log'),
  level: 'INFO',
  format: 'fail2ban' as const,
  name: 'tsban',
  ...overrides,
});

describe('formatLine', () => {
  const message = {
    timeMs: new Date(2026, 10, 21, 7, 59, 40, 804).getTime(),
    level: 'notice' as const,
    logger: 'tsban.actions',
    text: '[sshd] Ban 192.0.2.10',
  };

  it("is Fail2Ban's line", () => {
    expect(formatLine(message, 18242, true)).toBe(
      '2026-11-21 07:59:40,804 tsban.actions           [18242]: NOTICE  [sshd] Ban 192.0.2.10',
    );
  });

  it('leaves date and padding to the journal', () => {
    expect(formatLine(message, 18242, false)).toBe('tsban.actions[18242]: NOTICE [sshd] Ban 192.0.2.10');
  });
});

describe('openLogger', () => {
  it('writes a private file, from its level up', async () => {
    const logger = await openLogger(options());
    logger.log('debug', 'filter', 'not wanted');
    logger.log('notice', 'actions', '[sshd] Ban 192.0.2.1');
    logger.close();
    const { target } = options();
    expect(statSync(target).mode & 0o777).toBe(0o600);
    expect(readFileSync(target, 'utf8')).toMatch(
      /^\S+ \S+ tsban\.actions {11}\[\d+\]: NOTICE {2}\[sshd\] Ban 192\.0\.2\.1\n$/,
    );
  });

  it('goes on in a new file after logrotate took the old one', async () => {
    const logger = await openLogger(options());
    renameSync(options().target, `${options().target}.1`);
    logger.reopen();
    logger.log('info', 'server', 'after');
    logger.close();
    expect(readFileSync(options().target, 'utf8')).toContain('after');
  });

  it('writes news before any promise goes on, and with it, in order, what is none; that alone with the next turn of the event loop', async () => {
    const logger = await openLogger(options());
    const written = () => readFileSync(options().target, 'utf8').match(/Found|Ban/g) ?? [];
    logger.log('info', 'filter', 'Found 1');
    expect(written()).toEqual([]);
    logger.log('notice', 'actions', 'Ban 1');
    expect(written()).toEqual([]);
    await Promise.resolve();
    expect(written()).toEqual(['Found', 'Ban']);
    logger.log('info', 'filter', 'Found 2');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written()).toEqual(['Found', 'Ban', 'Found']);
    logger.log('info', 'filter', `Found 3 ${'x'.repeat(65_536)}`);
    expect(written()).toHaveLength(4);
    logger.log('info', 'filter', 'Found 4');
    await new Promise((resolve) => setImmediate(resolve));
    expect(written()).toHaveLength(5);
    logger.close();
  });

  it('writes JSON lines on request', async () => {
    const logger = await openLogger(options({ format: 'json', name: 'fail2ban' }));
    logger.log('notice', 'actions', '[sshd] Ban 192.0.2.1', { jail: 'sshd', id: '192.0.2.1', event: 'ban' });
    logger.close();
    expect(JSON.parse(readFileSync(options().target, 'utf8'))).toMatchObject({
      level: 'notice',
      logger: 'fail2ban.actions',
      jail: 'sshd',
      id: '192.0.2.1',
      event: 'ban',
      msg: '[sshd] Ban 192.0.2.1',
    });
  });

  it.each([{ target: '/proc/nowhere/tsban.log' }, { level: 'bogus' }])(
    'refuses %j with a reason',
    async (overrides) => {
      await expect(openLogger(options(overrides))).rejects.toThrow(LogTargetError);
    },
  );
});
