import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Environment } from '../../src/action/environment.js';
import { banTicket } from '../support/ban-ticket.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, shippedAction } from '../support/shipped-action.js';

const reason = missing('iptables', 'ip6tables', 'iptables-save');
const v4 = banTicket({ id: '192.0.2.1' });
const v6 = banTicket({ id: '2001:db8::1' });

const hostRules = `
  for ipt in iptables ip6tables; do
    $ipt -N DOCKER-USER
    $ipt -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
    $ipt -A FORWARD -j DOCKER-USER
    $ipt -A DOCKER-USER -j RETURN
  done`;

describe.skipIf(reason !== undefined)(`iptables (${reason ?? 'in a namespace'})`, () => {
  let ns: Namespace;
  beforeEach(() => {
    ns = makeNamespace();
    ns.exec(hostRules);
  });
  afterEach(() => ns.remove());

  /** Every table of both families, without counters and dates. */
  const rules = () => ns.exec("{ iptables-save; ip6tables-save; } | sed '/^#/d; s/ \\[[0-9:]*\\]$//'");
  const inSets = (definition: ReturnType<typeof shippedAction>, options = {}) =>
    actionIn(ns.shell, definition, options);
  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));

  const seed = {
    'action.d/iptables-docker.conf': readFileSync('config/action.d/iptables.conf', 'utf8')
      .replace('[Definition]', '[Init]\n\nchain = DOCKER-USER\n\n[Definition]')
      .replace(
        /^actionstart = [^]*?\n(?=\n)/m,
        `actionstart = <iptables> -N f2b-<name> || true
              <iptables> -I <chain> -j f2b-<name>
              <iptables> -F f2b-<name>\n`,
      ),
  };

  const cases: [action: string, jump: string][] = [
    ['iptables', '-A INPUT -p tcp -m tcp --dport 22 -j f2b-sshd'],
    ['iptables[type=multiport, port="ssh,80:90"]', '-A INPUT -p tcp -m multiport --dports 22,80:90 -j f2b-sshd'],
    [
      'iptables-multiport[name=web, port="http,https", protocol=tcp]',
      '-A INPUT -p tcp -m multiport --dports 80,443 -j f2b-web',
    ],
    ['iptables-multiport[port="0:65535"]', '-A INPUT -p tcp -m multiport --dports 0:65535 -j f2b-sshd'],
    ['iptables-allports', '-A INPUT -p tcp -j f2b-sshd'],
    ['iptables-allports[chain=DOCKER-USER, protocol=udp]', '-A DOCKER-USER -p udp -j f2b-sshd'],
    ['iptables-docker[name=FlaskLogin, port=http, protocol=tcp]', '-A DOCKER-USER -j f2b-FlaskLogin'],
    [
      '%(banaction)s[port="ssh", protocol="tcp", chain="<known/chain>"]',
      '-A INPUT -p tcp -m multiport --dports 22 -j f2b-sshd',
    ],
  ];

  describe.each(cases)('%s', (text, jump) => {
    const chain = `f2b-${jump.split('f2b-')[1]}`;
    const definition = () => shippedAction(text.replace('%(banaction)s', 'iptables-multiport'), seed);

    it('makes what it needs with the first ban of a family and leaves nothing behind', async () => {
      const before = rules();
      const { action, lines } = inSets(definition());
      await action.start();
      expect(rules()).toBe(before);

      expect(await action.ban(v4)).toBe(true);
      expect(ns.exec('iptables -S')).toContain(`${jump}\n`);
      expect(ns.exec(`iptables -S ${chain} 1`)).toBe(
        `-A ${chain} -s 192.0.2.1/32 -j REJECT --reject-with icmp-port-unreachable\n`,
      );
      expect(ns.exec('ip6tables -S')).not.toContain('f2b');

      expect(await action.ban(v6)).toBe(true);
      expect(ns.exec(`ip6tables -S ${chain} 1`)).toBe(
        `-A ${chain} -s 2001:db8::1/128 -j REJECT --reject-with icmp6-port-unreachable\n`,
      );

      expect(await action.unban(v4)).toBe(true);
      expect(ns.exec('iptables -S')).not.toContain('192.0.2.1');
      await action.stop();
      expect(rules()).toBe(before);
      expect(errors(lines)).toEqual([]);
    });
  });

  describe.each(cases.filter(([text]) => /80:90|docker/.test(text)))('%s', (text, jump) => {
    const chain = `f2b-${jump.split('f2b-')[1]}`;
    const definition = () => shippedAction(text, seed);

    it('bans and unbans twice without harm', async () => {
      const { action, lines } = inSets(definition());
      await action.ban(v4);
      const once = rules();
      await action.ban(v4);
      expect(rules()).toBe(once);
      await action.unban(v4);
      await action.unban(v4);
      expect(errors(lines)).toEqual([]);
    });

    it('takes over what a killed one left behind, unless its own start clears it away', async () => {
      const before = rules();
      await inSets(definition()).action.ban(v4);
      const { action, lines } = inSets(definition());
      await action.ban(banTicket({ id: '192.0.2.2' }));
      if (text.startsWith('iptables-docker')) expect(ns.exec(`iptables -S ${chain}`)).not.toContain('192.0.2.1');
      else expect(ns.exec(`iptables -S ${chain}`)).toMatch(/192\.0\.2\.2[^]*192\.0\.2\.1[^]*RETURN/);
      expect(errors(lines)).toEqual([]);
      await action.stop();
      expect(rules()).toBe(before);
    });

    it('builds everything anew when somebody has flushed it', async () => {
      const { action } = inSets(definition());
      await action.ban(v4);
      const whole = ns.exec(`iptables -S ${chain}`);
      ns.exec(`iptables -F; iptables -X ${chain}; iptables -A FORWARD -j DOCKER-USER`);
      await action.ban(banTicket({ id: '192.0.2.2' }));
      await action.unban(banTicket({ id: '192.0.2.2' }));
      expect(ns.exec(`iptables -S ${chain}`)).toBe(whole);
      expect(ns.exec('iptables -S')).toContain(`${jump}\n`);
    });

    it('notices a jump that is gone', async () => {
      const { action } = inSets(definition());
      await action.ban(v4);
      ns.exec('iptables -F INPUT; iptables -F DOCKER-USER');
      expect(await action.check()).toBe(true);
      expect(ns.exec('iptables -S')).toContain(`${jump}\n`);
      expect(ns.exec('iptables -S')).toContain('192.0.2.1');
    });
  });

  it('hooks into several chains, for several protocols', async () => {
    const before = rules();
    const { action, lines } = inSets(shippedAction('iptables-allports[chain="INPUT,DOCKER-USER", protocol="tcp,udp"]'));
    await action.ban(v4);
    const made = rules();
    for (const chain of ['INPUT', 'DOCKER-USER']) {
      for (const protocol of ['tcp', 'udp']) expect(made).toContain(`-A ${chain} -p ${protocol} -j f2b-sshd\n`);
    }
    await action.stop();
    expect(rules()).toBe(before);
    expect(errors(lines)).toEqual([]);
  });

  it('goes ahead of what accepts established connections', async () => {
    const { action } = inSets(shippedAction('iptables-allports'));
    await action.ban(v4);
    expect(ns.exec('iptables -S INPUT 1')).toBe('-A INPUT -p tcp -j f2b-sshd\n');
  });

  it('works with the other iptables too', async () => {
    const before = ns.exec('iptables-legacy -S');
    const text = 'iptables-allports[iptables="iptables-legacy <lockingopt>", chain="INPUT,FORWARD"]';
    const { action, lines } = inSets(shippedAction(text));
    await action.ban(v4);
    expect(ns.exec('iptables-legacy -S')).toMatch(/-A INPUT -p tcp -j f2b-sshd\n-A FORWARD -p tcp -j f2b-sshd/);
    expect(ns.exec('iptables-legacy -S f2b-sshd 1')).toContain('-s 192.0.2.1/32 -j REJECT');
    expect(errors(lines)).toEqual([]);
    ns.exec('iptables-legacy -F FORWARD');
    expect(await action.check()).toBe(true);
    await action.stop();
    expect(ns.exec('iptables-legacy -S')).toBe(before);
  });

  it('bans networks, with another verdict if told so', async () => {
    const { action } = inSets(shippedAction('iptables-allports[blocktype=DROP]'));
    await action.ban(banTicket({ id: '198.51.100.0/24' }));
    await action.ban(banTicket({ id: '2001:db8::/64' }));
    expect(ns.exec('iptables -S f2b-sshd 1')).toBe('-A f2b-sshd -s 198.51.100.0/24 -j DROP\n');
    expect(ns.exec('ip6tables -S f2b-sshd 1')).toBe('-A f2b-sshd -s 2001:db8::/64 -j DROP\n');
  });

  it('says so where there is no such chain, and hooks into the others', async () => {
    const { action, lines } = inSets(shippedAction('iptables-allports[chain="NOWHERE,INPUT"]'));
    await action.ban(v4);
    expect(errors(lines).join('\n')).toContain("Error starting action Jail('sshd')/iptables-allports");
    expect(rules()).toContain('-A INPUT -p tcp -j f2b-sshd\n');
  });

  it('serves two jails with one chain, until both are done with it', async () => {
    const before = rules();
    const environment = new Environment();
    const definition = shippedAction('iptables-docker[name=FlaskLogin, port=http, protocol=tcp]', seed);
    const cloud = inSets(definition, { jail: 'owncloud-login', environment });
    const flask = inSets(definition, { jail: 'flask-login', environment });
    await cloud.action.ban(v4);
    await flask.action.ban(banTicket({ id: '192.0.2.2' }));
    await flask.action.ban(v4);
    expect(rules().match(/-j f2b-FlaskLogin/g)).toHaveLength(1);
    expect(ns.exec('iptables -S f2b-FlaskLogin')).toMatch(/192\.0\.2\.2\/32[^]*192\.0\.2\.1\/32/);
    await flask.action.unban(v4);
    expect(rules()).toContain('192.0.2.1/32');
    await flask.action.stop();
    expect(rules()).toContain('192.0.2.1/32');
    expect(rules()).not.toContain('192.0.2.2/32');
    await cloud.action.stop();
    expect(rules()).toBe(before);
    expect(errors([...cloud.lines, ...flask.lines])).toEqual([]);
  });
});
