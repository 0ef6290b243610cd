import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import type { Configuration, JailConfig } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { type ConfigLayer, makeSeedTree, type Seed, seedConfig, stockConfig } from '../support/config-tree.js';

function read(seed: Seed, ...more: ConfigLayer[]) {
  const configuration = readConfiguration(makeSeedTree(seed, ...more));
  return { ...configuration, jail: (name: string) => find(configuration, name) };
}

function find({ jails, problems }: Configuration, name: string): JailConfig {
  const jail = jails.find((each) => each.name === name);
  if (jail === undefined) throw new Error(`no jail ${name}: ${problems.map(({ error }) => error.message).join('\n')}`);
  return jail;
}

function failregexOf(jail: JailConfig): string[] {
  return jail.filter.failregex.map(({ value }) => value);
}

function logpathOf(jail: JailConfig): string[] {
  return jail.logpath.map(({ value }) => value.glob);
}

describe('the five setups', () => {
  it('0: ECTLogger', () => {
    const { jails, problems, jail } = read(0);
    expect(problems).toEqual([]);
    expect(jails.map(({ name }) => name)).toEqual(['ectlogger']);
    const ectlogger = jail('ectlogger');
    expect(ectlogger).toMatchObject({ maxretry: 5, findtime: 600, bantime: 3600 });
    expect(logpathOf(ectlogger)).toEqual(['/var/log/ectlogger/app.log']);
    expect(failregexOf(ectlogger)).toHaveLength(3);
    expect(ectlogger.actions[0]?.parameters.get('port')).toBe('http,https,8000');
  });

  it('1: nginx with ufw; every filter the text leaves to others is there', () => {
    const { jails, problems, jail } = read(1);
    expect(problems).toEqual([]);
    expect(jails.map(({ name }) => name).sort()).toEqual([
      'fastapi',
      'nginx-404',
      'nginx-4xx',
      'nginx-badbots',
      'nginx-botsearch',
      'nginx-forbidden',
      'nginx-http-auth',
      'nginx-limit-req',
      'nginx-noscript',
      'nginx-sslerror',
      'sshd',
      'ufw',
    ]);
    expect(jail('nginx-404')).toMatchObject({ maxretry: 3, bantime: 86_400, findtime: 86_400 });
    expect(failregexOf(jail('nginx-404'))).toEqual(['^<HOST> -.* "(GET|POST).* HTTP/.*" (404|403)']);
    const ignoreip = [{ value: '127.0.0.1/8' }, { value: '192.168.0.0/16' }];
    expect(jail('nginx-http-auth')).toMatchObject({ maxretry: 3, ignoreip });
    expect(logpathOf(jail('nginx-http-auth'))).toEqual(['/var/log/nginx/error.log']);
    expect(jail('sshd')).toMatchObject({ maxretry: 1, bantime: 86_400 });
    expect(jails.flatMap(({ actions }) => actions.map(({ actname }) => actname))).toEqual(jails.map(() => 'ufw'));
    expect(jail('sshd').actions[0]?.commands.actionban).toContain('ufw prepend');
  });

  it('1: also where jail.local begins as a copy of jail.conf, as the text says', () => {
    const [stock, own] = [`${stockConfig}/jail.conf`, `${seedConfig(1)}/jail.local`].map((path) =>
      readFileSync(path, 'utf8'),
    );
    const setup = read(1, { 'jail.local': `${stock}\n${own}` });
    expect(setup.jails.map(({ name }) => name).sort()).toEqual(
      read(1)
        .jails.map(({ name }) => name)
        .sort(),
    );
    expect(setup.jail('nginx-http-auth')).toMatchObject({ maxretry: 3 });
    const repeated = setup.problems.filter(({ error }) => error.message.includes('stands in this file twice'));
    expect(repeated.map(({ severity, error }) => [severity, error.where.option])).toContainEqual([
      'warning',
      undefined,
    ]);
  });

  it('2: MeshMonitor, with comments behind its numbers', () => {
    const { problems, jail } = read(2);
    const meshmonitor = jail('meshmonitor');
    expect(meshmonitor).toMatchObject({
      maxretry: 3,
      findtime: 300,
      bantime: 86_400,
      ignoreip: ['127.0.0.1/8', '::1', '192.168.1.0/24', '10.0.0.0/8'].map((value) => ({ value })),
    });
    expect(problems.map(({ severity, error }) => [severity, error.where.option])).toEqual([
      ['warning', 'maxretry'],
      ['warning', 'findtime'],
      ['warning', 'bantime'],
      ['warning', 'ignoreip'],
    ]);
    expect(failregexOf(meshmonitor)).toEqual([
      '^<HOST> .* "POST /api/auth/login HTTP/.*" 401',
      '^<HOST> .* "POST /api/auth/login HTTP/.*" 403',
    ]);
    const [iptables, abuseipdb] = meshmonitor.actions;
    expect([iptables?.actname, abuseipdb?.actname]).toEqual(['iptables-multiport', 'abuseipdb']);
    expect(iptables?.parameters.get('port')).toBe('http,https');
    expect(abuseipdb?.commands.actionban).toContain('--data-urlencode "ip=<ip>" \\\n');
    expect(abuseipdb?.commands.actionunban).toBe('');
  });

  it('2: permanent bans', () => {
    const { jail } = read(2, { 'jail.local': '[meshmonitor]\naction = iptables-persistent' });
    const [persistent] = jail('meshmonitor').actions;
    expect(persistent?.commands.actionstart?.split('\n')).toHaveLength(3);
    expect(persistent?.commands.actionban).toContain('echo "<ip>" >> ');
  });

  it('3: Nginx Proxy Manager, Cloudflare and Telegram', () => {
    const { jails, problems, jail } = read(3);
    expect(problems).toEqual([]);
    expect(jails.map(({ name, maxretry, bantime }) => [name, maxretry, bantime])).toEqual([
      ['sshd', 3, 7200],
      ['npm-404', 10, 7200],
      ['npm-403', 3, 7200],
      ['npm-forbidden', 3, 7200],
      ['npm-protocol', 3, 7200],
    ]);
    expect(jail('sshd')).toMatchObject({ backend: 'systemd', logpath: [] });
    expect(jail('sshd').filter.journalmatch).not.toEqual([]);
    expect(jail('sshd').actions.map(({ actname }) => actname)).toEqual(['iptables', 'telegram-notif']);
    const npm = jail('npm-404');
    expect(logpathOf(npm)).toEqual(['/srv/docker/volumes/npm/data/logs/proxy-host-*_access.log']);
    expect(failregexOf(npm)).toEqual([
      '404 - .* \\[Client [^\\]]+\\] \\[CF-conn-IP <HOST>\\]',
      '404 - .* \\[Client <HOST>\\] (\\[CF-conn-IP -\\]|\\[Length)',
    ]);
    expect(npm.filter.datepattern?.value).toBe('\\[b/H:S \\+0100\\]');
    const [cloudflare, telegram] = npm.actions;
    expect(cloudflare?.commands.actionban).toBe(
      'curl -s -X POST -H "Authorization: Bearer CF_FIREWALL_API_TOKEN" -H "Content-Type: application/json" "https://api.cloudflare.com/client/v4/user/firewall/access_rules/rules" \\\n' +
        `-d '{"mode":"block","configuration":{"target":"ip","value":"<ip>"},"notes":"Fail2Ban - jail npm-404"}'`,
    );
    expect(telegram?.commands.actionban).toContain(`-d "text=🚫 Banned <ip> to jail 'npm-404' -- <matches>"`);
    expect(telegram?.commands.actionban).toContain('/botTELEGRAM_TOKEN/sendMessage');
  });

  it('4: Flask and ownCloud behind Docker', () => {
    const { jails, problems, jail } = read(4);
    expect(problems).toEqual([]);
    expect(jails.map(({ name, backend }) => [name, backend])).toEqual([
      ['sshd', 'systemd'],
      ['flask-login', 'auto'],
      ['owncloud-login', 'auto'],
    ]);
    const flask = jail('flask-login');
    expect(failregexOf(flask)).toEqual([`"message":"Login failed: '.*' \\(Remote IP: '<HOST>'\\)"`]);
    const [docker] = flask.actions;
    expect(docker?.actname).toBe('iptables-docker-FlaskLogin');
    expect(docker?.commands.actionstart).toBe(
      '<iptables> -N f2b-FlaskLogin || true\n<iptables> -I DOCKER-USER -j f2b-FlaskLogin\n<iptables> -F f2b-FlaskLogin',
    );
    expect(docker?.commands.actionban).toContain('f2b-FlaskLogin');
    expect(docker?.parameters.get('chain')).toBe('DOCKER-USER');
    expect(docker?.parameters.get('port')).toBe('http');
  });
});
