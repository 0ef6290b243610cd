#!/usr/bin/env node
import { Command } from 'commander';
import { defaultPaths } from '../config/default-paths.js';
import { readServerSettings } from '../config/read-server-settings.js';
import { localStamp } from '../time/local-stamp.js';
import { beautify } from './beautifier.js';
import { NotRunningError, RefusedError, sendCommand } from './control-client.js';
import { runProgram } from './run-program.js';
import { packageVersion } from './version.js';

interface Options {
  readonly config: string;
  readonly socket?: string;
  readonly json?: boolean;
  readonly dump?: boolean;
  readonly dumpPretty?: boolean;
  readonly test?: boolean;
}

const commands = `
Commands:
    ping                                  is the daemon there
    version                               its version
    status [JAIL]                         all jails, or the failures and bans of one
    banned [IP...]                        bans of all jails, or the jails that ban an address
    set <JAIL> banip <IP>...              ban by hand
    set <JAIL> unbanip <IP>...            lift a ban
    unban <IP>... | --all                 lift bans in all jails
    get <JAIL> logpath|maxretry|findtime|bantime
    get <JAIL> banip [SEP|--with-time]    banned addresses, by end of ban
    reload                                read the configuration again
    flushlogs                             open the log anew after a rotation
    stop [JAIL]                           end the daemon, or one jail
`;

const program = new Command('tsban-client')
  .description('Asks and tells the tsban daemon, in the words of fail2ban-client.')
  .usage('[OPTIONS] <COMMAND>')
  .option('-c, --config <DIR>', 'configuration directory', defaultPaths.config)
  .option('-s, --socket <FILE>', 'control socket (default: as configured)')
  .option('-d, --dump', 'print the effective configuration, as fail2ban-client does')
  .option('--dp, --dump-pretty', 'the same, long commands over several lines')
  .option('-t, --test', 'test the configuration: 255 if any of it can not be used; a command behind it runs if all can')
  .option('--json', 'print the answer, or the configuration, as JSON')
  .version(packageVersion(), '-V, --version')
  .argument('[COMMAND...]')
  .addHelpText('after', commands)
  // Everything behind the first word belongs to the command: `unban --all`.
  .passThroughOptions()
  .exitOverride()
  .action(run);

async function run(words: readonly string[], options: Options): Promise<void> {
  if (options.dump === true || options.dumpPretty === true) {
    await dump(options);
    if (options.test !== true) return;
  }
  if (options.test === true && !(await test(options))) {
    process.exitCode = 255;
    return;
  }
  if (options.test === true && words.length === 0) return;
  if (words.length === 0) {
    program.outputHelp();
    process.exitCode = 255;
    return;
  }
  const socket = options.socket ?? readServerSettings(options.config).socket ?? defaultPaths.socket;
  // Before it is done: what is said later may not arrive any more.
  if (words[0] === 'set' && words[2] === 'banip') await warnOfOwn(words.slice(3));
  try {
    const answer = await sendCommand(socket, words);
    process.stdout.write(`${options.json === true ? JSON.stringify(answer) : beautify(words, answer)}\n`);
  } catch (error) {
    process.exitCode = 255;
    complain(error, socket);
  }
}

// Most commands only talk to the daemon, and what reads a whole configuration takes longer to load than they take to answer.

async function warnOfOwn(ids: readonly string[]): Promise<void> {
  const { ownAmong } = await import('./own-connection.js');
  for (const id of ownAmong(ids)) {
    toStderr(`${id} is where you are connected from: if you are shut out, lift the ban from elsewhere`, 'warning');
  }
}

async function test({ config }: Options): Promise<boolean> {
  const { reportTest } = await import('./report-test.js');
  return reportTest(config);
}

async function dump({ config, json, dumpPretty }: Options): Promise<void> {
  const { printStream } = await import('./print-stream.js');
  const format = json === true ? 'json' : dumpPretty === true ? 'pretty' : 'lines';
  const { stdout, told, exitCode } = printStream(config, format);
  for (const { level, text } of told) toStderr(text, level);
  process.stdout.write(stdout);
  process.exitCode = exitCode;
}

function complain(error: unknown, socket: string): void {
  if (error instanceof RefusedError) {
    toStderr(`NOK: ${error.nok}`);
    process.stdout.write(`${error.message}\n`);
  } else if (error instanceof NotRunningError) {
    const noSocket = `Failed to access socket path: ${socket}. Is tsban running?`;
    toStderr(error.noSocket ? noSocket : `[${error.message}] Unable to contact server. Is it running?`);
  } else throw error;
}

/** In the shape of fail2ban-client's own messages (spec runtime §7.1). */
function toStderr(text: string, level: 'error' | 'warning' = 'error'): void {
  const now = Date.now();
  const stamp = `${localStamp(now / 1000)},${String(now % 1000).padStart(3, '0')}`;
  process.stderr.write(`${stamp} ${'tsban'.padEnd(24)}[${process.pid}]: ${level.toUpperCase().padEnd(7)} ${text}\n`);
}

await runProgram(program);
