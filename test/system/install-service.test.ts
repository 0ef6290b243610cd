import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type NpmInstallation, takeNpmInstallation } from '../support/npm-installation.js';
import { bootPackageBox } from '../support/package-box.js';
import type { SystemdBox } from '../support/systemd-box.js';
import { until } from '../support/until.js';

const started = bootPackageBox();

describe.skipIf(typeof started === 'string')(
  `what npm installs${typeof started === 'string' ? `: ${started}` : ''}`,
  () => {
    const box = started as SystemdBox;
    const property = (name: string) => box.exec(`systemctl show --property=${name} --value tsban`).trim();
    const unit = '/usr/local/lib/systemd/system/tsban.service';
    const home = '/home/ann/.nvm/versions/node/v24';
    // As sudo runs it, which does not look in anybody's home for programs.
    const client = `${home}/bin/node ${home}/bin/tsban-client`;
    let installation: NpmInstallation;

    beforeAll(() => {
      installation = takeNpmInstallation(box);
      installation.at('/usr/local');
    }, 600_000);
    afterAll(() => box.remove());

    it('tells beforehand what becomes of it, and to whom it is not for', () => {
      expect(box.exec('tsban-client install-service --dry-run')).toContain(`would write ${unit}\n`);
      expect(box.exec('setpriv --reuid 65534 --clear-groups tsban-client install-service 2>&1 || echo $?')).toBe(
        'ERROR: install-service: only root may; with --dry-run it says to anybody what it would do\n255\n',
      );
      expect(box.exec('ls -A /etc/tsban /usr/local/lib/systemd 2>/dev/null || true')).toBe('');
    });

    it('becomes a service that bans', async () => {
      expect(box.exec('umask 077 && tsban-client install-service')).toMatch(
        /^write .*tsban\.service\n(?:write .*\n)+Say in \/etc\/tsban\/jail\.local/m,
      );
      expect(box.exec(`stat -c %a ${unit} /etc/tsban /etc/tsban/jail.conf /var/lib/tsban`)).toBe(
        '644\n755\n644\n700\n',
      );
      expect(box.exec(`systemd-analyze verify ${unit} 2>&1`)).toBe('');
      expect(property('UnitFileState')).toBe('enabled');
      box.exec(`printf '[app]\\nenabled = true\\nfilter = app\\nlogpath = /var/log/app.log\\nmaxretry = 2\\n' >/etc/tsban/jail.local
      printf '[Definition]\\nfailregex = no login from <HOST>$\\n' >/etc/tsban/filter.d/app.conf
      touch /var/log/app.log && systemctl start tsban`);
      box.exec('for _ in 1 2; do echo "$(date "+%F %T") no login from 203.0.113.2" >>/var/log/app.log; done');
      await until(() => box.exec('nft list ruleset').includes('203.0.113.2'));
      box.exec('systemctl reload tsban && logrotate -f /etc/logrotate.d/tsban');
      box.exec('tsban-client set app banip 203.0.113.9');
      await until(() => box.exec('cat /var/log/tsban.log').includes('Ban 203.0.113.9'));
    });

    it('is not touched where it is as it should be', () => {
      const files = 'find /etc/tsban /usr/local/lib/systemd -type f -printf "%p %C@\\n" | sort';
      const before = box.exec(files);
      expect(box.exec('tsban-client install-service')).toBe('All files are as they should be\n');
      expect(box.exec(files)).toBe(before);
    });

    it('is upgraded wherever the next one is, also in a home; what somebody changed stays', async () => {
      box.exec('useradd --create-home ann && chmod 700 /home/ann');
      installation.at(home);
      box.exec(`chown -R ann: /home/ann && rm -r /usr/local/lib/node_modules /usr/local/bin/*
      cd ${home}/lib/node_modules/tsban/config && echo '# newer' | tee -a filter.d/sshd.conf >>filter.d/nginx-http-auth.conf
      echo '# mine' >>/etc/tsban/filter.d/nginx-http-auth.conf && rm filter.d/dovecot.conf filter.d/postfix.conf
      echo '# mine' >>/etc/tsban/filter.d/postfix.conf`);
      const before = property('MainPID');
      expect(box.exec(`${client} install-service`)).toBe(`write ${unit}
write /etc/logrotate.d/tsban
write /etc/tsban/filter.d/sshd.conf
remove /etc/tsban/filter.d/dovecot.conf
leave /etc/tsban/filter.d/nginx-http-auth.conf: somebody has changed it
leave /etc/tsban/filter.d/postfix.conf: somebody has changed it
`);
      expect([property('ActiveState'), property('MainPID') !== before]).toEqual(['active', true]);
      expect(box.exec(`tr '\\0' ' ' </proc/${property('MainPID')}/cmdline`)).toMatch(`${home}/bin/node ${home}/lib/`);
      await until(() => box.exec('nft list ruleset').includes('203.0.113.2'));
      box.exec('systemctl reload tsban');
    });

    it('makes room for the package, and keeps it what both have', () => {
      box.exec(`cp ${unit} /usr/lib/systemd/system`);
      expect(box.exec(`${client} install-service 2>&1 || true`)).toMatch(/^ERROR: install-service: .* is there: /);
      expect(box.exec(`${client} install-service --remove`)).toBe(`remove ${unit}\n`);
      expect(property('FragmentPath')).toMatch(/\/lib\/systemd\/system\/tsban\.service$/);
      expect(property('ActiveState')).toBe('active');
      expect(box.exec('ls /etc/tsban/jail.conf')).toBe('/etc/tsban/jail.conf\n');
      box.exec(`systemctl disable --now tsban && rm /usr/lib/systemd/system/tsban.service && systemctl daemon-reload`);
    });

    it('leaves Fail2Ban its place', () => {
      box.exec(`printf '[Service]\\nExecStart=/bin/sleep inf\\n[Install]\\nWantedBy=multi-user.target\\n' >/etc/systemd/system/fail2ban.service
      systemctl enable fail2ban`);
      expect(box.exec(`${client} install-service`)).toContain('Fail2Ban is there and keeps its place.');
      expect(property('UnitFileState')).toBe('disabled');
    });

    it("goes, and leaves what is somebody's", () => {
      box.exec('systemctl enable --now tsban && echo "# mine" >>/etc/tsban/filter.d/sshd.conf');
      expect(box.exec(`${client} install-service --remove --dry-run`)).toContain(`would remove ${unit}\n`);
      expect(property('ActiveState')).toBe('active');
      expect(box.exec(`${client} install-service --remove`)).toContain('leave /etc/tsban/filter.d/sshd.conf: somebody');
      expect([property('ActiveState'), property('LoadState')]).toEqual(['inactive', 'not-found']);
      expect(box.exec('nft list ruleset')).toBe('');
      expect(box.exec('find /etc /usr/local/lib -path "*tsban*" -type f | sort')).toBe(`/etc/tsban/filter.d/app.conf
/etc/tsban/filter.d/nginx-http-auth.conf
/etc/tsban/filter.d/postfix.conf
/etc/tsban/filter.d/sshd.conf
/etc/tsban/jail.local
`);
      expect(box.exec(`${client} install-service --remove`)).toBe('Nothing is installed\n');
    });
  },
);
