import { appendFileSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Server, startServer } from '../../src/server/server.js';
import { debianPackage } from '../support/debian-package.js';
import { ask, post } from '../support/http-client.js';
import { until } from '../support/until.js';

/** Where promtool is, or why it is not. */
function findPromtool(): { readonly promtool: string } | { readonly missing: string } {
  try {
    return { promtool: join(debianPackage('prometheus'), 'usr/bin/promtool') };
  } catch (error) {
    return { missing: error instanceof Error ? error.message : String(error) };
  }
}

const found = findPromtool();
if ('missing' in found) console.warn(`promtool can't be had here: ${found.missing}`);

let directory: string;
let server: Server;
const at = (name: string) => join(directory, name);
const scrape = async () => ask(at('tsban.sock'), '/metrics');

const jail = (name: string, action: string, maxretry = 2) => `[${name}]
enabled = true
filter = app
logpath = ${at('app.log')}
maxretry = ${maxretry}
ignoreself = false
ignoreip = 192.0.2.9
action = ${action}
`;

const fail = (...ids: readonly string[]) =>
  appendFileSync(at('app.log'), ids.map((id) => `${new Date().toISOString()} login failed from ${id}\n`).join(''));

beforeAll(async () => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-metrics-'));
  for (const folder of ['etc/filter.d', 'etc/action.d']) mkdirSync(at(folder), { recursive: true });
  writeFileSync(at('etc/filter.d/app.conf'), '[Definition]\nfailregex = ^\\s*login failed from <HOST>$\n');
  writeFileSync(at('etc/action.d/works.conf'), '[Definition]\nactionban = true\nactionunban = true\n');
  writeFileSync(at('etc/action.d/fails.conf'), '[Definition]\nactionban = false\nactionunban = true\n');
  const jails = [
    jail('plain', 'works'),
    jail('a"b\\n{c="d"} ü', `works[actname='e"f\\x']\n fails`),
    jail('fails', 'fails'),
  ];
  writeFileSync(at('etc/jail.conf'), jails.join(''));
  writeFileSync(at('app.log'), '');
  server = await startServer({
    directory: at('etc'),
    version: '0.0.0',
    given: { socket: at('tsban.sock'), pidfile: at('pid'), dbfile: at('db.sqlite3'), logtarget: at('tsban.log') },
  });
  fail('192.0.2.1', '192.0.2.1', '192.0.2.2', '192.0.2.9');
  const last = [
    'tsban_action_not_in_force{jail="fails",action="fails"} 1',
    'tsban_jail_ban_enforcement_seconds_count{jail="plain"} 1',
  ];
  await until(async () => {
    const { text } = await scrape();
    return last.every((line) => text.includes(line));
  });
});

afterAll(async () => {
  await server.stop();
  await server.stopped;
  rmSync(directory, { recursive: true });
});

describe('/metrics', () => {
  it.skipIf('missing' in found)('is in order for promtool, whatever jails and actions are called', async () => {
    const { text, headers } = await scrape();
    expect(headers['content-type']).toBe('text/plain; version=0.0.4; charset=utf-8');
    const promtool = 'promtool' in found ? found.promtool : '';
    const { all, exitCode } = await execa(promtool, ['check', 'metrics'], { input: text, all: true, reject: false });
    expect({ all, exitCode }).toEqual({ all: '', exitCode: 0 });
  });

  it('tells what happened to the jails', async () => {
    const { text } = await scrape();
    const ofPlain = text.split('\n').filter((line) => line.includes('{jail="plain"}'));
    expect(ofPlain).toEqual(
      expect.arrayContaining([
        'tsban_jail_lines_total{jail="plain"} 4',
        'tsban_jail_matches_total{jail="plain"} 4',
        'tsban_jail_ignored_total{jail="plain"} 1',
        'tsban_jail_failures_total{jail="plain"} 3',
        'tsban_jail_failed{jail="plain"} 1',
        'tsban_jail_bans_total{jail="plain"} 1',
        'tsban_jail_banned{jail="plain"} 1',
        'tsban_jail_ban_decision_seconds_count{jail="plain"} 1',
        'tsban_jail_ban_enforcement_seconds_count{jail="plain"} 1',
        'tsban_jail_log_files{jail="plain"} 1',
      ]),
    );
    expect(text).toContain('\ntsban_lines_total 4\n');
    expect(text).toContain(String.raw`{jail="a\"b\\n{c=\"d\"} ü",action="e\"f\\x"}`);
    expect(text).toMatch(
      /^tsban_action_command_failures_total\{jail="fails",action="fails",command="actionban"\} [1-9]/m,
    );
  });

  it('goes on counting over a reload, and says nothing more of a jail that is gone', async () => {
    const before = (await scrape()).text;
    expect(before).toContain('{jail="fails"}');
    writeFileSync(at('etc/jail.conf'), jail('plain', 'works', 3));
    expect((await post(at('tsban.sock'), '/v1/commands', { command: ['reload'] })).status).toBe(200);
    fail('192.0.2.3');
    await until(async () => (await scrape()).text.includes('tsban_jail_lines_total{jail="plain"} 5'));
    const { text } = await scrape();
    expect(text).not.toContain('jail="fails"');
    for (const line of [
      'tsban_jail_maxretry{jail="plain"} 3',
      'tsban_jail_failures_total{jail="plain"} 4',
      'tsban_jail_bans_total{jail="plain"} 1',
      'tsban_action_command_seconds_count{jail="plain",action="works",command="actionban"} 1',
    ])
      expect(text).toContain(line);
  });
});

describe('the alerts in the README', () => {
  const readme = readFileSync(join(import.meta.dirname, '../../README.md'), 'utf8');
  const rules = /^```yaml\n(groups:\n[^]*?)^```$/m.exec(readme)?.[1] ?? '';

  it.skipIf('missing' in found)('are in order for promtool', async () => {
    writeFileSync(at('rules.yml'), rules);
    const promtool = 'promtool' in found ? found.promtool : '';
    expect((await execa(promtool, ['check', 'rules', at('rules.yml')])).stdout).toMatch(
      /SUCCESS: [1-9]\d* rules found/,
    );
  });

  it('go by what there is', async () => {
    const names = [...rules.matchAll(/tsban_\w+/g)].map(([name]) => name);
    const { text } = await scrape();
    expect(names.length).toBeGreaterThan(0);
    expect(names.filter((name) => !text.includes(`\n# TYPE ${name} `) && !text.startsWith(`# TYPE ${name} `))).toEqual(
      [],
    );
  });
});
