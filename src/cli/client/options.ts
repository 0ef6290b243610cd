import { Command, Option } from 'commander';
import { defaultPaths } from '../../config/default-paths.js';
import { helpText } from './help.js';

/** What stands before the command. */
export interface ClientOptions {
  readonly conf: string;
  /** The same by the name the other programs have for it. */
  readonly config?: string;
  readonly socket?: string;
  readonly pidfile?: string;
  readonly pname?: string;
  readonly loglevel?: string;
  readonly logtarget?: string;
  readonly syslogsocket?: string;
  /** -d. */
  readonly d?: true;
  readonly dumpPretty?: true;
  readonly test?: true;
  /** -i. */
  readonly i?: true;
  /** How often -v and -q were given. */
  readonly v: number;
  readonly q: number;
  /** -x. */
  readonly x?: true;
  /** -f. */
  readonly f?: true;
  readonly timeout: string;
  readonly str2sec?: string;
  readonly json?: true;
  /** -V. */
  readonly V?: true;
  readonly version?: true;
}

/** The command line of tsban-client: fail2ban-client's options (spec runtime §7.2), and --json. */
export function clientProgram(): Command {
  const count = (_: string, before: number) => before + 1;
  return (
    new Command('tsban-client')
      .description('Asks and tells the tsban daemon, in the words of fail2ban-client.')
      .usage('[OPTIONS] <COMMAND>')
      .option('-c, --conf <DIR>', 'configuration directory', defaultPaths.config)
      .addOption(new Option('--config <DIR>').hideHelp())
      .option('-s, --socket <FILE>', 'control socket, if not the configured one')
      .option('-p, --pidfile <FILE>', 'with start: pid file')
      .option('--pname <NAME>', 'with start: name of the process')
      .option('--loglevel <LEVEL>', 'with start: how much is logged')
      .option('--logtarget <TARGET>', 'with start: a file, STDOUT, STDERR, SYSOUT, SYSLOG or SYSTEMD-JOURNAL')
      .option('--syslogsocket <FILE>', 'with start: auto, or the socket of syslog')
      .option('-d', 'print the effective configuration, as fail2ban-client does')
      .option('--dp, --dump-pretty', 'the same, long commands over several lines')
      .option('-t, --test', 'test the configuration; a command behind it is carried out if all of it can be used')
      .option('-i', 'ask for commands and carry them out, one after the other')
      .option('-v', 'tell more of what the client does', count, 0)
      .option('-q', 'tell less', count, 0)
      .option('-x', 'with start: remove a socket that a daemon left behind')
      .option('-b', 'start the daemon in the background, as it does without')
      .option('-f', 'start it in the foreground')
      .addOption(new Option('--async').hideHelp())
      .option('--timeout <SECONDS>', 'with start and restart: how long to wait for the daemon', '30')
      .option('--str2sec <TIME>', 'print the seconds of a time such as 1d12h')
      .option('--json', 'print answers, or the configuration, as JSON')
      .option('-V', 'print the version alone')
      .option('--version', 'print the name and the version')
      .helpOption('-h, --help', 'print this help')
      .argument('[COMMAND...]')
      // Everything behind the first word belongs to the command: `unban --all`.
      .passThroughOptions()
      .configureHelp({ formatHelp: helpText })
      .configureOutput({ writeErr: () => undefined })
      .exitOverride()
  );
}
