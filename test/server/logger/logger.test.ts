import { mkdtempSync, readFileSync, renameSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { readLogTarget } from '../../../src/config/log-target.js';
import { LogTargetError } from '../../../src/server/logger/log-sink.js';
import { openLogger } from '../../../src/server/logger/logger.js';

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-log-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

const file = () => join(directory, 'tsban.log');
const options = (overrides: object = {}) => ({
  target: readLogTarget(file()),
  syslogsocket: 'auto',
  level: 'INFO',
  format: 'fail2ban' as const,
  name: 'tsban',
  ...overrides,
});

describe('openLogger', () => {
  it('writes a private file, from its level up', async () => {
    const logger = await openLogger(options());
    logger.log('debug', 'filter', 'not wanted');
    logger.log('notice', 'actions', '[sshd] Ban 192.0.2.1');
    logger.close();
    expect(statSync(file()).mode & 0o777).toBe(0o600);
    expect(readFileSync(file(), 'utf8')).toMatch(
      /^\S+ \S+ tsban\.actions {11}\[\d+\]: NOTICE {2}\[sshd\] Ban 192\.0\.2\.1\n$/,
    );
  });

  it('goes on in a new file after logrotate took the old one', async () => {
    const logger = await openLogger(options());
    renameSync(file(), `${file()}.1`);
    logger.reopen();
    logger.log('info', 'server', 'after');
    logger.close();
    expect(readFileSync(file(), 'utf8')).toContain('after');
  });

  it('writes news before any promise goes on, and with it, in order, what is none; that alone with the next turn of the event loop', async () => {
    const logger = await openLogger(options());
    const written = () => readFileSync(file(), 'utf8').match(/Found|Ban/g) ?? [];
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
    expect(JSON.parse(readFileSync(file(), 'utf8'))).toMatchObject({
      level: 'notice',
      logger: 'fail2ban.actions',
      jail: 'sshd',
      id: '192.0.2.1',
      event: 'ban',
      msg: '[sshd] Ban 192.0.2.1',
    });
  });

  it('goes on at another level, in another file, and with what was written before', async () => {
    const logger = await openLogger(options());
    logger.log('info', 'server', 'one');
    logger.setLevel('NOTICE');
    logger.log('info', 'server', 'two');
    await logger.setTarget(readLogTarget(`${file()}.2[datetime=off, padding=off]`), 'auto');
    logger.log('notice', 'server', 'three');
    logger.close();
    expect(readFileSync(file(), 'utf8')).toMatch(/^\S+ \S+ tsban\.server +\[\d+\]: INFO {4}one\n$/);
    expect(readFileSync(`${file()}.2`, 'utf8')).toBe(`tsban.server[${process.pid}]: NOTICE three\n`);
  });

  it('stays where it is if the other place can not be had', async () => {
    const logger = await openLogger(options());
    await expect(logger.setTarget(readLogTarget('/proc/nowhere/tsban.log'), 'auto')).rejects.toThrow(LogTargetError);
    expect(() => logger.setLevel('bogus')).toThrow("Invalid log level 'BOGUS'");
    logger.log('info', 'server', 'still here');
    logger.close();
    expect(readFileSync(file(), 'utf8')).toContain('still here');
  });

  it.each([
    { target: readLogTarget('/proc/nowhere/tsban.log') },
    { target: readLogTarget('SYSLOG'), syslogsocket: '/proc/nowhere' },
    { level: 'bogus' },
  ])('refuses %j with a reason', async (overrides) => {
    await expect(openLogger(options(overrides))).rejects.toThrow(LogTargetError);
  });
});
