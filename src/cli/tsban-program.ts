import { Command } from 'commander';
import { defaultPaths } from '../config/default-paths.js';
import type { SettingsGiven } from '../server/settings.js';
import { nameProcess } from './name-process.js';
import { runDaemon } from './run-daemon.js';
import { runProgram } from './run-program.js';
import { packageVersion } from './version.js';

type Options = SettingsGiven & { readonly config: string; readonly test?: boolean; readonly pname?: string };

/** The program tsban, on the arguments and streams of its process. */
export async function main(): Promise<void> {
  const program = daemonProgram();
  program.action(async ({ config, test, pname, ...given }: Options) => {
    nameProcess(pname);
    if (test === true) await testConfiguration(config);
    else await runDaemon(config, given);
  });
  await runProgram(program);
}

/** The command line of tsban. */
export function daemonProgram(): Command {
  return new Command('tsban')
    .description('Bans addresses that show up in your logs, as jails in Fail2Ban syntax say. Runs in the foreground.')
    .option('-c, --config <DIR>', 'configuration directory', defaultPaths.config)
    .option('-s, --socket <FILE>', `control socket (default: as configured, else ${defaultPaths.socket})`)
    .option('-p, --pidfile <FILE>', 'pid file (default: as configured, else none)')
    .option('--dbfile <FILE>', `state database, :memory: or None (default: as configured, else ${defaultPaths.dbfile})`)
    .option('--loglevel <LEVEL>', 'CRITICAL, ERROR, WARNING, NOTICE, INFO or DEBUG (default: as configured, else INFO)')
    .option(
      '--logtarget <TARGET>',
      `file, STDOUT, STDERR, SYSOUT, SYSLOG, SYSTEMD-JOURNAL (default: as configured, else ${defaultPaths.logtarget})`,
    )
    .option('--syslogsocket <FILE>', 'where syslog listens (default: as configured, else auto)')
    .option('--pname <NAME>', 'name of the process')
    .option('-t, --test', 'test the configuration and exit: 0 if all of it can be used, else 255')
    .version(packageVersion(), '-V, --version')
    .exitOverride();
}

// A test needs little of what a daemon does, which takes longer to load than all else.
async function testConfiguration(directory: string): Promise<void> {
  const { reportTest } = await import('./report-test.js');
  process.exitCode = (await reportTest(directory)) ? 0 : 255;
}
