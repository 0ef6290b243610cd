import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, bench, describe } from 'vitest';
import { bootPackageBox, takePackage } from '../support/package-box.js';

const started = bootPackageBox();
if (typeof started === 'string') console.log(`No figures of the package: ${started}`);
const box = typeof started === 'string' ? undefined : started;
// At the top: what a benchmark's describe wants done at its end is never done.
afterAll(() => box?.remove());

const once = { iterations: 1, time: 0, warmupIterations: 0, warmupTime: 0 };

/** Two failures of one address wait in the log for a daemon without a past; prints what it takes until that is banned. */
const firstBan = `systemctl stop tsban; rm -rf /var/lib/tsban /var/log/tsban.log
for _ in 1 2; do echo "$(date '+%F %T') no login from 203.0.113.2"; done >/var/log/app.log
from=$(date +%s%N) && systemctl start tsban && active=$(date +%s%N)
until nft list ruleset | grep -q 203.0.113.2; do sleep 0.005; done
banned=$(date +%s%N) && pid=$(systemctl show --property=MainPID --value tsban)
echo "active after $(((active - from) / 1000000)) ms, first ban after $(((banned - from) / 1000000)) ms," \\
  "$(($(systemctl show --property=CPUUsageNSec --value tsban) / 1000000)) ms of processor time"`;

const memory = `awk '/VmRSS|RssAnon/ { printf "%s %.0f MiB ", $1, $2 / 1024 }' /proc/$pid/status; echo`;

describe.skipIf(typeof started === 'string')('the package', () => {
  const show = (what: string, script: string) => console.log(`${what}: ${box?.exec(script).trim() ?? ''}`);

  bench(
    'from its installation to its first ban',
    async () => {
      if (box === undefined) return;
      takePackage(box);
      show('package', `du -m /root/tsban_*.deb | cut -f1 | sed 's/$/ MiB (zstd)/'`);
      box.exec('apt-get install -qy /root/tsban_*.deb');
      show('installed', `dpkg-query -W -f '\${Installed-Size} KiB' tsban`);
      box.exec(`printf '[app]\\nenabled = true\\nlogpath = /var/log/app.log\\nmaxretry = 2\\n' >/etc/tsban/jail.local
      printf '[Definition]\\nfailregex = no login from <HOST>$\\n' >/etc/tsban/filter.d/app.conf`);
      for (let run = 0; run < 5; run++) show('start', `${firstBan}; ${memory}`);
      await delay(60_000);
      show('after a minute', `pid=$(systemctl show --property=MainPID --value tsban); ${memory}`);
      show('security', 'systemd-analyze security --no-pager tsban | tail -1');
    },
    once,
  );
});
