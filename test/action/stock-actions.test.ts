import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { runnableTag } from '../../src/action/ticket-tags.js';
import { banTicket } from '../support/ban-ticket.js';
import { stockConfig } from '../support/config-tree.js';
import { recorders } from '../support/recorders.js';
import { actionIn, commandText, shippedAction } from '../support/shipped-action.js';

describe('dummy', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-dummy-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('writes down what it would do', async () => {
    const target = join(directory, 'bans');
    const { action, lines } = actionIn(['/bin/sh'], shippedAction(`dummy[target="${target}", init="hello"]`));
    await action.start();
    await action.ban(banTicket({ id: '192.0.2.1' }));
    await action.ban(banTicket({ id: '2001:db8::1' }));
    await action.unban(banTicket({ id: '192.0.2.1' }));
    await action.flush();
    expect(readFileSync(target, 'utf8')).toBe('hello\n+192.0.2.1\n+2001:db8::1\n-192.0.2.1\nclear\n');
    await action.stop();
    expect(() => readFileSync(target)).toThrow();
    expect(lines.filter((line) => !line.startsWith('DEBUG'))).toEqual([]);
  });
});

describe('hostsdeny', () => {
  let directory: string;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-hosts-'));
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  it('writes those it bans below what others wrote, and takes out no more than that', async () => {
    const file = join(directory, 'hosts.deny');
    writeFileSync(file, '# mine\nALL: 198.51.100.1\n', { mode: 0o640 });
    const { ino } = statSync(file);
    const { action, lines } = actionIn(['/bin/sh'], shippedAction(`hostsdeny[file="${file}"]`));
    const ids = ['192.0.2.1', '192.0.2.0/24', '2001:db8::1', '2001:db8::/32'];
    for (const id of [...ids, ...ids]) expect(await action.ban(banTicket({ id }))).toBe(true);
    const banned = 'ALL: 192.0.2.1\nALL: 192.0.2.0/24\nALL: [2001:db8::1]\nALL: [2001:db8::]/32\n';
    expect(readFileSync(file, 'utf8')).toBe(`# mine\nALL: 198.51.100.1\n${banned}`);
    expect(await action.ban(banTicket({ id: 'ALL EXCEPT example.org' }))).toBe(false);
    await action.unban(banTicket({ id: '192.0.2.1' }));
    await action.unban(banTicket({ id: '192.0.2.9' }));
    expect(readFileSync(file, 'utf8')).not.toContain('192.0.2.1\n');
    await action.stop();
    expect(readFileSync(file, 'utf8')).toBe('# mine\nALL: 198.51.100.1\n');
    expect(statSync(file)).toMatchObject({ ino, mode: 0o100640 });
    expect(lines.filter((line) => line.startsWith('ERROR') && line.includes('returned'))).toHaveLength(2);
  });

  it('can do without the file', async () => {
    const file = join(directory, 'hosts.deny');
    const { action } = actionIn(['/bin/sh'], shippedAction(`hostsdeny[file="${file}", daemon_list=vsftpd]`));
    await action.ban(banTicket());
    expect(readFileSync(file, 'utf8')).toBe('vsftpd: 192.0.2.1\n');
    await action.stop();
    expect(readFileSync(file, 'utf8')).toBe('');
  });
});

/** There is no such firewall under Linux: what is asked of it is all that can be seen here. */
describe('firewalls of the BSDs', () => {
  const v4 = banTicket({ id: '192.0.2.1' });

  it('pf is given a table, a rule and who is to be in the table', async () => {
    const box = recorders({ pfctl: '' });
    const text = 'pf[name=web, port="http,https", protocol="tcp,udp"]';
    const { action, lines } = actionIn(box.shell('/bin/sh'), shippedAction(text));
    await action.start();
    expect(box.input('pfctl')).toBe(
      'table <f2b-web> persist counters\n' +
        'block return quick proto { tcp udp } from <f2b-web> to any port { http https }\n',
    );
    for (const id of ['192.0.2.1', '198.51.100.0/24']) {
      await action.ban(banTicket({ id }));
      await action.unban(banTicket({ id }));
    }
    await action.stop();
    const anchor = ['-q', '-a', 'f2b/web'];
    const table = [...anchor, '-t', 'f2b-web', '-T'];
    expect(box.calls('pfctl')).toEqual([
      [...anchor, '-f', '-'],
      [...table, 'add', '-f', '-'],
      ['-q', '-k', '192.0.2.1'],
      [...table, 'delete', '-f', '-'],
      [...table, 'add', '198.51.100.0/24'],
      ['-q', '-k', '198.51.100.0/24'],
      [...table, 'delete', '198.51.100.0/24'],
      [...anchor, '-F', 'rules'],
      [...table, 'kill'],
    ]);
    expect(lines.filter((line) => !line.startsWith('DEBUG'))).toEqual([]);
    box.remove();
  });

  it('pf can be told to look at every port', async () => {
    const box = recorders({ pfctl: '' });
    await actionIn(
      box.shell('/bin/sh'),
      shippedAction('pf[actiontype=<allports>, block="block drop quick"]'),
    ).action.start();
    expect(box.input('pfctl')).toContain('block drop quick proto { tcp } from <f2b-sshd> to any\n');
    box.remove();
  });

  it('npf is told once who is to be in its table', async () => {
    const box = recorders({ npfctl: '' });
    // Whoever is asked about is in it, as far as this one knows.
    const { action } = actionIn(box.shell('/bin/sh'), shippedAction('npf'));
    await action.ban(v4);
    await action.unban(v4);
    const table = ['table', 'fail2ban'];
    expect(box.calls('npfctl')).toEqual([
      [...table, 'list'],
      [...table, 'test', '192.0.2.1'],
      [...table, 'test', '192.0.2.1'],
      [...table, 'rem', '192.0.2.1'],
    ]);
    box.remove();
  });
});

const stockActions = readdirSync(join(stockConfig, 'action.d'))
  .map((file) => file.replace(/\.conf$/, ''))
  .filter((name) => !name.endsWith('-common'));

describe.each(stockActions)('%s', (name) => {
  it('leaves no tag for the shell to take for a redirection', () => {
    const { commands, parameters } = shippedAction(name);
    const given = new Set([...parameters.keys()].map((key) => key.split('?')[0] ?? ''));
    for (const text of Object.values(commands)) {
      const left = [...text.matchAll(/<([^ <>\n]+)>/g)].map(([, tag = '']) => tag);
      expect(left.filter((tag) => !given.has(tag) && !runnableTag(tag))).toEqual([]);
    }
  });

  it('can make a ban longer if it gives it a time', () => {
    const definition = shippedAction(name);
    const texts = ['actionban', 'bulkban'].map((command) => commandText(definition, command, 'inet4'));
    const isTimed = commandText(definition, 'actionunban', 'inet4') !== '' && texts.join().includes('<bantime>');
    expect(commandText(definition, 'actionprolong', 'inet4') !== '').toBe(isTimed);
  });
});
