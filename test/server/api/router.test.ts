import { describe, expect, it } from 'vitest';
import { Router } from '../../../src/server/api/router.js';
import { routes } from '../../../src/server/api/routes.js';

const router = new Router(routes);

describe('Router', () => {
  it.each([
    { url: '/v1/status', path: '/v1/status', params: {} },
    { url: '/v1/jails', path: '/v1/jails', params: {} },
    { url: '/v1/jails/sshd', path: '/v1/jails/{jail}', params: { jail: 'sshd' } },
    { url: '/v1/jails/a%2Fb%20c', path: '/v1/jails/{jail}', params: { jail: 'a/b c' } },
    { url: '/v1/jails/bans/bans', path: '/v1/jails/{jail}/bans', params: { jail: 'bans' } },
    {
      url: '/v1/jails/a/bans/10.0.0.0%2F8',
      path: '/v1/jails/{jail}/bans/{id}',
      params: { jail: 'a', id: '10.0.0.0/8' },
    },
    { url: '/v1/bans/__proto__', path: '/v1/bans/{id}', params: { id: '__proto__' } },
    { url: '/v1/events?jail=a&jail=b', path: '/v1/events', params: {} },
    { url: 'http://h:1/metrics', path: '/metrics', params: {} },
  ])('finds $url', ({ url, path, params }) => {
    const found = router.find('GET', url);
    expect(found.route.path).toBe(path);
    expect(found.params).toEqual(params);
  });

  it('gives what stands behind the question mark, once or more often', () => {
    expect(router.find('GET', '/v1/events?jail=a&jail=b%26?').query.getAll('jail')).toEqual(['a', 'b&?']);
    expect(router.find('GET', '/v1/events').query.getAll('jail')).toEqual([]);
  });

  it.each([
    '',
    '/',
    'v1/status',
    '/v1',
    '/v1/',
    '/v1/status/',
    '/v1/jails/',
    '/v1//bans',
    '/V1/status',
    '/v1/status/x',
    '*',
    '//v1/status',
  ])('knows no %j', (url) => {
    expect(() => router.find('GET', url)).toThrow(expect.objectContaining({ status: 404, code: 'NOT_FOUND' }) as Error);
  });

  it.each([
    ['PUT', '/v1/status', 'GET, HEAD'],
    ['PUT', '/v1/jails/a/bans', 'GET, HEAD, POST'],
    ['POST', '/v1/bans/a', 'GET, HEAD, DELETE'],
    ['get', '/v1/commands', 'POST'],
  ])('says of %s %s what can be done instead', (method, url, allow) => {
    const refused = expect.objectContaining({ status: 405, code: 'METHOD', headers: { allow } }) as Error;
    expect(() => router.find(method, url)).toThrow(refused);
  });
});
