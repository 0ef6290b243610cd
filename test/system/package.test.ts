import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { debianPackage } from '../support/debian-package.js';
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
      box.exec('dpkg -i /root/tsban_*.deb');
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

    it('takes over from Fail2Ban', async () => {
      const unpacked = debianPackage('fail2ban');
      for (const name of readdirSync(unpacked)) if (name.endsWith('.deb')) box.take(join(unpacked, name));
      box.exec(`systemctl stop tsban && dpkg -i --force-depends /root/fail2ban_*.deb 2>&1
      cat >/etc/fail2ban/jail.local <<'JAILS'
[DEFAULT]
banaction = nftables-allports
[app]
enabled = true
backend = polling
logpath = /var/log/app.log
maxretry = 2
[old]
enabled = true
backend = polling
filter = app
logpath = /var/log/app.log
bantime = -1
JAILS
      sed -i 's/enabled = true/enabled = false/' /etc/fail2ban/jail.d/defaults-debian.conf
      printf '[Definition]\\nfailregex = no login from <HOST>$\\n' >/etc/fail2ban/filter.d/app.conf
      rm /etc/tsban/jail.local
      echo "$(date '+%F %T') no login from 203.0.113.60" >/var/log/app.log
      systemctl restart fail2ban`);
      await until(() => box.exec('fail2ban-client ping || true').includes('pong'), 30);
      box.exec('fail2ban-client set app banip 203.0.113.50 2001:db8::5 && fail2ban-client set old banip 203.0.113.51');
      await until(() => box.exec('fail2ban-client get app banned').includes('203.0.113.50'));
      const before = box.exec('fail2ban-client get app banip');
      box.exec('systemctl stop fail2ban && tsban-client import-fail2ban && systemctl start tsban');
      expect(box.exec('tsban-client get app banip')).toBe(before);
      expect(box.exec('tsban-client get old banip').trim()).toBe('203.0.113.51');
      await until(() => /203\.0\.113\.50[^]*203\.0\.113\.51/.test(box.exec('nft list ruleset | sort')));
      // A line that Fail2Ban has read does not count once more.
      box.exec(`echo "$(date '+%F %T') no login from 203.0.113.61" >>/var/log/app.log`);
      await until(() => box.exec('tsban-client status app').includes('Currently failed:\t1'));
      expect(box.exec('tsban-client why 203.0.113.60')).not.toContain('Failures');
      box.exec('dpkg -P fail2ban');
    });

    it('goes as if it had never been there', () => {
      box.exec('dpkg -P tsban');
      expect(box.exec('nft list ruleset')).toBe('');
      expect(box.exec('find / -xdev -name "*tsban*" -not -path "/root/*" -not -path "/var/log/journal/*"')).toBe('');
    });
  },
);
