import { existsSync, readFileSync, statSync } from 'node:fs';
import { request } from 'node:http';
import { afterEach, describe, expect, it } from 'vitest';
import { RefusedError, sendCommand } from '../../../src/cli/control-client.js';
import { type ApiTestServer, startApiServer } from '../../support/api-server.js';
import { ask, post } from '../../support/http-client.js';

const ownGroup = process.getgid?.() ?? 0;
const settings = `readsocket = {}/run/read.sock
readgroup = ${ownGroup}
bansocket = {}/run/ban.sock
bangroup = ${ownGroup}
`;

let daemon: ApiTestServer;

afterEach(async () => daemon.end());

const log = () => readFileSync(daemon.at('tsban.log'), 'utf8');
const modeOf = (name: string) => statSync(daemon.at(name)).mode & 0o777;

describe('sockets for groups', () => {
  it('are open to their group, and the folder lets it through', async () => {
    daemon = await startApiServer(settings);
    const modes = ['run', 'run/tsban.sock', 'run/ban.sock', 'run/read.sock'].map(modeOf);
    expect(modes).toEqual([0o711, 0o600, 0o660, 0o660]);
    expect(statSync(daemon.at('run/read.sock')).gid).toBe(ownGroup);
  });

  it('are not there unless they are asked for', async () => {
    daemon = await startApiServer('readsocket =\nreadgroup = users\nbangroup = users\n');
    expect(modeOf('run')).toBe(0o700);
    expect(() => modeOf('run/read.sock')).toThrow(/ENOENT/);
  });

  it('without a group are for the owner, who may want to do less', async () => {
    daemon = await startApiServer('readsocket = {}/run/read.sock\n');
    expect(modeOf('run/read.sock')).toBe(0o600);
    expect((await ask(daemon.at('run/read.sock'), '/v1/status')).status).toBe(200);
  });

  it.each([
    { place: 'run/read.sock', group: 'no-such-group', text: /: \/etc\/group has no group 'no-such-group'/ },
    // A folder that was there before stays as it is.
    { place: 'read.sock', group: ownGroup, text: /: group '\d+' can't get through .*; chmod 711 / },
  ])('that can not be had are told of, and the daemon runs: $place of $group', async ({ place, group, text }) => {
    daemon = await startApiServer(`readsocket = {}/${place}\nreadgroup = ${group}\n`);
    expect(log()).toMatch(/ERROR +Nobody can come in to 'read': socket /);
    expect(log()).toMatch(text);
    expect((await ask(daemon.socket, '/v1/status')).status).toBe(200);
    expect(existsSync(daemon.at(place))).toBe(false);
  });
});

describe('what a socket is for', () => {
  const refused = (words: string) => ({ words: words.split(' '), status: 403, code: 'FORBIDDEN' });
  const done = (words: string) => ({ words: words.split(' '), status: 200, code: undefined });

  it.each([
    {
      name: 'read',
      commands: [
        done('ping'),
        done('status app'),
        done('banned'),
        done('get app maxretry'),
        refused('get app action note actionban'),
        refused('set app banip 203.0.113.1'),
        refused('unban --all'),
        refused('reload'),
        refused('stop'),
      ],
      resources: { post: 403, delete: 403 },
    },
    {
      name: 'ban',
      commands: [
        done('ping'),
        done('set app banip 203.0.113.1'),
        done('unban 203.0.113.1'),
        refused('set app maxretry 5'),
        refused('set app action note actionban id'),
        refused('set app ignorecommand id'),
        refused('flushlogs'),
        refused('stop app'),
      ],
      resources: { post: 200, delete: 200 },
    },
  ])('holds for $name.sock', async ({ name, commands, resources }) => {
    daemon = await startApiServer(settings);
    const socket = daemon.at(`run/${name}.sock`);
    for (const { words, status, code } of commands) {
      const answered = await post(socket, '/v1/commands', { command: words });
      expect([words, answered.status, (answered.body as { code?: string }).code]).toEqual([words, status, code]);
    }
    for (const path of ['/v1/status', '/v1/jails/app/bans', '/metrics', '/openapi.json'])
      expect([path, (await ask(socket, path)).status]).toEqual([path, 200]);
    const banned = await post(socket, '/v1/jails/app/bans', { ids: ['203.0.113.2'] });
    const lifted = await ask(socket, '/v1/bans/203.0.113.2', { method: 'DELETE' });
    expect({ post: banned.status, delete: lifted.status }).toEqual(resources);
    expect((await post(daemon.socket, '/v1/commands', { command: ['status'] })).status).toBe(200);
  });

  it('is what the client says of a command beyond it', async () => {
    daemon = await startApiServer(settings);
    const error = await sendCommand(daemon.at('run/read.sock'), ['unban', '--all']).catch((reason: unknown) => reason);
    expect(error).toBeInstanceOf(RefusedError);
    expect((error as RefusedError).message).toBe("this socket is for 'read' alone; 'unban --all' needs one for 'ban'");
  });
});

describe('metrics by TCP', () => {
  const port = 20_000 + (process.pid % 10_000);

  async function fetchWith(host: string, path = '/metrics', method = 'GET'): Promise<{ status: number; text: string }> {
    return new Promise((resolve, reject) => {
      const sent = request({ host: '127.0.0.1', port, path, method, headers: { host } }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => (text += chunk.toString()));
        response.on('end', () => resolve({ status: response.statusCode ?? 0, text }));
      });
      sent.on('error', reject);
      sent.end();
    });
  }

  it('are there for whoever calls this machine by its own name, and nothing else is', async () => {
    daemon = await startApiServer(`metricslisten = 127.0.0.1:${port}\n`);
    for (const host of [`127.0.0.1:${port}`, 'localhost', `[::1]:${port}`])
      expect(await fetchWith(host)).toMatchObject({
        status: 200,
        text: expect.stringMatching(/^# HELP tsban_/m) as string,
      });
    for (const host of ['attacker.example', 'localhost.attacker.example', '127.0.0.1.attacker.example'])
      expect([host, (await fetchWith(host)).status]).toEqual([host, 421]);
    expect((await fetchWith('localhost', '/v1/status')).status).toBe(404);
    expect((await fetchWith('localhost', '/v1/commands', 'POST')).status).toBe(404);
    expect((await fetchWith('localhost', '/metrics', 'POST')).status).toBe(405);
    const second = await startApiServer(`metricslisten = 127.0.0.1:${port}\n`);
    expect(readFileSync(second.at('tsban.log'), 'utf8')).toMatch(/No metrics at 127\.0\.0\.1:\d+: .*EADDRINUSE/);
    await second.end();
  });

  it.each([
    '0.0.0.0:9191',
    '192.0.2.2:9191',
    '[::]:9191',
    'localhost:9191',
    '127.0.0.1',
    '127.0.0.1:0',
    '127.0.0.1:65536',
    ':9191',
  ])('are not for a network: %s', async (place) => {
    daemon = await startApiServer(`metricslisten = ${place}\n`);
    const { problems } = (await ask(daemon.socket, '/v1/status')).body as { problems: readonly { text: string }[] };
    expect(log() + problems.map(({ text }) => text).join('')).toMatch(
      /metricslisten: '.*' is no place where metrics may be/,
    );
  });
});
