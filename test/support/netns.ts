import { type ChildProcess, execFileSync, spawn } from 'node:child_process';

/** A network namespace of its own: nothing in it reaches the machine's firewall or network. */
export interface Namespace {
  readonly name: string;
  /** What runs a shell in it: `[...shell, '-c', script]`. */
  readonly shell: readonly [string, ...string[]];
  /** Runs a script in it and gives its standard output; throws where the script fails. */
  exec(script: string): string;
  /** Starts a program that goes on running in it until it is removed. */
  spawn(program: string, ...args: readonly string[]): ChildProcess;
  /** Sends a signal to every process in it. */
  signal(signal: 'SIGSTOP' | 'SIGCONT' | 'SIGKILL'): void;
  remove(): void;
}

/** Why tests with these programs can't run here; undefined if they can. */
export function missing(...tools: readonly string[]): string | undefined {
  if (process.getuid?.() !== 0) return 'needs root';
  const lacking = ['ip', ...tools].filter((tool) => !succeeds('/bin/sh', '-c', `command -v ${tool}`));
  if (lacking.length > 0) return `needs ${lacking.join(', ')}`;
  return succeeds('unshare', '-n', 'true') ? undefined : 'may not make network namespaces';
}

let made = 0;
let cables = 0;

/** A fresh namespace with nothing in it but `lo`, which is up. */
export function makeNamespace(): Namespace {
  const name = `tsban-${process.pid}-${++made}`;
  execFileSync('ip', ['netns', 'add', name]);
  const prefix = ['netns', 'exec', name] as const;
  const children: ChildProcess[] = [];
  const exec = (script: string): string =>
    execFileSync('ip', [...prefix, '/bin/sh', '-c', script], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] });
  exec('ip link set lo up');
  return {
    name,
    shell: ['ip', ...prefix, '/bin/sh'],
    exec,
    spawn(program, ...args) {
      const child = spawn('ip', [...prefix, program, ...args], { stdio: 'ignore' });
      children.push(child);
      return child;
    },
    signal(signal) {
      const told = new Set<number>();
      const untold = () => pidsIn(name).filter((pid) => !told.has(pid));
      // Whoever was not stopped yet may have started another one.
      for (let pids = untold(); pids.length > 0; pids = untold())
        for (const pid of pids) {
          told.add(pid);
          tell(pid, signal);
        }
    },
    remove() {
      for (const child of children) child.kill('SIGKILL');
      execFileSync('ip', ['netns', 'del', name]);
    },
  };
}

/** Joins two namespaces by a cable; each end has the addresses given for it, like `192.0.2.1/24`. */
export function connect(
  one: Namespace,
  oneAddresses: readonly string[],
  two: Namespace,
  twoAddresses: readonly string[],
): void {
  const cable = `v${process.pid}-${++cables}`;
  const [left, right] = [`${cable}a`, `${cable}b`];
  execFileSync('ip', ['link', 'add', left, 'netns', one.name, 'type', 'veth', 'peer', right, 'netns', two.name]);
  for (const [namespace, device, addresses] of [
    [one, left, oneAddresses],
    [two, right, twoAddresses],
  ] as const) {
    // Without nodad an IPv6 address is of no use for its first second.
    for (const address of addresses) {
      namespace.exec(`ip address add ${address} dev ${device} ${address.includes(':') ? 'nodad' : ''}`);
    }
    namespace.exec(`ip link set ${device} up`);
  }
}

function pidsIn(name: string): readonly number[] {
  const listed = execFileSync('ip', ['netns', 'pids', name], { encoding: 'utf8' });
  return listed.split('\n').slice(0, -1).map(Number);
}

function tell(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended.
  }
}

function succeeds(program: string, ...args: readonly string[]): boolean {
  try {
    execFileSync(program, args, { stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
