import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createRunner } from '../../src/action/run-command.js';
import { ConfigError, type JailConfig } from '../../src/config/configuration.js';
import type { Failure } from '../../src/filter/failure.js';
import { createIgnoring, type Ignoring } from '../../src/jail/ignoring.js';
import { NameCache } from '../../src/net/name-cache.js';
import { HandWaker } from '../support/hand-waker.js';
import { jailConfig } from '../support/jail-config.js';

let folder: string;
let now: number;
let log: string[];
/** Seconds after which a command is stopped, in place of the 60 that are asked for. */
let timeout: number;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'tsban-ignoring-'));
  now = 1000;
  log = [];
  timeout = 60;
});
afterEach(() => rmSync(folder, { recursive: true }));

function ignoring(overrides: Partial<JailConfig>, ignorecache = ''): Ignoring {
  const tell = (level: string, _logger: string, text: string) => log.push(`${level} ${text}`);
  const run = createRunner({ log: tell, answers: [0, 1] });
  const options = new Map(ignorecache === '' ? [] : [['ignorecache', ignorecache]]);
  return createIgnoring(jailConfig({ ignoreself: false, options, ...overrides }), {
    ask: async (command, seconds) => run(command, Math.min(seconds, timeout)),
    clock: () => now,
    log: tell,
    hostNames: { fq: 'srv.example', sh: 'srv' },
    resolveHost: async (ip) => Promise.resolve(`name-of-${ip}`),
    counters: () => ({ banned: 0, bannedTotal: 0, found: 3, foundTotal: 3 }),
    bantime: () => 600,
    names: new NameCache({
      resolve: async (name) => Promise.resolve(name === 'host.example' ? ['198.51.100.5'] : []),
      clock: () => now,
      waker: new HandWaker(),
    }),
    ownAddresses: () => [],
  });
}

function failure(id: string, fields: Failure['fields'] = {}): Failure {
  return { id, resolve: false, time: 999.5, matches: [`fail ${id}`], fields, regex: 0 };
}

const asked = () => readFileSync(join(folder, 'asked'), 'utf8');
const entry = (value: string) => ({ value, where: jailConfig().where });

describe('ignoreip', () => {
  it('knows its names as soon as it is ready', async () => {
    const { ready, listed, ask } = ignoring({ ignoreip: [entry('host.example')] });
    await ready;
    expect(listed(failure('198.51.100.5'))).toBe('dns');
    expect(listed(failure('198.51.100.6'))).toBeUndefined();
    expect(ask).toBeUndefined();
  });

  it('spares an id of its own by the address beside it', () => {
    const { listed } = ignoring({ ignoreip: [entry('198.51.100.0/24')] });
    expect(listed(failure('joe', { fid: 'joe', ip4: '198.51.100.5' }))).toBe('ip');
    expect(listed(failure('joe', { ip4: '198.51.100.5' }))).toBeUndefined();
  });

  it('reads a file again a second after it has changed, and says once that it is gone', () => {
    const file = join(folder, 'list');
    const { listed } = ignoring({ ignoreip: [entry(`file:${file}`)] });
    const isIgnored = () => listed(failure('203.0.113.7')) !== undefined;
    expect(isIgnored()).toBe(false);
    now += 1;
    expect(isIgnored()).toBe(false);
    expect(log).toEqual([expect.stringContaining(`file:${file} can't be read and ignores nobody: ENOENT`)]);
    writeFileSync(file, '203.0.113.7 # a friend\n');
    expect(isIgnored()).toBe(false);
    now += 1;
    expect(listed(failure('203.0.113.7'))).toBe(`file:/${file}`);
    writeFileSync(file, '');
    expect(isIgnored()).toBe(true);
    now += 1;
    expect(isIgnored()).toBe(false);
    rmSync(file);
    now += 1;
    expect(isIgnored()).toBe(false);
    expect(log).toHaveLength(2);
  });
});

describe('ignorecommand', () => {
  it('ignores with exit status 0 and not with 1, neither being an error', async () => {
    const { ask } = ignoring({ ignorecommand: 'test <ip> = 203.0.113.1' });
    expect(await ask?.(failure('203.0.113.1'))).toBe('command');
    expect(await ask?.(failure('203.0.113.2'))).toBeUndefined();
    expect(log.filter((text) => !text.startsWith('debug'))).toEqual([]);
  });

  it.each(['exit 2', 'no-such-program', 'kill -9 $$'])('does not with %s, which is an error', async (ignorecommand) => {
    const { ask } = ignoring({ ignorecommand });
    expect(await ask?.(failure('203.0.113.1'))).toBeUndefined();
    expect(log[0]).toMatch(/^error .*exec: /);
  });

  it('is not asked about whom the list spares', async () => {
    const { ask } = ignoring({ ignoreip: [entry('203.0.113.1')], ignorecommand: 'exit 2' });
    expect(await ask?.(failure('203.0.113.1'))).toBe('ip');
    expect(log).toEqual([]);
  });

  it('has the tags of a ban, whose values the shell never takes for code', async () => {
    const tags =
      '<ip> <fid> <family> "<F-USER>" <failures> <bancount> <bantime> <time> <ip-host> <fq-hostname> <jail.name>';
    const { ask } = ignoring({ ignorecommand: `printf '%s|' ${tags} "<matches>" > ${folder}/asked` });
    const user = `$(touch ${folder}/hacked);x`;
    await ask?.(failure('joe', { fid: 'joe', ip4: '203.0.113.1', user }));
    const values = [
      '203.0.113.1',
      'joe',
      'inet4',
      user,
      '0',
      '0',
      '600',
      '999.5',
      'name-of-203.0.113.1',
      'srv.example',
    ];
    expect(asked()).toBe([...values, 'test', 'fail joe', ''].join('|'));
    expect(() => readFileSync(`${folder}/hacked`)).toThrow('ENOENT');
  });

  it('is run once for equal commands at the same time', async () => {
    const { ask } = ignoring({ ignorecommand: `echo <ip> >> ${folder}/asked` });
    const ids = ['203.0.113.1', '203.0.113.1', '203.0.113.2', '203.0.113.1'];
    expect(await Promise.all(ids.map(async (id) => ask?.(failure(id))))).toEqual(ids.map(() => 'command'));
    expect(asked().trim().split('\n').sort()).toEqual(['203.0.113.1', '203.0.113.2']);
    await ask?.(failure('203.0.113.1'));
    expect(asked().trim().split('\n')).toHaveLength(3);
  });

  it('that hangs is stopped, and rests for a minute', async () => {
    timeout = 0.2;
    const { ask } = ignoring({ ignorecommand: `echo <ip> >> ${folder}/asked; sleep 30` });
    const ids = ['1', '2', '3', '4', '5', '6'].map((last) => `203.0.113.${last}`);
    expect(await Promise.all(ids.map(async (id) => ask?.(failure(id))))).toEqual(ids.map(() => undefined));
    expect(asked().trim().split('\n').sort()).toEqual(ids.slice(0, 4));
    expect(log.filter((text) => text.includes('it is not run for 60 seconds'))).not.toEqual([]);
    now += 60;
    await ask?.(failure('203.0.113.9'));
    expect(asked().trim().split('\n')).toHaveLength(5);
  });
});

describe('ignorecache', () => {
  const command = () => ({ ignorecommand: `echo <ip>-<F-USER> >> ${folder}/asked; test <F-USER> = good` });
  const by = async ({ ask }: Ignoring, id: string, user: string) => ask?.(failure(id, { user }));
  const times = () => asked().trim().split('\n').length;

  it('asks once for a key, whoever was ignored and who was not', async () => {
    const made = ignoring(command(), 'key="<ip>-<F-USER>"');
    expect(await by(made, '203.0.113.1', 'good')).toBe('command');
    expect(await by(made, '203.0.113.1', 'good')).toBe('cache');
    expect(await by(made, '203.0.113.1', 'bad')).toBeUndefined();
    expect(await by(made, '203.0.113.1', 'bad')).toBeUndefined();
    expect(times()).toBe(2);
  });

  it('asks once although many ask at the same time', async () => {
    const made = ignoring(command(), 'key="<ip>", max-count=1');
    const verdicts = await Promise.all(['good', 'bad', 'bad'].map(async (user) => by(made, '203.0.113.1', user)));
    expect(verdicts).toEqual(['command', 'cache', 'cache']);
    expect(times()).toBe(1);
  });

  it('forgets the oldest of more than max-count, and all after max-time', async () => {
    const made = ignoring(command(), 'key="<ip>",max-count=2,max-time=1m');
    for (const last of [1, 2, 3, 3, 2, 1]) await by(made, `203.0.113.${last}`, 'good');
    expect(times()).toBe(4);
    now += 59;
    await by(made, '203.0.113.1', 'good');
    expect(times()).toBe(4);
    now += 1;
    await by(made, '203.0.113.1', 'good');
    expect(times()).toBe(5);
  });

  it('goes before the list', async () => {
    const made = ignoring({ ignoreip: [entry('203.0.113.1')] }, 'key="<F-USER>"');
    expect(await by(made, '203.0.113.1', 'joe')).toBe('ip');
    expect(await by(made, '203.0.113.2', 'joe')).toBe('cache');
  });

  it.each(['max-count=100', 'key=""', 'key="<ip>", max-count=many', 'key="<ip>", max-time=soon', 'key'])(
    '%s is refused',
    (ignorecache) => expect(() => ignoring({}, ignorecache)).toThrow(ConfigError),
  );
});
