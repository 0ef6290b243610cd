import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import { banTicket } from '../support/ban-ticket.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';
import { type WebRequest, type WebService, webService } from '../support/web-service.js';

const shell = ['/bin/sh'] as const;
let answer: (request: WebRequest) => readonly [number, string];
let service: WebService;
let directory: string;
beforeEach(async () => {
  service = await webService((request) => answer(request));
  directory = mkdtempSync(join(tmpdir(), 'tsban-web-'));
});
afterEach(async () => {
  await service.stop();
  rmSync(directory, { recursive: true });
});

const action = (definition: string) => actionIn(shell, shippedAction(definition));

/** Log lines that try to leave the shell, the form they are sent in, or curl's arguments. */
const hostileMatches = () => [
  `$(touch ${directory}/trap) \`touch ${directory}/trap\``,
  `"; touch ${directory}/trap; echo " '`,
  '&ip=198.51.100.7&apikey=x%00 +plus @/etc/passwd',
  '--upload-file /etc/passwd',
  'müßig \\n <ip>',
];

const reporting = (): readonly [string, string, string][] => [
  [
    'abuseipdb',
    `abuseipdb[abuseipdb_apikey=key, abuseipdb_category="18,22", abuseipdb_api="${service.url}"]`,
    'comment',
  ],
  ['blocklist_de', `blocklist_de[email="me@example.org", apikey=key, blocklist_de_api="${service.url}/en"]`, 'logs'],
];

describe('abuseipdb', () => {
  it('reports the address, its categories and the log lines', async () => {
    answer = () => [200, '{"data":{"abuseConfidenceScore":52}}'];
    const { action: report, lines } = action(reporting()[0]?.[1] ?? '');
    expect(await report.ban(banTicket({ id: '2001:db8::1', matches: ['one', 'two'] }))).toBe(true);
    await report.unban(banTicket({ id: '2001:db8::1' }));
    expect(service.requests).toMatchObject([
      {
        what: 'POST /report',
        headers: { key: 'key', accept: 'application/json' },
        fields: { ip: '2001:db8::1', categories: '18,22', comment: 'one two' },
      },
    ]);
    expect(lines.filter((line) => !line.startsWith('DEBUG'))).toEqual([]);
  });

  it('says what another comment says, and no more than AbuseIPDB takes', async () => {
    answer = () => [200, '{}'];
    const more = `abuseipdb_api="${service.url}", abuseipdb_comment="jail <name>, <failures> failures"`;
    await action(`abuseipdb[${more}]`).action.ban(banTicket());
    await action(`abuseipdb[abuseipdb_api="${service.url}"]`).action.ban(banTicket({ matches: ['x'.repeat(5000)] }));
    expect(service.requests.map(({ fields }) => fields['comment'])).toEqual(['jail sshd, 5 failures', 'x'.repeat(900)]);
  });

  it('takes a report that comes twice for done', async () => {
    const detail = 'You can only report the same IP address (`192.0.2.1`) once in 15 minutes.';
    answer = () => [429, JSON.stringify({ errors: [{ detail, status: 429, source: { parameter: 'ip' } }] })];
    expect(await action(reporting()[0]?.[1] ?? '').action.ban(banTicket())).toBe(true);
    expect(service.requests).toHaveLength(1);
  });
});

describe('blocklist_de', () => {
  it('reports the address, the service and the log lines', async () => {
    answer = () => [200, '{"status":"success","error":0}'];
    const { action: report } = action(reporting()[1]?.[1] ?? '');
    expect(await report.ban(banTicket({ id: '192.0.2.1', matches: ['one', 'two'] }))).toBe(true);
    const fields = { server: 'me@example.org', apikey: 'key', service: 'sshd', ip: '192.0.2.1', format: 'json' };
    expect(service.requests).toMatchObject([
      { what: 'POST /en', headers: { 'user-agent': 'tsban' }, fields: { ...fields, logs: 'one\ntwo' } },
    ]);
  });

  it('reads the answer, whose status says nothing', async () => {
    answer = () => [200, '{"status":"error","error":["apikey"]}'];
    const { action: report, lines } = action(reporting()[1]?.[1] ?? '');
    expect(await report.ban(banTicket())).toBe(false);
    expect(lines.join('\n')).toContain('ERROR utils');
  });
});

describe.each([0, 1])('a report', (index) => {
  const definition = () => reporting()[index]?.[1] ?? '';
  const field = () => reporting()[index]?.[2] ?? '';

  it('is not sent again for bans that a restart puts back', async () => {
    expect(await action(definition()).action.ban(banTicket({ restored: true }))).toBe(true);
    expect(service.requests).toEqual([]);
  });

  it('is a failure where the service refuses it, and the log says why', async () => {
    answer = () => [401, '{"errors":[{"detail":"wrong key success"}]}'];
    const { action: report, lines } = action(definition());
    expect(await report.ban(banTicket())).toBe(false);
    expect(lines.some((line) => line.startsWith('ERROR utils') && line.includes('wrong key'))).toBe(true);
  });

  it('takes text from logs for nothing but text', async () => {
    answer = () => [200, 'success'];
    await action(definition()).action.ban(banTicket({ id: '192.0.2.1', matches: hostileMatches() }));
    const [request] = service.requests;
    expect(request?.fields[field()]?.replaceAll('\n', ' ')).toBe(hostileMatches().join(' '));
    expect(request?.fields['ip']).toBe('192.0.2.1');
    expect(existsSync(join(directory, 'trap'))).toBe(false);
  });

  it('is only made of addresses and networks', async () => {
    answer = () => [200, 'success'];
    const { action: report } = action(definition());
    for (const id of ['joe', '192.0.2.1&x', '-o', hostileMatches()[0] ?? '']) {
      expect(await report.ban(banTicket({ id }))).toBe(false);
    }
    expect(service.requests).toEqual([]);
    expect(existsSync(join(directory, 'trap'))).toBe(false);
  });
});

describe('telegram', () => {
  it('says what happened', async () => {
    answer = () => [200, '{"ok":true}'];
    const definition = `telegram[telegram_token="1:abc", telegram_chat=-100, telegram_api="${service.url}"]`;
    const id = hostileMatches()[0] ?? '';
    expect(await action(definition).action.ban(banTicket({ id }))).toBe(true);
    const text = `The jail sshd on box.example.org has banned ${id}\nafter 5 failures.`;
    expect(service.requests).toMatchObject([{ what: 'POST /bot1:abc/sendMessage', fields: { chat_id: '-100' } }]);
    expect(service.requests[0]?.fields['text']).toBe(`${text}\n\nSeconds the ban lasts (-1: for ever): 600`);
    expect(existsSync(join(directory, 'trap'))).toBe(false);
  });
});

describe.each([
  ['abuseipdb', 'abuseipdb_apikey=KEY, abuseipdb_api="URL"'],
  ['blocklist_de', 'email="me@example.org", apikey=KEY, blocklist_de_api="URL"'],
  ['telegram', 'telegram_token=KEY, telegram_chat=-100, telegram_api="URL"'],
  ['cloudflare', 'cfuser="me@example.org", cftoken=KEY, cfapi="URL"'],
  ['cloudflare-token', 'cfzone=z1, cftoken=KEY, cfapi="URL"'],
])('%s', (name, parameters) => {
  const key = 'a1B2c3:D4-e5_F6';
  const told = () => action(`${name}[${parameters.replace('KEY', `"${key}"`).replace('URL', service.url)}]`);

  it.each([
    ['says no', 403, '{"errors":[{"detail":"forbidden"}]}'],
    ['has had enough', 429, '{"errors":[{"detail":"Daily rate limit of 1000 requests exceeded"}]}'],
    ['is broken', 500, '<html>success</html>'],
    ['is away', 302, ''],
    ['says no within a yes', 200, '{ "success": false, "ok" : false, "status": "error" }'],
  ])('fails where the service %s', async (_what, status, body) => {
    answer = () => [status, body];
    const { action: teller, lines } = told();
    expect(await teller.ban(banTicket())).toBe(false);
    expect(service.requests.length).toBeGreaterThan(0);
    expect(lines.some((line) => line.startsWith('ERROR utils') && line.includes(`stderr: '${status}'`))).toBe(true);
  });

  it('shows its key neither in the log nor to whoever lists the processes', async () => {
    let processes: readonly string[] = [];
    answer = () => {
      processes = [...processes, ...allArguments()];
      return [403, `{"message":"who is ${key}?"}`];
    };
    const { action: teller, lines } = told();
    expect(await teller.ban(banTicket({ matches: ['one'] }))).toBe(false);
    const [request] = service.requests;
    expect(JSON.stringify(request)).toContain(name === 'blocklist_de' ? encodeURIComponent(key) : key);
    expect(processes.some((text) => text.startsWith('curl\0'))).toBe(true);
    expect(processes.filter((text) => text.includes(key))).toEqual([]);
    expect(lines.join('\n')).toContain('who is ****?');
    expect(lines.join('\n')).not.toContain(key);
  });
});

/** What `ps` would show of every process. */
function allArguments(): readonly string[] {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  return pids.flatMap((pid) => {
    try {
      return [readFileSync(`/proc/${pid}/cmdline`, 'utf8')];
    } catch {
      // It has just ended.
      return [];
    }
  });
}

describe('cloudflare', () => {
  interface Rule {
    readonly id: string;
    readonly mode: string;
    readonly configuration: { readonly target: string; readonly value: string };
    readonly notes: string;
  }
  let rules: Rule[];
  const success = (result: unknown): readonly [number, string] => [
    200,
    JSON.stringify({ success: true, result }, null, 2),
  ];

  beforeEach(() => {
    rules = [];
    let made = 0;
    answer = ({ what, fields, body }) => {
      if (what.startsWith('POST')) return create(JSON.parse(body) as Omit<Rule, 'id'>);
      if (what.startsWith('DELETE')) {
        rules = rules.filter(({ id }) => !what.endsWith(`/${id}`));
        return success({});
      }
      const found = rules.filter(({ mode, configuration, notes }) => {
        const { target, value } = configuration;
        const asked = [fields['mode'], fields['configuration.target'], fields['configuration.value'], fields['notes']];
        return [mode, target, value, notes].every((text, index) => text === asked[index]);
      });
      const owner = { id: 'ffffffffffffffffffffffffffffffff', type: 'user' };
      return success(found.map(({ notes, ...rule }) => ({ scope: owner, notes, ...rule })));
    };
    const create = (rule: Omit<Rule, 'id'>): readonly [number, string] => {
      const same = rules.some(({ configuration: { value } }) => value === rule.configuration.value);
      const errors = [{ code: 10009, message: 'firewallaccessrules.api.duplicate_of_existing' }];
      if (same) return [400, JSON.stringify({ success: false, errors })];
      made += 1;
      rules.push({ id: made.toString(16).padStart(32, 'a'), ...rule });
      return success(rules.at(-1));
    };
  });

  const account = () => `cloudflare[cfuser="me@example.org", cftoken=key, cfapi="${service.url}/v4"]`;

  it.each([
    ['192.0.2.1', 'ip'],
    ['2001:db8::1', 'ip6'],
    ['192.0.2.0/24', 'ip_range'],
    ['2001:db8::/32', 'ip_range'],
  ])('bans %s as %s and lifts the ban', async (id, target) => {
    const { action: cloud, lines } = action(account());
    expect(await cloud.ban(banTicket({ id }))).toBe(true);
    const { mode, configuration } = rules[0] ?? {};
    expect({ mode, configuration }).toEqual({ mode: 'block', configuration: { target, value: id } });
    expect(await cloud.unban(banTicket({ id }))).toBe(true);
    expect(rules).toEqual([]);
    const path = '/v4/user/firewall/access_rules/rules';
    expect(service.requests.map(({ what }) => what)).toEqual([
      `POST ${path}`,
      `GET ${path}`,
      `DELETE ${path}/aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa1`,
    ]);
    for (const { headers } of service.requests) {
      expect(headers).toMatchObject({ 'x-auth-email': 'me@example.org', 'x-auth-key': 'key' });
    }
    expect(lines.filter((line) => !line.startsWith('DEBUG'))).toEqual([]);
  });

  it('works in one zone with a token', async () => {
    const zone = `cloudflare-token[cfzone=z1, cftoken=t1, cfmode=challenge, notes="by <name>", cfapi="${service.url}"]`;
    const { action: cloud } = action(zone);
    expect(await cloud.ban(banTicket({ id: '192.0.2.1' }))).toBe(true);
    expect(rules).toMatchObject([{ mode: 'challenge', notes: 'by sshd' }]);
    expect(await cloud.unban(banTicket({ id: '192.0.2.1' }))).toBe(true);
    expect(rules).toEqual([]);
    expect(service.requests[0]?.what).toBe('POST /zones/z1/firewall/access_rules/rules');
    expect(service.requests[0]?.headers['authorization']).toBe('Bearer t1');
  });

  it('bans again after a restart, where the ban may still be there', async () => {
    await action(account()).action.ban(banTicket());
    expect(await action(account()).action.ban(banTicket({ restored: true }))).toBe(true);
    expect(rules).toHaveLength(1);
  });

  it('leaves the rules of others alone', async () => {
    const own = {
      id: 'b'.repeat(32),
      mode: 'block',
      configuration: { target: 'ip', value: '192.0.2.1' },
      notes: 'mine',
    };
    rules = [own];
    const { action: cloud } = action(account());
    expect(await cloud.ban(banTicket({ id: '192.0.2.1' }))).toBe(true);
    expect(await cloud.unban(banTicket({ id: '192.0.2.1' }))).toBe(true);
    expect(rules).toEqual([own]);
  });

  it('keeps an address banned until the last jail lets go of it', async () => {
    const environment = new Environment();
    const [one, two] = ['sshd', 'web'].map((jail) =>
      actionIn(shell, shippedAction(account()), { jail, environment }),
    ) as [ReturnType<typeof actionIn>, ReturnType<typeof actionIn>];
    await one.action.ban(banTicket());
    await two.action.ban(banTicket({ jail: 'web' }));
    await one.action.unban(banTicket());
    expect(rules).toHaveLength(1);
    await two.action.unban(banTicket({ jail: 'web' }));
    expect(rules).toEqual([]);
  });

  it('fails where Cloudflare refuses, and for what is no address', async () => {
    const { action: cloud, lines } = action(account());
    expect(await cloud.ban(banTicket({ id: 'joe","mode":"whitelist' }))).toBe(false);
    expect(service.requests).toEqual([]);
    answer = () => [403, '{"success":false,"errors":[{"message":"Invalid access token"}]}'];
    expect(await cloud.ban(banTicket())).toBe(false);
    expect(lines.some((line) => line.startsWith('ERROR utils') && line.includes('Invalid access token'))).toBe(true);
  });

  it('fails where nobody answers', async () => {
    await service.stop();
    const { action: cloud, lines } = action(account());
    expect(await cloud.ban(banTicket())).toBe(false);
    expect(lines.join('\n')).toContain('curl: ');
  });
});
