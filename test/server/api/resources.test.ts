import { appendFileSync } from 'node:fs';
import { Validator } from '@seriousme/openapi-schema-validator';
import * as v from 'valibot';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openApi } from '../../../src/server/api/openapi.js';
import { Router } from '../../../src/server/api/router.js';
import { routes } from '../../../src/server/api/routes.js';
import { eventSchema, problemSchema } from '../../../src/server/api/schemas.js';
import { type ApiTestServer, startApiServer } from '../../support/api-server.js';
import { ask, post, RawClient } from '../../support/http-client.js';

let daemon: ApiTestServer;
const router = new Router(routes);

beforeEach(async () => {
  daemon = await startApiServer();
});
afterEach(async () => daemon.end());

/** Asks, and holds what is answered to what the table of routes says of it, nothing more and nothing less. */
async function resource(path: string, method = 'GET', body?: unknown): Promise<unknown> {
  const { route } = router.find(method, path);
  const answered =
    body === undefined ? await ask(daemon.socket, path, { method }) : await post(daemon.socket, path, body);
  expect([answered.status, answered.text.slice(0, 300)]).toEqual([200, expect.anything()]);
  if (route.kind !== 'json') throw new Error(`${path} answers no JSON`);
  expect(v.parse(route.answer, answered.body)).toEqual(answered.body);
  return answered.body;
}

async function problem(path: string, method = 'GET', body?: unknown): Promise<v.InferOutput<typeof problemSchema>> {
  const answered =
    body === undefined ? await ask(daemon.socket, path, { method }) : await post(daemon.socket, path, body);
  expect(answered.headers['content-type']).toBe('application/problem+json');
  const told = v.parse(problemSchema, answered.body);
  expect([told, told.status]).toEqual([answered.body, answered.status]);
  return told;
}

describe('each resource', () => {
  it('answers as its schema says, with nothing in it and with bans', async () => {
    for (const path of ['/v1/status', '/v1/jails', '/v1/jails/web', '/v1/jails/web/bans', '/v1/bans'])
      await resource(path);
    expect(await resource('/v1/bans')).toEqual([]);
    expect(
      await resource('/v1/jails/app/bans', 'POST', { ids: ['203.0.113.1', '2001:DB8::9', '203.0.113.1'] }),
    ).toEqual({ banned: 2 });
    await resource('/v1/jails/web/bans', 'POST', { ids: ['203.0.113.1', '198.51.100.0/24', 'a/b ü'] });
    expect(await resource('/v1/status')).toEqual({ version: '0.0.0', jails: ['app', 'web'], problems: [] });
    expect(await resource('/v1/jails')).toMatchObject([{ jail: 'app' }, { jail: 'web' }]);
    expect(await resource('/v1/jails/app')).toMatchObject({
      actions: { currentlyBanned: 2, bannedIpList: ['203.0.113.1', '2001:db8::9'] },
    });
    expect(await resource('/v1/jails/web')).toMatchObject({ filter: { missingFiles: [daemon.at('web.log')] } });
    expect(await resource('/v1/jails/web/bans')).toMatchObject([
      { id: '203.0.113.1', jail: 'web', bantime: 3600, bancount: 1, restored: false },
      { id: '198.51.100.0/24' },
      { id: 'a/b ü' },
    ]);
    expect(await resource('/v1/bans')).toHaveLength(5);
    expect(await resource('/v1/bans/203.0.113.1')).toMatchObject([{ jail: 'app' }, { jail: 'web' }]);
    expect(await resource('/v1/bans/203.0.113.9')).toEqual([]);
    expect(await resource('/v1/jails/app/bans/2001:DB8:0::9')).toMatchObject({ id: '2001:db8::9' });
    expect(await resource('/v1/jails/web/bans/198.51.100.0%2F24')).toMatchObject({ id: '198.51.100.0/24' });
    expect(await resource('/v1/jails/web/bans/a%2Fb%20%C3%BC')).toMatchObject({ id: 'a/b ü' });
  });

  it('lifts the ban that is meant, and no other', async () => {
    const ids = ['203.0.113.1', '203.0.113.2', '203.0.113.0/24'];
    for (const jail of ['app', 'web']) await resource(`/v1/jails/${jail}/bans`, 'POST', { ids });
    expect(await resource('/v1/bans/203.0.113.0%2F24', 'DELETE')).toEqual({ unbanned: 2 });
    expect(await resource('/v1/jails/app/bans/203.0.113.1', 'DELETE')).toEqual({ unbanned: 1 });
    expect(await problem('/v1/jails/app/bans/203.0.113.1', 'DELETE')).toMatchObject({
      status: 404,
      code: 'NOT_BANNED',
    });
    expect(await problem('/v1/bans/--all', 'DELETE')).toMatchObject({ code: 'NOT_BANNED' });
    expect(await resource('/v1/bans')).toMatchObject([
      { jail: 'app', id: '203.0.113.2' },
      { jail: 'web', id: '203.0.113.1' },
      { jail: 'web', id: '203.0.113.2' },
    ]);
  });

  it('carries out commands', async () => {
    expect(await resource('/v1/commands', 'POST', { command: ['ping'] })).toEqual({ answer: 'pong' });
    expect(await resource('/v1/commands', 'POST', { command: ['set', 'app', 'banip', '203.0.113.1'] })).toEqual({
      answer: 1,
    });
  });

  it('counts for Prometheus', async () => {
    const { status, headers, text } = await ask(daemon.socket, '/metrics');
    expect([status, headers['content-type']]).toEqual([200, 'text/plain; version=0.0.4; charset=utf-8']);
    expect(text).toMatch(/^# HELP tsban_/m);
  });
});

it.each([
  { path: '/v1/jails/nosuch', status: 404, code: 'UNKNOWN_JAIL', nok: "('nosuch',)" },
  { path: '/v1/jails/nosuch/bans', status: 404, code: 'UNKNOWN_JAIL' },
  { path: '/v1/jails/__proto__', status: 404, code: 'UNKNOWN_JAIL' },
  { path: '/v1/jails/nosuch/bans', body: { ids: ['203.0.113.1'] }, status: 404, code: 'UNKNOWN_JAIL' },
  { path: '/v1/jails/app/bans/203.0.113.9', status: 404, code: 'NOT_BANNED' },
  { path: '/v1/events?jail=nosuch', status: 404, code: 'UNKNOWN_JAIL' },
  { path: '/v1/nosuch', status: 404, code: 'NOT_FOUND' },
  { path: '/v1/commands', status: 405, code: 'METHOD' },
  { path: '/v1/status', body: {}, status: 405, code: 'METHOD' },
  { path: '/v1/commands', body: { command: [] }, status: 400, code: 'BODY' },
  { path: '/v1/commands', body: { command: ['ping', 3] }, status: 400, code: 'BODY', detail: /^command\.1: / },
  { path: '/v1/commands', body: { command: 'ping' }, status: 400, code: 'BODY' },
  { path: '/v1/commands', body: [['ping']], status: 400, code: 'BODY' },
  { path: '/v1/commands', body: null, status: 400, code: 'BODY', detail: /^the body: / },
  {
    path: '/v1/commands',
    body: { command: ['bogus'] },
    status: 400,
    code: 'INVALID_COMMAND',
    nok: "('Invalid command',)",
  },
  { path: '/v1/jails/app/bans', body: { ids: [] }, status: 400, code: 'BODY' },
  { path: '/v1/jails/app/bans', body: { ids: ['203.0.113.1', ''] }, status: 400, code: 'BODY', detail: /^ids\.1: / },
])('$path with $body is refused with $code', async ({ path, body, detail = /./, ...expected }) => {
  const told = await problem(path, body === undefined ? 'GET' : 'POST', body);
  expect(told).toMatchObject(expected);
  expect(told.detail).toMatch(detail);
});

describe('/v1/events', () => {
  it('tells what happens to the jails asked for, as its schema says', async () => {
    const client = new RawClient(daemon.socket);
    client.say('GET /v1/events?jail=app HTTP/1.1\r\nhost: x\r\n\r\n');
    await client.hears(': events');
    const commands = [
      ['set', 'web', 'banip', '203.0.113.2'],
      ['set', 'app', 'banip', '203.0.113.1'],
      ['set', 'app', 'unbanip', '203.0.113.1'],
    ];
    for (const command of commands) await resource('/v1/commands', 'POST', { command });
    appendFileSync(daemon.at('app.log'), `${new Date().toISOString()} login failed from 203.0.113.3\n`);
    await client.hears('event: found');
    const data = [...client.heard.matchAll(/^data: (.*)$/gm)].map(([, json = '']) => JSON.parse(json) as unknown);
    for (const event of data) expect(v.parse(eventSchema, event)).toEqual(event);
    expect(data).toMatchObject([
      { event: 'ban', jail: 'app', id: '203.0.113.1', text: 'Ban 203.0.113.1' },
      { event: 'unban', jail: 'app', id: '203.0.113.1', text: 'Unban 203.0.113.1' },
      { event: 'found', jail: 'app', id: '203.0.113.3' },
    ]);
    const stopped = daemon.server.stop();
    await client.closed();
    await stopped;
  });
});

describe('/openapi.json', () => {
  it('is valid OpenAPI 3.1, and the same as the table', async () => {
    const body = await resource('/openapi.json');
    expect(body).toEqual(JSON.parse(JSON.stringify(openApi(routes, '0.0.0'))));
    const validator = new Validator();
    const { valid, errors } = await validator.validate(body as Record<string, unknown>);
    expect([errors, valid, validator.version]).toEqual([undefined, true, '3.1']);
  });

  it('describes every route, what it wants and what it answers', async () => {
    const { paths, components } = (await resource('/openapi.json')) as {
      paths: Record<string, Record<string, { operationId: string; parameters: { name: string }[] }>>;
      components: { schemas: Record<string, unknown> };
    };
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    expect(described.sort()).toEqual(routes.map(({ method, path }) => `${method} ${path}`).sort());
    const ids = Object.values(paths).flatMap((methods) => Object.values(methods).map(({ operationId }) => operationId));
    expect(new Set(ids).size).toBe(routes.length);
    expect(paths['/v1/jails/{jail}/bans/{id}']?.delete).toMatchObject({
      operationId: 'deleteJailsJailBansId',
      'x-right': 'ban',
      parameters: [
        { name: 'jail', in: 'path', required: true },
        { name: 'id', in: 'path', required: true },
      ],
    });
    expect(paths['/v1/jails']?.get).toMatchObject({
      responses: {
        200: {
          content: { 'application/json': { schema: { type: 'array', items: { $ref: '#/components/schemas/Jail' } } } },
        },
      },
    });
    expect(Object.keys(components.schemas)).toEqual(['Status', 'Jail', 'Ban', 'Event', 'Problem']);
  });
});
