import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { InitError } from '../../../src/cli/client/init-error.js';
import { beginningOf, limitsOf } from '../../../src/cli/shadow/beginning.js';
import { findLog } from '../../../src/cli/shadow/fail2ban-log.js';
import { lineAbout } from '../../../src/cli/shadow/line-about.js';
import { readShadowWords } from '../../../src/cli/shadow/words.js';
import { readConfiguration } from '../../../src/config/read-config.js';

let directory: string;
const at = (name: string) => join(directory, name);
const put = (name: string, text: string) => writeFileSync(at(name), text);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-shadow-'));
  put(
    'jail.conf',
    `[DEFAULT]
enabled = true
failregex = ^x <HOST>$
action =
findtime = 1m
[app]
bantime.increment = true
bantime.rndtime = 5
[web]
filter = nowhere
`,
  );
  put('fail2ban.log', '');
});
afterEach(() => rmSync(directory, { recursive: true }));

const settings = (...lines: readonly string[]) => put('fail2ban.conf', ['[Definition]', ...lines, ''].join('\n'));
const found = (file?: string) => findLog(readConfiguration(directory), file);

describe("where Fail2Ban's log is", () => {
  it.each([
    ['STDOUT', undefined],
    ['SYSLOG[facility=auth]', undefined],
    ['SYSTEMD-JOURNAL', undefined],
    ['DIR/fail2ban.log', 'DIR/fail2ban.log'],
  ])('%s', (target, file) => {
    settings(`logtarget = ${target.replace('DIR', directory)}`);
    expect(found().file).toBe(file?.replace('DIR', directory));
  });

  it('somebody may know better', () => {
    settings('logtarget = SYSLOG');
    expect(found(at('fail2ban.log')).file).toBe(at('fail2ban.log'));
    expect(() => found(at('nowhere'))).toThrow(InitError);
  });

  it.each([
    ['INFO', true],
    ['DEBUG', true],
    ['NOTICE', false],
    ['WARNING', false],
  ])('at the loglevel %s failures are in it: %s', (level, tellsFound) => {
    settings(`loglevel = ${level}`, `logtarget = ${at('fail2ban.log')}`);
    expect(found().tellsFound).toBe(tellsFound);
  });
});

describe('before it begins', () => {
  it('is said what tsban leaves out', () => {
    const configuration = readConfiguration(directory);
    const { problems } = configuration;
    const log = { file: undefined, tellsFound: false };
    const { notes, ...rest } = beginningOf({ configuration, running: ['app'], problems, log });
    expect(rest).toEqual({ jails: ['app'], log: 'the journal of fail2ban.service' });
    expect(notes).toEqual([
      expect.stringMatching(/^\[web\] is left out by tsban: .*nowhere/),
      expect.stringContaining('loglevel'),
    ]);
  });

  it('the limits of each jail are known', () => {
    expect([...limitsOf(readConfiguration(directory), ['app'])]).toEqual([
      ['app', { maxretry: 3, findtime: 60, bantime: 600, endsByChance: true }],
    ]);
  });

  it.each([[['--for', 'x']], [['--nothing']], [['more']], [['--tolerance']]])('%s is not understood', (words) => {
    expect(() => readShadowWords(words)).toThrow(InitError);
  });

  it('times may have units', () => {
    expect(readShadowWords(['--for', '1h', '--tolerance=1m'])).toMatchObject({ lasts: 3600, tolerance: 60 });
  });
});

describe('the line that something may come of', () => {
  it('is the last one with the id', () => {
    put('app.log', 'one 192.0.2.1 first\ntwo 192.0.2.1 second\nthree\n');
    expect(lineAbout('192.0.2.1', [at('gone.log'), at('app.log')])).toBe('two 192.0.2.1 second');
    expect(lineAbout('192.0.2.9', [at('app.log')])).toBeUndefined();
  });

  it('is cut where it is long, and looked for near the end only', () => {
    put('app.log', `192.0.2.1\n${'x'.repeat(300_000)}\n192.0.2.2 ${'y'.repeat(400)}\n`);
    expect(lineAbout('192.0.2.1', [at('app.log')])).toBeUndefined();
    expect(lineAbout('192.0.2.2', [at('app.log')])).toMatch(/^192\.0\.2\.2 y{290}…$/);
  });
});
