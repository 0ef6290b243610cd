import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Flood, startFlood } from '../support/flood.js';
import { bootPackageBox, takePackage } from '../support/package-box.js';
import type { SystemdBox } from '../support/systemd-box.js';
import { until } from '../support/until.js';

const started = bootPackageBox();

describe.skipIf(typeof started === 'string')(
  `who is banned, while tsban is not there${typeof started === 'string' ? `: ${started}` : ''}`,
  () => {
    const box = started as SystemdBox;
    let flood: Flood;
    const property = (name: string) => box.exec(`systemctl show --property=${name} --value tsban`).trim();
    const isThereAgain = async (pid: string) =>
      until(() => property('ActiveState') === 'active' && property('MainPID') !== pid, 60);
    const isBanned = () => box.exec('tsban-client get sshd banip').includes('203.0.113.2');
    const use = (banaction: string) =>
      box.exec(`printf '[sshd]\\nenabled = true\\nbackend = systemd\\nprotocol = tcp,udp\\nbanaction = ${banaction}\\n' \
      >/etc/tsban/jail.local`);
    const rules = () =>
      box.exec(`{ nft -s list ruleset; ipset list -o save; } | sed -E 's/ (timeout|expires) [0-9a-z]+//g'`);

    /** The rules come first, the address a moment later. */
    const areBack = () => /203\.0\.113\.2[^]*@addr-set-sshd/.test(rules());

    beforeAll(async () => {
      takePackage(box);
      box.exec('dpkg -i /root/tsban_*.deb');
      use('nftables-allports');
      box.exec('systemctl start tsban');
      flood = await startFlood(box);
    }, 600_000);

    afterAll(() => box.remove());

    it('is shut out once he is banned', async () => {
      expect(await flood.during(() => undefined)).toBeGreaterThan(0);
      box.exec('tsban-client set sshd banip 203.0.113.2');
      expect(await flood.during(() => undefined)).toBe(0);
    });

    it.each(['iptables-allports', 'iptables-ipset-proto6-allports', 'nftables-allports'])(
      'stays out while its jail is given %s, and over a restart with that',
      async (banaction) => {
        use(banaction);
        expect(await flood.during(() => box.exec('systemctl reload tsban'))).toBe(0);
        const before = rules();
        const pid = property('MainPID');
        expect(await flood.during(() => box.exec('systemctl restart tsban'))).toBe(0);
        expect(property('MainPID')).not.toBe(pid);
        expect([rules(), isBanned()]).toEqual([before, true]);
      },
    );

    it('stays out over a kill', async () => {
      const pid = property('MainPID');
      const kill = async () => {
        box.exec(`kill -KILL ${pid}`);
        await isThereAgain(pid);
      };
      expect(await flood.during(kill)).toBe(0);
      expect(isBanned()).toBe(true);
    });

    it('stays out where it hangs, and systemd starts it anew', async () => {
      box.exec(`mkdir -p /run/systemd/system/tsban.service.d
      printf '[Service]\\nWatchdogSec=2\\n' >/run/systemd/system/tsban.service.d/soon.conf
      systemctl daemon-reload && systemctl restart tsban`);
      const pid = property('MainPID');
      const hang = async () => {
        box.exec(`kill -STOP ${pid}`);
        await isThereAgain(pid);
      };
      expect(await flood.during(hang)).toBe(0);
      expect(box.exec('journalctl -u tsban')).toContain('Watchdog timeout');
      box.exec('rm -r /run/systemd/system/tsban.service.d && systemctl daemon-reload && systemctl restart tsban');
    });

    it('stays out over an upgrade, whose nftables.conf is another', async () => {
      box.exec(`cd /root && dpkg-deb -R tsban_*.deb newer && sed -i 's/^Version: .*/&+1/' newer/DEBIAN/control
      sed -i 's/^actionstart = /&: newer; /' newer/etc/tsban/action.d/nftables.conf && dpkg-deb -Znone -b newer newer.deb`);
      expect(await flood.during(() => box.exec('dpkg -i /root/newer.deb'))).toBe(0);
      expect(box.exec(`dpkg-query -W -f '\${Version}' tsban`)).toMatch(/\+1$/);
      expect(box.exec('tsban-client get sshd action nftables-allports actionstart')).toContain(': newer;');
      expect(isBanned()).toBe(true);
    });

    it('is shut out again by the same tsban when nftables is restarted', async () => {
      const pid = property('MainPID');
      box.exec('systemctl restart nftables');
      await until(areBack);
      expect(await flood.during(() => undefined)).toBe(0);
      expect([property('MainPID'), isBanned()]).toEqual([pid, true]);
    });

    it('is shut out again where somebody has taken the rules away while tsban was not there', async () => {
      const pid = property('MainPID');
      box.exec(`mkdir -p /run/systemd/system/tsban.service.d
      printf '[Service]\\nExecStartPre=+nft flush ruleset\\n' >/run/systemd/system/tsban.service.d/flush.conf
      systemctl daemon-reload && systemctl restart tsban && rm -r /run/systemd/system/tsban.service.d && systemctl daemon-reload`);
      await until(areBack);
      expect(await flood.during(() => undefined)).toBe(0);
      expect([property('MainPID') === pid, isBanned()]).toEqual([false, true]);
    });

    it('comes through when tsban is stopped', async () => {
      box.exec('systemctl stop tsban');
      expect(await flood.during(() => undefined)).toBeGreaterThan(0);
      expect(rules()).not.toContain('f2b');
      expect(box.exec('ls -A /run/tsban')).toBe('');
    });
  },
);
