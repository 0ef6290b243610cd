import { join } from 'node:path';
import { execaSync } from 'execa';
import { debianPackage } from './debian-package.js';

/** What `fail2ban-client -c DIR -d` or `--dp` printed. */
export interface RealDump {
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
  /** The commands that stdout spells. */
  readonly commands: readonly (readonly unknown[])[];
}

/** Debian's fail2ban, unpacked and not installed. */
export interface RealFail2ban {
  /** Its `/etc/fail2ban`. */
  readonly config: string;
  /** The folder of its sample logs, one file a filter. */
  readonly sampleLogs: string;
  /** Its command streams for directories, one each. */
  dump(directories: readonly string[], flag?: '-d' | '--dp'): RealDump[];
  /** The words that run one of its programs. */
  command(program: 'fail2ban-server' | 'fail2ban-client'): readonly [string, ...string[]];
  /** What a Python script of this folder, which may import its modules, prints for an input. */
  run(script: string, input: string): string;
}

const modules = 'usr/lib/python3/dist-packages';

/** Fetches Debian's package with apt, once for this machine; where that can't be done, says why. */
export function realFail2ban(): RealFail2ban | string {
  try {
    const root = debianPackage('fail2ban');
    const program = join(root, 'usr/bin/fail2ban-client');
    const run = (script: string, input: string, args: readonly string[] = []) =>
      python(root, [join(import.meta.dirname, script), ...args], input);
    const dump = (input: string, flag: string) => run('real-fail2ban.py', input, [program, flag]);
    dump('', '-d');
    return {
      config: join(root, 'etc/fail2ban'),
      sampleLogs: join(root, modules, 'fail2ban/tests/files/logs'),
      dump: (directories, flag = '-d') =>
        dump(directories.map((directory) => `${directory}\n`).join(''), flag)
          .split('\n')
          .filter((line) => line !== '')
          .map((line) => JSON.parse(line) as RealDump),
      command: (name) => {
        const env = Object.entries(environment(root)).map(([variable, value]) => `${variable}=${value}`);
        return ['env', '-i', ...env, 'python3', '-S', join(root, 'usr/bin', name)];
      },
      run,
    };
  } catch (error) {
    return `Fail2Ban can't be had here: ${error instanceof Error ? error.message : String(error)}`;
  }
}

/** Without the machine's own site-packages, where another Fail2Ban may be. */
function python(root: string, args: readonly string[], input: string): string {
  const env = environment(root);
  const { stdout } = execaSync('python3', ['-S', ...args], { input, env, extendEnv: false, maxBuffer: 1e9 });
  return stdout;
}

function environment(root: string): Readonly<Record<string, string>> {
  return {
    PYTHONPATH: join(root, modules),
    LC_ALL: 'C.UTF-8',
    PYTHONDONTWRITEBYTECODE: '1',
    PATH: process.env.PATH ?? '',
  };
}
