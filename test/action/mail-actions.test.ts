import { existsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { type Recorders, recorders } from '../support/recorders.js';
import { actionIn, shippedAction, shippedActions } from '../support/shipped-action.js';

/** The text with which strangers have tried, or might try, to be more than text. */
function hostileLines(trap: string): readonly string[] {
  return [
    `$(touch ${trap}) \`touch ${trap}\` $'\\x41'`,
    `"; touch ${trap}; echo "`,
    `'; touch ${trap}; echo '`,
    `~!touch ${trap}`,
    '.',
    'Bcc: everybody@example.net',
    'From nobody Thu Jan  1 00:00:00 1970',
    String.raw`\n\nback\\slashes \0101 %s %n %%`,
    '-h whois.example.net <ip> <matches> *',
    'müßig ✓',
    'x'.repeat(3000),
  ];
}

describe.each(['/bin/dash', '/bin/bash'])('with %s', (shell) => {
  let programs: Recorders;
  beforeEach(() => {
    const contacts = '"abuse@example.net"\n"noc@example.org,$(id)@x, -f@x, x y@example.com"\n';
    programs = recorders({ sendmail: '', mail: '', dig: contacts, whois: 'inetnum: 192.0.2.0\n\nnetname: TEST\n' });
  });
  afterEach(() => programs.remove());

  const action = (definition: string, files: Readonly<Record<string, string>> = {}) =>
    actionIn(programs.shell(shell), shippedAction(definition, files));
  const log = (name: string, lines: readonly string[]): string => {
    const path = join(programs.directory, name);
    writeFileSync(path, `${lines.join('\n')}\n`);
    return path;
  };
  const trap = () => join(programs.directory, 'trap');

  describe('sendmail', () => {
    it('gets a whole mail', async () => {
      const { action: mail } = action('sendmail[dest="you@example.org", sender="me@example.org"]');
      await mail.start();
      expect(await mail.ban(banTicket({ id: '192.0.2.1' }))).toBe(true);
      await mail.unban(banTicket({ id: '192.0.2.1' }));
      await mail.stop();
      expect(programs.calls('sendmail')).toEqual([['-i', '-t', '-f', 'me@example.org']]);
      expect(programs.input('sendmail')).toBe(
        [
          'From: tsban <me@example.org>',
          'To: you@example.org',
          'Subject: [tsban] sshd: banned 192.0.2.1 on box.example.org',
          'Auto-Submitted: auto-generated',
          'MIME-Version: 1.0',
          'Content-Type: text/plain; charset=UTF-8',
          'Content-Transfer-Encoding: 8bit',
          '',
          'The jail sshd on box.example.org has banned 192.0.2.1',
          'after 5 failures.',
          '',
          'Seconds the ban lasts (-1: for ever): 600',
          '',
        ].join('\n'),
      );
    });

    it('comes from root on this machine, unless something else is said', async () => {
      await action('sendmail').action.ban(banTicket());
      expect(programs.calls('sendmail')).toEqual([['-i', '-t', '-f', 'root@box.example.org']]);
      expect(programs.input('sendmail')).toMatch(/^From: tsban <root@box\.example\.org>\nTo: root\n/);
    });

    it('is replaced for all actions by mailcmd in sendmail-common.local', async () => {
      const files = {
        'action.d/sendmail-common.local': '[Init]\nmailcmd = mail --from "<sender>"\nsendername = Box\n',
      };
      await action('sendmail-whois[sender="me@example.org"]', files).action.ban(banTicket());
      expect(programs.calls('sendmail')).toEqual([]);
      expect(programs.calls('mail')).toEqual([['--from', 'me@example.org']]);
      expect(programs.input('mail')).toMatch(/^From: Box <me@example\.org>\n/);
    });

    it('is not asked again for bans that a restart puts back', async () => {
      const { action: mail } = action('sendmail-whois-lines');
      expect(await mail.ban(banTicket({ restored: true }))).toBe(true);
      expect(programs.calls('sendmail')).toEqual([]);
      expect(programs.calls('whois')).toEqual([]);
    });

    it('makes the ban a failure where it fails, and is not sent later, which would be once more', async () => {
      const { action: mail, lines } = action('sendmail[mailcmd="sh -c \'cat >/dev/null; exit 75\'"]');
      expect(await mail.ban(banTicket({ id: '192.0.2.1' }))).toBe(false);
      expect(lines.at(-1)).toContain("Failed to execute ban jail 'sshd' action 'sendmail'");
      expect(mail.notInForce()).toEqual(new Map());
    });
  });

  describe('whois', () => {
    it('is quoted in the mail', async () => {
      await action('sendmail-whois').action.ban(banTicket({ id: '2001:db8::1' }));
      expect(programs.calls('whois')).toEqual([['2001:db8::1']]);
      expect(programs.input('sendmail')).toMatch(
        /\n\nWhat whois knows:\n\n {4}inetnum: 192\.0\.2\.0\n {4}\n {4}netname: TEST\n$/,
      );
    });

    it('is not asked about what is no address', async () => {
      await action('sendmail-whois').action.ban(banTicket({ id: '-h whois.example.net joe' }));
      expect(programs.calls('whois')).toEqual([]);
      expect(programs.input('sendmail')).toMatch(/What whois knows:\n\n {4}not an address\n$/);
    });

    it('may be missing', async () => {
      const files = { 'action.d/sendmail-common.local': '[DEFAULT]\n_whois_command = no-such-program\n' };
      expect(await action('sendmail-whois', files).action.ban(banTicket())).toBe(true);
      expect(programs.input('sendmail')).toMatch(/ {4}no answer\n$/);
    });
  });

  describe('the log lines', () => {
    it('are those with the address, from all files of the jail, and the last ones', async () => {
      log('auth.log', ['old 192.0.2.1', 'a 192.0.2.1 x', 'b 192.0.2.10', 'c 192x0.2.1', 'd from=192.0.2.1:22']);
      log('auth.2', ['e [192.0.2.1]', 'f 1192.0.2.1']);
      const logpath = `${programs.directory}/auth.log\n  ${programs.directory}/auth.[0-9] /nowhere/*`;
      const { action: mail } = action(`sendmail-whois-lines[grepmax=3, logpath="${logpath}"]`);
      await mail.ban(banTicket({ id: '192.0.2.1', matches: ['the match'] }));
      const [, quoted = ''] = programs.input('sendmail').split('Log lines with it:\n\n');
      expect(quoted.replaceAll(`${programs.directory}/`, '')).toBe(
        '    auth.log:a 192.0.2.1 x\n    auth.log:d from=192.0.2.1:22\n    auth.2:e [192.0.2.1]\n',
      );
    });

    it.each(['matches', 'ipmatches', 'ipjailmatches'])('are those of the tag in sendmail-whois-%s', async (tag) => {
      await action(`sendmail-whois-${tag}`).action.ban(banTicket({ matches: [...hostileLines(trap()), 'last'] }));
      expect(existsSync(trap())).toBe(false);
      const [, quoted = ''] = programs.input('sendmail').split('Log lines:\n\n');
      const lines = quoted.split('\n');
      for (const line of hostileLines(trap()).slice(0, -1)) expect(lines).toContain(`    ${line}`);
      expect(quoted).toMatch(/\n {4}last\n$/);
    });

    it('are those that led to the ban where no file has any', async () => {
      await action('sendmail-whois-lines').action.ban(banTicket({ matches: ['first line', 'second line'] }));
      expect(programs.input('sendmail')).toMatch(/with it:\n\n {4}first line\n {4}second line\n$/);
    });
  });

  describe('mail', () => {
    it.each(['mail', 'mail-whois', 'mail-whois-lines'])('gets the subject and the recipient from %s', async (name) => {
      await action(`${name}[dest=you@example.org]`).action.ban(banTicket({ id: '192.0.2.1' }));
      const subject = '[tsban] sshd: banned 192.0.2.1 on box.example.org';
      expect(programs.calls('mail')).toEqual([['-s', subject, 'you@example.org']]);
      expect(programs.input('mail')).toMatch(/^The jail sshd on box\.example\.org has banned 192\.0\.2\.1\n/);
      expect(programs.input('mail').includes('What whois knows:')).toBe(name !== 'mail');
      expect(programs.input('mail').includes('Log lines with it:')).toBe(name === 'mail-whois-lines');
    });
  });

  describe.each(['sendmail-buffered', 'mail-buffered'])('%s', (name) => {
    const mta = name.replace('-buffered', '');
    const tmpfile = () => join(programs.directory, 'tmp mail');
    const buffered = (more = '') => action(`${name}[lines=3, tmpfile="${tmpfile()}"${more}]`).action;
    const tell = (id: string, n: number) => banTicket({ id, time: 1_795_247_979 + n });
    const told = () =>
      [...programs.input(mta).matchAll(/^ {4}.*: (\S+) by sshd, after 5 failures/gm)].map(([, ip]) => ip);

    it('tells as many bans together as it is said, and the rest when the jail stops', async () => {
      const mail = buffered();
      const ids = ['192.0.2.1', '192.0.2.1', '2001:db8::1', '192.0.2.4', '192.0.2.5'];
      const calls: number[] = [];
      for (const [n, id] of ids.entries()) {
        expect(await mail.ban(tell(id, n))).toBe(true);
        calls.push(programs.calls(mta).length);
      }
      expect([calls, told()]).toEqual([[0, 0, 1, 1, 1], ids.slice(0, 3)]);
      await mail.start();
      await mail.stop();
      expect([programs.calls(mta).length, told()]).toEqual([2, ids.slice(3)]);
      expect(programs.input(mta)).toContain(`Bans on box.example.org (-1 seconds: for ever):\n\n    `);
      if (mta === 'mail') expect(programs.calls('mail')[0]?.[1]).toBe('[tsban] sshd: bans on box.example.org');
      await mail.stop();
      expect(programs.calls(mta)).toHaveLength(2);
    });

    it('keeps what could not be sent, each ban once', async () => {
      const failing = buffered(`, mailcmd="false", lines=1`);
      expect(await failing.ban(tell('192.0.2.1', 0))).toBe(false);
      const mail = buffered();
      await mail.ban(tell('192.0.2.2', 1));
      await mail.ban(tell('192.0.2.3', 2));
      expect(told()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    });

    it('takes a hostile id for one line of text', async () => {
      for (const id of [`$(touch ${trap()})\n.\n~!touch ${trap()}`, `-e'";touch ${trap()};`, '\\n'])
        await buffered().ban(tell(id, 0));
      expect(existsSync(trap())).toBe(false);
      expect(programs.input(mta).match(/^ {4}/gm)).toHaveLength(3);
      expect(programs.input(mta)).toContain(`: -e'";touch ${trap()}; by sshd`);
    });
  });

  describe('those who look after abuse', () => {
    it('are told by complain', async () => {
      await action('complain').action.ban(banTicket({ id: '2001:db8::1', matches: ['.', '~!x'] }));
      const zone = `${'1.0.0.0.'.padEnd(48, '0.')}8.b.d.0.1.0.0.2.abuse-contacts.abusix.zone`;
      expect(programs.calls('dig')[0]?.at(-1)).toBe(zone);
      const to = ['abuse@example.net', 'noc@example.org', 'xy@example.com'];
      expect(programs.calls('mail')).toEqual([['-s', 'Abuse from 2001:db8::1', ...to]]);
      expect(programs.input('mail')).toMatch(/^This machine has shut out 2001:db8::1 after 5 failures/);
      expect(programs.input('mail')).toMatch(/\n {4}\.\n {4}~!x\n$/);
    });

    it('are told by xarf-login-attack in parts that no log line can end', async () => {
      const matches = ['--tsban-report--', ...hostileLines(trap())];
      const { action: report } = action('xarf-login-attack[sender="me@example.org", port=22]');
      expect(await report.ban(banTicket({ id: '192.0.2.1', matches }))).toBe(true);
      expect(existsSync(trap())).toBe(false);
      const input = programs.input('sendmail');
      expect(input).toMatch(/^To: abuse@example\.net, noc@example\.org, xy@example\.com$/m);
      expect(input).toMatch(/^Subject: abuse report about 192\.0\.2\.1 - \w{3}, \d+ \w{3} \d{4} /m);
      const [headers = '', message = '', facts = '', evidence = '', ...rest] = input.split(/^--tsban-report(?:--)?$/m);
      expect(headers).toContain('\nX-ARF: YES\n');
      expect(message).toContain('This machine has shut out 192.0.2.1 after 5 failed logins.');
      expect(facts).toContain('\nReport-Type: login-attack\nService: sshd\n');
      expect(facts).toMatch(/\nSource: 192\.0\.2\.1\n.*\nOccurrences: 5\n[^]*\nPort: 22\n$/);
      for (const line of matches.slice(0, -1)) expect(evidence).toContain(`\n    ${line}\n`);
      expect(rest).toEqual(['\n']);
    });

    it.each(['complain', 'xarf-login-attack'])(
      'get nothing from %s where nobody is known, or it is no address',
      async (name) => {
        const { action: report } = action(name);
        expect(await report.ban(banTicket({ id: hostileLines(trap())[0] ?? '' }))).toBe(false);
        expect(programs.calls('dig')).toEqual([]);
        writeFileSync(join(programs.directory, 'dig.says'), '";; connection timed out"\n');
        expect(await report.ban(banTicket())).toBe(true);
        expect([...programs.calls('mail'), ...programs.calls('sendmail')]).toEqual([]);
      },
    );
  });

  describe.each(['sendmail', 'mail'])('hostile text on its way to %s', (mta) => {
    const bodyOf = (input: string): readonly string[] =>
      (mta === 'mail' ? input : input.slice(input.indexOf('\n\n') + 2)).split('\n');
    const ours = /^(?:The jail sshd on |after \d+ failures\.$|Seconds the ban |What whois |Log lines |$)/;

    it('from log lines stays text', async () => {
      const matches = [...hostileLines(trap()), 'screen \u001b[2J\u0007 \r\0end'];
      await action(`${mta}-whois-lines`).action.ban(banTicket({ matches }));
      expect(existsSync(trap())).toBe(false);
      const body = bodyOf(programs.input(mta));
      expect(body.filter((line) => !ours.test(line) && !line.startsWith('    '))).toEqual([]);
      for (const line of hostileLines(trap()).slice(0, -1)) expect(body).toContain(`    ${line}`);
      expect(
        body
          .join('')
          .match(/x{300,}/g)
          ?.map((part) => part.length),
      ).toEqual([900, 900, 900, 300]);
      expect(body).toContain('    screen [2J end');
    });

    it('from log files stays text', async () => {
      const lines = hostileLines(trap()).map((line) => `192.0.2.1 ${line}`);
      const logpath = log('auth.log', [...lines, '192.0.2.1 nul\0 and no utf-8']);
      await action(`${mta}-whois-lines[logpath="${logpath}"]`).action.ban(banTicket({ id: '192.0.2.1' }));
      expect(existsSync(trap())).toBe(false);
      const body = bodyOf(programs.input(mta));
      expect(body.filter((line) => !ours.test(line) && !line.startsWith('    '))).toEqual([]);
      for (const line of lines.slice(0, -1)) expect(body).toContain(`    ${line}`);
    });

    it('from whois stays text', async () => {
      writeFileSync(join(programs.directory, 'whois.says'), hostileLines(trap()).join('\n'));
      await action(`${mta}-whois`).action.ban(banTicket());
      expect(existsSync(trap())).toBe(false);
      const body = bodyOf(programs.input(mta));
      expect(body.filter((line) => !ours.test(line) && !line.startsWith('    '))).toEqual([]);
      for (const line of hostileLines(trap()).slice(0, -1)) expect(body).toContain(`    ${line}`);
    });

    it('in an id stays in its line', async () => {
      const [substitution = '', quote = '', , escape = '', , , , backslashes = ''] = hostileLines(trap());
      const forged = 'joe\r\nBcc: everybody@example.net\n\n~!id\n.\n';
      for (const id of [substitution + quote, escape, backslashes, 'x'.repeat(3000), forged]) {
        await action(`${mta}-whois-lines`).action.ban(banTicket({ id, matches: ['m'] }));
        const input = programs.input(mta);
        const flat = id.replaceAll(/[\r\n]/g, '').slice(0, 900);
        expect(bodyOf(input)[0]).toBe(`The jail sshd on box.example.org has banned ${flat}`);
        if (mta === 'mail') expect(programs.calls('mail').at(-1)).toHaveLength(3);
        else expect(input.slice(0, input.indexOf('\n\n')).split('\n')).toHaveLength(7);
        expect(input.split('\n').filter((line) => /^(?:[.~]|Bcc)/.test(line))).toEqual([]);
      }
      expect(existsSync(trap())).toBe(false);
      expect(programs.calls('whois')).toEqual([]);
    });
  });
});

describe('the shortcuts of jail.conf', () => {
  const given = (action: string, options: string) =>
    shippedActions(action, { 'jail.d/own.conf': `[DEFAULT]\n${options}` });

  it.each([
    ['%(action_)s', '', ['nftables']],
    ['%(action_mw)s', '', ['nftables', 'sendmail-whois']],
    ['%(action_mwl)s', '', ['nftables', 'sendmail-whois-lines']],
    ['%(action_xarf)s', '', ['nftables', 'xarf-login-attack']],
    ['%(action_mwl)s', 'mta = mail\nbanaction = iptables-multiport', ['iptables-multiport', 'mail-whois-lines']],
    ['%(action_cf_mwl)s', 'cfemail = me@example.org\ncfapikey = key', ['cloudflare', 'sendmail-whois-lines']],
    ['%(action_)s\n%(action_abuseipdb)s[abuseipdb_apikey="key"]', '', ['nftables', 'abuseipdb']],
    ['%(action_)s\n%(action_blocklist_de)s', 'blocklist_de_apikey = key', ['nftables', 'blocklist_de']],
  ])('%s stands for its actions (%j)', (action, options, names) => {
    expect(given(action, options).map(({ actname }) => actname)).toEqual(names);
  });

  it('hand on whom the mail is from and for, and the log', () => {
    const options = 'destemail = you@example.org\nsender = me@example.org\n';
    const { parameters } = given('%(action_mwl)s', options)[1] ?? { parameters: new Map<string, string>() };
    expect(parameters.get('dest')).toBe('you@example.org');
    expect(parameters.get('sender')).toBe('me@example.org');
    expect(parameters.get('logpath')).toBe('/dev/null');
  });

  it('hand on the account at Cloudflare, which has to be there', () => {
    const [cloudflare] = given('%(action_cf_mwl)s', 'cfemail = me@example.org\ncfapikey = key');
    expect(cloudflare?.commands.actionban).toContain('"X-Auth-Email: me@example.org" "X-Auth-Key: key"');
    expect(() => given('%(action_cf_mwl)s', '')).toThrow('cfemail');
  });
});
