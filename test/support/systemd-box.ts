import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';

/** A Debian with a systemd of its own, and nothing of this machine but its kernel. */
export interface SystemdBox {
  /** Runs a script in it as root and gives what it prints; throws where the script fails. */
  exec(script: string): string;
  /** Puts a file into its /root. */
  take(file: string): void;
  remove(): void;
}

const packages =
  'systemd,systemd-sysv,dbus,iproute2,iptables,nftables,ipset,ufw,procps,openssh-server,openssh-client,sshpass,rsyslog,' +
  'logrotate,curl,jq,whois,openssl,ca-certificates,python3,nginx,exim4-daemon-light';

/** Those of them that only start where a test wants them. */
const asleep = ['ufw', 'nginx', 'exim4', 'exim4-base.timer'];

/** As soon as what ran in it has ended. */
const removeCgroup = `cgroup=/sys/fs/cgroup/unified
[[ -d $cgroup ]] || cgroup=/sys/fs/cgroup
for _ in $(seq 50); do
  find "$cgroup/$0" -depth -type d -exec rmdir {} + 2>/dev/null || true
  [[ -d $cgroup/$0 ]] || exit 0
  sleep 0.1
done`;

/** Boots one; where that can't be done, says why. */
export function bootSystemdBox(): SystemdBox | string {
  if (process.getuid?.() !== 0) return 'needs root';
  try {
    const folder = mkdtempSync(join(tmpdir(), 'tsban-box-'));
    const script = join(import.meta.dirname, 'systemd-box.sh');
    const init = run(script, debian(), folder).trim();
    const inside = ['-t', init, '-m', '-p', '-n', '-u', '-i', '-C', '-r', '-w'];
    const exec = (text: string) => run('nsenter', ...inside, 'bash', '-c', text);
    return {
      exec,
      take(file) {
        execFileSync('nsenter', [...inside, 'tee', `/root/${basename(file)}`], {
          input: readFileSync(file),
          stdio: ['pipe', 'ignore', 'pipe'],
        });
      },
      remove() {
        process.kill(Number(init), 'SIGKILL');
        run('bash', '-c', removeCgroup, basename(folder));
        rmSync(folder, { recursive: true, force: true });
      },
    };
  } catch (error) {
    return `no systemd can be booted here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Made once for this machine and these packages. */
function debian(): string {
  const base = join(tmpdir(), `tsban-debian-${createHash('sha256').update(packages).digest('hex').slice(0, 8)}`);
  if (existsSync(base)) return base;
  const half = `${base}.${process.pid}`;
  run('debootstrap', '--variant=minbase', `--include=${packages}`, 'bookworm', half);
  run('chroot', half, 'systemctl', 'disable', ...asleep);
  renameSync(half, base);
  return base;
}

function run(program: string, ...args: readonly string[]): string {
  return execFileSync(program, args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
}
