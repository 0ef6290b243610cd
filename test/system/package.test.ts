import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { bootPackageBox, takePackage } from '../support/package-box.js';
import type { SystemdBox } from '../support/systemd-box.js';
import { until } from '../support/until.js';

const started = bootPackageBox();

describe.skipIf(typeof started === 'string')(
  `the Debian package${typeof started === 'string' ? `: ${started}` : ''}`,
  () => {
    const box = started as SystemdBox;
    const guesses = (times: number) =>
      box.exec(`for _ in $(seq ${times}); do ip netns exec guest sshpass -p wrong ssh -o StrictHostKeyChecking=no \
      -o PreferredAuthentications=password -o ConnectTimeout=3 root@203.0.113.1 true 2>&1 || true; done`);
    const isBanned = () => box.exec('nft list ruleset').includes('203.0.113.2');
    const property = (name: string) => box.exec(`systemctl show --property=${name} --value tsban`).trim();

    beforeAll(() => {
      takePackage(box);
      box.exec('systemctl start ssh');
    }, 600_000);

    afterAll(() => box.remove());

    it('is installed, and started by whoever wants it', () => {
      box.exec('apt-get install -qy /root/tsban_*.deb');
      expect(box.exec('systemctl is-enabled tsban').trim()).toBe('enabled');
      expect(property('ActiveState')).toBe('inactive');
      box.exec(`printf '[sshd]\\nenabled = true\\nbackend = systemd\\nmaxretry = 3\\n' >/etc/tsban/jail.local`);
      expect(box.exec('tsban -t')).toBe('OK: configuration test is successful\n');
      box.exec('systemctl start tsban');
      expect([property('ActiveState'), property('StatusText')]).toEqual(['active', '1 jails']);
      expect(box.exec('tsban-client status')).toContain('Jail list:\tsshd');
    });

    it('shuts out who guesses passwords', async () => {
      expect(guesses(1)).toContain('Permission denied');
      expect(isBanned()).toBe(false);
      guesses(2);
      await until(isBanned);
      expect(guesses(1)).toContain('Connection refused');
    });

    it('has a unit that systemd finds nothing wrong with, also with what is shown for actions that want more', async () => {
      box.exec(`mkdir /etc/systemd/system/tsban.service.d && cp /usr/share/doc/tsban/examples/*.conf $_
      systemctl daemon-reload && systemctl restart tsban`);
      expect(box.exec('systemd-analyze verify tsban.service 2>&1')).toBe('');
      expect(property('CapabilityBoundingSet')).toMatch(/cap_dac_override.* cap_net_admin/);
      await until(isBanned);
      box.exec('rm -r /etc/systemd/system/tsban.service.d && systemctl daemon-reload && systemctl restart tsban');
    });

    it('runs without its unit, too', () => {
      box.exec('systemctl stop tsban');
      expect(box.exec('tsban-client start && tsban-client ping && tsban-client stop')).toBe(
        'Server ready\nServer replied: pong\nShutdown successful\n',
      );
      box.exec('systemctl start tsban');
    });

    it('goes as if it had never been there', () => {
      box.exec('dpkg -P tsban');
      expect(box.exec('nft list ruleset')).toBe('');
      expect(box.exec('find / -xdev -name "*tsban*" -not -path "/root/*" -not -path "/var/log/journal/*"')).toBe('');
    });
  },
);
