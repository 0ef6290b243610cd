import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { execaSync } from 'execa';
import { until } from './until.js';

const journald = '/lib/systemd/systemd-journald';
const unshare = '/usr/bin/unshare';

/** Why a journald of one's own can't run here; undefined if it can. */
export function missingForJournald(): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const lacking = [journald, unshare, '/usr/bin/journalctl', '/etc/machine-id', '/usr/bin/python3'].filter(
    (path) => !existsSync(path),
  );
  if (lacking.length > 0) return `needs ${lacking.join(', ')}`;
  try {
    execFileSync(unshare, ['-m', 'true'], { stdio: 'ignore' });
    return undefined;
  } catch {
    return 'may not make mount namespaces';
  }
}

// What the kernel and its audit say, and limits, would make the journal another each time.
const settings = '[Journal]\\nReadKMsg=no\\nAudit=no\\nRateLimitIntervalSec=0\\n';

/** Everything that journald writes is this box's own; what it reads from the kernel is switched off. */
const setUp = `
  set -e
  mount -t tmpfs tmpfs /run
  mount -t tmpfs tmpfs /var/log
  mount --bind "$0" /var/log
  mkdir -p /var/log/journal /run/systemd/journal /run/log/journal /run/systemd/journald.conf.d
  printf '${settings}' >/run/systemd/journald.conf.d/box.conf
  echo ready
  exec sleep infinity
`;

/** Sends native messages as a process called sshd would: one for each number from the first up to the second. */
const sender = `
import socket, subprocess, sys, time
first, count, pause, log = int(sys.argv[1]), int(sys.argv[2]), float(sys.argv[3]), sys.argv[4]
open('/proc/self/comm', 'w').write('sshd')
for n in range(first, first + count):
    address = '10.%d.%d.%d' % (n >> 16 & 255, n >> 8 & 255, n & 255)
    message, pid = 'Failed password for root from %s port 52144 ssh2' % address, 3000 + n
    text = 'MESSAGE=%s\\nSYSLOG_IDENTIFIER=sshd\\nSYSLOG_PID=%d\\nPRIORITY=6\\n' % (message, pid)
    # So that journal and log file tell the same second.
    while log and not 0.02 < time.time() % 1 < 0.98: time.sleep(0.01)
    now = time.strftime('%b %d %H:%M:%S')
    while True:
        try:
            with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as s:
                s.sendto(text.encode(), '/run/systemd/journal/socket')
            break
        except OSError:
            time.sleep(0.01)
    if log:
        with open(log, 'a') as f: f.write('%s box sshd[%d]: %s\\n' % (now, pid, message))
    time.sleep(pause)
# Of a process that is gone journald can't tell the name any more.
subprocess.run(['journalctl', '--sync'])
`;

/** A mount namespace in which a real journald keeps a journal of its own, below `folder` once it is flushed there. */
export class JournaldBox {
  /** What runs a shell in it: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  readonly #holder: ChildProcess;
  #journald: ChildProcess | undefined;

  private constructor(holder: ChildProcess) {
    this.#holder = holder;
    this.shell = ['nsenter', '-m', '-t', String(holder.pid), '/bin/sh'];
  }

  static async make(folder: string): Promise<JournaldBox> {
    mkdirSync(join(folder, 'log'));
    const holder = spawn(unshare, ['-m', '/bin/sh', '-c', setUp, join(folder, 'log')], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    let said = '';
    holder.stdout.on('data', (chunk: Buffer) => {
      said += chunk.toString();
    });
    await until(() => said.includes('ready'));
    const box = new JournaldBox(holder);
    await box.startJournald();
    return box;
  }

  async startJournald(): Promise<void> {
    const running = this.#spawn(['-c', `exec ${journald}`], 'ignore');
    this.#journald = running;
    await until(() =>
      this.exec('test -S /run/systemd/journal/io.systemd.journal && journalctl --sync; echo $?').endsWith('0\n'),
    );
  }

  /** Ends journald and starts it again; what it was told before is in the journal. */
  async restartJournald(signal: NodeJS.Signals): Promise<void> {
    this.exec('journalctl --sync');
    await ended(this.#journald, signal);
    this.exec('rm -f /run/systemd/journal/io.systemd.journal');
    await this.startJournald();
  }

  /** Runs a script in it and gives its standard output. */
  exec(script: string): string {
    const [file, ...before] = this.shell;
    return execFileSync(file, [...before, '-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] });
  }

  /**
   * `count` failed logins, each from an address of its own, with a pause of that many seconds after each; told to a log file
   * too if there is one. Resolves when all are sent.
   */
  async fail(first: number, count: number, pause = 0, log = ''): Promise<void> {
    const words = [String(first), String(count), String(pause), log];
    const running = this.#spawn(['-c', 'exec /usr/bin/python3 -c "$0" "$@"', sender, ...words], 'inherit');
    await new Promise((resolve) => running.once('exit', resolve));
  }

  /** Ids of the processes of this name in it. */
  processes(name: string): number[] {
    const words = ['--ns', String(this.#holder.pid), '--nslist', 'mnt', '-x', name];
    return execaSync('pgrep', words, { reject: false }).stdout.split('\n').filter(Boolean).map(Number);
  }

  async remove(): Promise<void> {
    await ended(this.#journald, 'SIGKILL');
    await ended(this.#holder, 'SIGKILL');
  }

  #spawn(words: readonly string[], stderr: 'ignore' | 'inherit'): ChildProcess {
    const [file, ...before] = this.shell;
    return spawn(file, [...before, ...words], { stdio: ['ignore', 'ignore', stderr] });
  }
}

async function ended(child: ChildProcess | undefined, signal: NodeJS.Signals): Promise<void> {
  if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
  const ending = new Promise((resolve) => child.once('exit', resolve));
  child.kill(signal);
  await ending;
}
