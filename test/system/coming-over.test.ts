import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { debianPackage } from '../support/debian-package.js';
import { type Knocking, startKnocking } from '../support/knocking.js';
import { bootPackageBox, takePackage } from '../support/package-box.js';
import type { SystemdBox } from '../support/systemd-box.js';
import { until } from '../support/until.js';

const jails = `[DEFAULT]
port = 8080
filter = app
[web]
enabled = true
backend = systemd
journalmatch = SYSLOG_IDENTIFIER=app
banaction = nftables-multiport
maxretry = 3
[old]
enabled = true
backend = pyinotify
logpath = /var/log/old.log
banaction = iptables-multiport
maxretry = 3
bantime = -1
[again]
enabled = true
backend = polling
logpath = /var/log/again.log
banaction = iptables-multiport
maxretry = 2
bantime = 4
bantime.increment = true
bantime.multipliers = 1 1 600
`;

/** Banned by either firewall in either family. */
const banned = { old: ['203.0.113.2', '2001:db8:2::3'], web: ['203.0.113.3', '2001:db8:2::2'] };
const everybody = [...banned.old, ...banned.web];

const started = bootPackageBox();

describe.skipIf(typeof started === 'string')(
  `coming over from Fail2Ban${typeof started === 'string' ? `: ${started}` : ''}`,
  () => {
    const box = started as SystemdBox;
    let knocking: Knocking;
    const switchOver = (options = '') =>
      box.exec(`tsban-client import-fail2ban --switch ${options} 2>&1 && echo exit 0 || echo exit $?`);
    const state = (unit: string) => box.exec(`systemctl is-enabled ${unit}; systemctl is-active ${unit} || true`);
    const isHeld = () => box.exec('nft list tables').includes('tsban-switch');
    const bansOf = (program: string) =>
      box
        .exec(`for jail in web old again; do ${program} get $jail banip --with-time; done 2>/dev/null | sort`)
        .split('\n');
    const startFail2ban = async () => {
      box.exec('systemctl restart fail2ban');
      await until(() => bansOf('fail2ban-client').filter((line) => line.includes(' = ')).length === 5, 30);
    };
    const inFail2ban = (id: string) => box.exec(`fail2ban-client get again banned ${id}`).trim();
    /** Two failures, the ban they lead to, and its end. */
    const banOnce = async (id: string, isAwaited: boolean) => {
      box.exec(`for _ in 1 2; do echo "$(date '+%F %T') no login from ${id}" >>/var/log/again.log; done`);
      await until(() => inFail2ban(id) === '1', 20);
      if (isAwaited) await until(() => inFail2ban(id) === '0', 20);
    };
    const dropIn = (lines: string) =>
      box.exec(`mkdir -p /run/systemd/system/tsban.service.d
      printf '[Service]\\n${lines}\\n' >/run/systemd/system/tsban.service.d/test.conf && systemctl daemon-reload`);
    const withoutDropIn = () => box.exec('rm -r /run/systemd/system/tsban.service.d && systemctl daemon-reload');
    const asBefore = (bans: readonly string[]) => {
      expect(knocking.arrivals()).toEqual({});
      expect([state('fail2ban'), state('tsban')]).toEqual(['enabled\nactive\n', 'disabled\ninactive\n']);
      expect(bansOf('fail2ban-client')).toEqual(bans);
      // What was opened once stays, with nothing in it.
      expect(box.exec('ls /var/lib/tsban')).toBe('tsban.sqlite3\ntsban.sqlite3.lock\n');
      expect(box.exec('ls /etc/tsban')).not.toMatch(/local|jail\.d/);
      expect(isHeld()).toBe(false);
    };

    beforeAll(async () => {
      takePackage(box);
      for (const name of ['python3-systemd', 'python3-pyinotify', 'fail2ban']) {
        const unpacked = debianPackage(name);
        for (const file of readdirSync(unpacked)) if (file.endsWith('.deb')) box.take(join(unpacked, file));
      }
      box.exec(`cd /root && dpkg -i --force-depends python3-*.deb fail2ban_*.deb && dpkg -i tsban_*.deb
      sed -i 's/enabled = true/enabled = false/' /etc/fail2ban/jail.d/defaults-debian.conf
      printf '[Definition]\\nfailregex = no login from <HOST>$\\n' >/etc/fail2ban/filter.d/app.conf
      cat >/etc/fail2ban/jail.local <<'JAILS'\n${jails}JAILS
      touch /var/log/old.log /var/log/again.log
      ip -n guest addr add 203.0.113.3/24 dev guest && ip -n guest addr add 2001:db8:2::3/64 dev guest nodad
      systemctl restart fail2ban`);
      await until(() => box.exec('fail2ban-client ping || true').includes('pong'), 30);
      knocking = startKnocking(box, ...everybody);
      await until(() => everybody.every((source) => source in knocking.arrivals()), 20);
      for (const [jail, ids] of Object.entries(banned)) box.exec(`fail2ban-client set ${jail} banip ${ids.join(' ')}`);
      for (const id of ['203.0.113.70', '203.0.113.71', '203.0.113.70', '203.0.113.71']) await banOnce(id, true);
      await banOnce('203.0.113.70', false);
      // It knows the times of its bans to the second from now on.
      await startFail2ban();
    }, 600_000);

    beforeEach(() => knocking.forget());
    afterAll(() => box.remove());

    it.each(['SYSLOG', 'SYSTEMD-JOURNAL'])(
      'is compared beforehand, with its log in the journal (%s)',
      async (target) => {
        box.exec(`printf '[Definition]\\nlogtarget = ${target}\\n' >/etc/fail2ban/fail2ban.local`);
        await startFail2ban();
        const unit = `shadow-${target.toLowerCase()}`;
        const told = () => box.exec(`journalctl -o cat -u ${unit}`);
        box.exec(`systemd-run -q --unit ${unit} tsban-client shadow --json --for 12s --tolerance 4`);
        await until(() => told().includes('"kind":"start"'));
        expect(told()).toContain('"log":"the journal of fail2ban.service"');
        box.exec('echo "$(date "+%F %T") no login from 198.51.100.9" >>/var/log/old.log');
        await until(() => told().includes('"kind":"end"'), 40);
        expect(told()).toMatch(/"old":\{"found":\{"both":1,"fail2ban":0,"tsban":0\}.*"disagreements":0/);
        box.exec('rm /etc/fail2ban/fail2ban.local');
        await startFail2ban();
      },
    );

    it('names what speaks against it, and changes nothing', () => {
      const bans = bansOf('fail2ban-client');
      expect(switchOver('--dry-run')).toMatch(/1\. hold whom 5 bans are about, by nft[^]*\nexit 0\n$/);
      box.exec(`printf '[Definition]\\nfailregex = ( <HOST>\\n' >/etc/tsban/filter.d/app.conf`);
      const refused = switchOver();
      expect(refused).toContain('ERROR   [old] is no jail that tsban would run, and bans 203.0.113.2');
      expect(refused).toMatch(/Nothing was changed.*\nexit 255\n$/);
      box.exec('rm /etc/tsban/filter.d/app.conf');
      expect(box.exec('ls /var/lib/tsban 2>&1 || true')).toContain('No such file');
      expect(bansOf('fail2ban-client')).toEqual(bans);
    });

    it('puts everything back where tsban does not start', () => {
      const bans = bansOf('fail2ban-client');
      dropIn('ExecStartPre=/bin/false');
      expect(switchOver()).toMatch(/Fail2Ban runs again, with its bans\nERROR: systemctl start [^]*exit 255\n$/);
      withoutDropIn();
      asBefore(bans);
    });

    it('puts everything back where it is interrupted', async () => {
      const bans = bansOf('fail2ban-client');
      dropIn('ExecStartPre=/bin/sleep 3');
      box.exec('systemd-run -q --unit change -p KillMode=process tsban-client import-fail2ban --switch');
      await until(() => box.exec('systemctl is-active tsban || true').includes('activating'), 20);
      box.exec('kill -INT "$(systemctl show --property=MainPID --value change)"');
      await until(() => box.exec('systemctl is-active change || true').startsWith('failed'), 60);
      withoutDropIn();
      expect(box.exec('journalctl -o cat -u change')).toContain('ERROR: stopped by SIGINT');
      asBefore(bans);
    });

    it('leaves nobody unprotected when it is killed, and begins anew', async () => {
      dropIn('ExecStartPre=/bin/sleep 30');
      box.exec('systemctl reset-failed change; systemd-run -q --unit change tsban-client import-fail2ban --switch');
      await until(() => box.exec('systemctl is-active tsban || true').includes('activating'), 20);
      box.exec('systemctl kill --signal=KILL change; systemctl stop tsban');
      withoutDropIn();
      expect(box.exec('nft list set inet tsban-switch addresses4')).toMatch(/203\.0\.113\.2 expires 9m/);
      await startFail2ban();
      expect(knocking.arrivals()).toEqual({});
    });

    it('takes over with no moment unprotected, and counts every line once', async () => {
      const before = bansOf('fail2ban-client');
      box.exec(`cat >/run/writing.sh <<'SCRIPT'
for i in $(seq 1 100000); do
  from=198.18.$((i / 250)).$((i % 250))
  logger -t app "no login from $from"; echo "$(date '+%F %T') no login from $from" >>/var/log/old.log; sleep 0.05
done
SCRIPT
      systemd-run -q --unit writing bash /run/writing.sh`);
      await until(() => box.exec('cat /var/log/fail2ban.log').includes('[old] Found 198.18.0.9'), 20);
      const told = switchOver();
      expect(told).toMatch(/took how far \[web\] reads the journal/);
      expect(told).toMatch(/Its bans are in force\nReleased: tsban runs in the place of Fail2Ban\nexit 0\n$/);
      await until(() => box.exec('grep -c "\\[old\\] Found" /var/log/tsban.log || true') > '0');
      box.exec('systemctl stop writing');
      expect(knocking.arrivals()).toEqual({});
      expect([state('fail2ban'), state('tsban')]).toEqual(['disabled\ninactive\n', 'enabled\nactive\n']);
      expect(bansOf('tsban-client')).toEqual(before);

      const sources = (text: string) => (text.match(/198\.18\.\d+\.\d+/g) ?? []).sort();
      const found = (jail: string) =>
        sources(box.exec(`cat /var/log/fail2ban.log /var/log/tsban.log | grep '\\[${jail}\\] Found 198.18' || true`));
      for (const [jail, log] of [
        ['web', 'journalctl -t app -o cat'],
        ['old', 'cat /var/log/old.log'],
      ] as const) {
        const written = sources(box.exec(log));
        await until(() => found(jail).length >= written.length);
        expect(found(jail)).toEqual(written);
      }
    });

    it('has nothing of the change left, and goes on as Fail2Ban would have', async () => {
      expect(isHeld()).toBe(false);
      expect(box.exec('ls /var/lib/tsban /tmp')).not.toMatch(/before-switch|rehearsal/);
      expect(box.exec('tsban-client why 203.0.113.70')).toContain('Bans so far:\t3');
      box.exec(`for _ in 1 2; do echo "$(date '+%F %T') no login from 203.0.113.71" >>/var/log/again.log; done`);
      await until(() => box.exec('tsban-client why 203.0.113.71').includes('Bans so far:\t3'));
      expect(box.exec('tsban-client get again banip --with-time')).toMatch(/203\.0\.113\.71 .* \+ 2400 = /);
      expect(switchOver()).toContain('tsban runs already: stop it first');
      expect(box.exec('tsban-client import-fail2ban 2>&1 || true')).toContain(
        'another tsban uses it; stop that one first',
      );
      box.exec('systemctl stop tsban');
      expect(box.exec('nft list ruleset')).not.toMatch(/f2b|203\.0\.113/);
    });

    it('takes over from one that was stopped', async () => {
      box.exec('rm -r /var/lib/tsban /etc/tsban/jail.local /etc/tsban/jail.d /etc/tsban/filter.d/app.conf');
      // Fail2Ban would ban for what was written while tsban ran.
      box.exec('truncate --size=0 /var/log/again.log');
      await startFail2ban();
      const before = bansOf('fail2ban-client');
      knocking.forget();
      box.exec('systemctl stop fail2ban && tsban-client import-fail2ban && systemctl start tsban');
      expect(bansOf('tsban-client')).toEqual(before);
      // The gap that there is without --switch.
      expect(Object.keys(knocking.arrivals()).sort()).toEqual([...everybody].sort());
    });

    it('is what the machine starts then, also where Fail2Ban did not run', () => {
      box.exec('systemctl stop tsban && systemctl disable -q tsban && systemctl enable -q fail2ban');
      expect(switchOver()).toMatch(/Released: tsban runs in the place of Fail2Ban\nexit 0\n$/);
      expect([state('fail2ban'), state('tsban')]).toEqual(['disabled\ninactive\n', 'enabled\nactive\n']);
    });
  },
);
