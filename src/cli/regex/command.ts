import { Command, InvalidArgumentError } from 'commander';
import { defaultPaths } from '../../config/default-paths.js';
import { packageVersion } from '../version.js';
import { levelOf, levels, Messages } from './messages.js';
import type { Streams, TrialOptions } from './options.js';
import { tryRegex } from './try-regex.js';

interface Options extends TrialOptions {
  readonly logLevel?: string;
  readonly logTraceback?: boolean;
  readonly fullTraceback?: boolean;
  /** The version alone. */
  readonly V?: boolean;
  readonly version?: boolean;
}

/** The command line of tsban-regex, which takes all that fail2ban-regex takes (spec config §6). */
export function regexCommand(streams: Streams): Command {
  const command = new Command('tsban-regex')
    .description('Tries a filter on a log and reports what it finds, as fail2ban-regex does.')
    .usage('[OPTIONS] <LOG> <REGEX> [IGNOREREGEX]')
    .argument('[LOG]', 'a log file, systemd-journal[OPTIONS], or the text of log lines')
    .argument('[REGEX]', 'a jail, a filter (sshd[mode=aggressive]) or its file, or a failregex')
    .argument('[IGNOREREGEX]', "an ignoreregex, instead of the filter's")
    .option('-c, --config <DIR>', 'configuration directory', defaultPaths.config)
    .option('-d, --datepattern <PATTERN>', "datepattern, instead of the filter's")
    .option('--TZ, --timezone <ZONE>', 'zone of dates that name none')
    .option('-e, --encoding <ENCODING>', 'encoding of the log', 'UTF-8')
    .option('-r, --raw', 'take host names as they are')
    .option('--usedns <VALUE>', 'what to do with host names: yes, warn, no, raw')
    .option('-L, --maxlines <N>', "lines a failregex may span, instead of the filter's", wholeNumber)
    .option('-m, --journalmatch <MATCH>', "which entries of the journal, instead of the filter's")
    .option('-l, --log-level <LEVEL>', `print messages of the log, from this level on: ${levels.join(', ')}`)
    .option('-v, --verbose', 'show all regexes and date templates, and every hit; twice shows more', oneMore)
    .option('--verbosity <N>', 'the same by number, 0 to 4', wholeNumber)
    .option('--VD, --verbose-date', 'show what is behind the date templates')
    .option('-D, --debuggex', 'show addresses of debuggex.com where a browser can try a regex on a line')
    .option('--no-check-all', 'stop at the first failregex that matches')
    .option('-o, --out <FMT>', 'print only: json, id, ip, msg, row, a capture, or a text with tags')
    .option('--output <FMT>', 'the same as --out')
    .option('-i, --invert', 'with -o: print the lines that did not match')
    .option('--print-no-missed', 'never list missed lines')
    .option('--print-no-ignored', 'never list ignored lines')
    .option('--print-all-matched', 'list all matched lines')
    .option('--print-all-missed', 'list all missed lines')
    .option('--print-all-ignored', 'list all ignored lines')
    .option('-t, --log-traceback', 'tell with messages and errors where in the program they arose')
    .option('--full-traceback', 'tell that in full')
    .option('-V', 'print the version alone')
    .option('--version', 'print the name and the version')
    .exitOverride();
  return command.action((log: string | undefined, regex: string | undefined, ignoreregex: string | undefined) =>
    run({ log, regex, ignoreregex }, command, streams),
  );
}

interface Arguments {
  readonly log: string | undefined;
  readonly regex: string | undefined;
  readonly ignoreregex: string | undefined;
}

async function run({ log, regex, ignoreregex }: Arguments, command: Command, streams: Streams): Promise<void> {
  const { logLevel, logTraceback, fullTraceback, V, version, verbosity, ...options } = command.opts<
    Options & { readonly verbosity?: number }
  >();
  if (V === true) return streams.out(`${packageVersion()}\n`);
  if (version === true) return streams.out(`tsban-regex ${packageVersion()}\n`);
  if (log === undefined || regex === undefined) {
    command.outputHelp();
    return command.error('ERROR: provide both <LOG> and <REGEX>.', { exitCode: 255 });
  }
  const messages = new Messages(streams, {
    level: logLevel === undefined ? undefined : levelOf(logLevel),
    // What is to be read by a program is not mixed with anything.
    toOut: options.out === undefined && options.output === undefined,
    traceback: fullTraceback === true ? 'full' : logTraceback === true ? 'short' : undefined,
  });
  const verbose = verbosity ?? options.verbose ?? 0;
  try {
    await tryRegex({ log, regex, ignoreregex }, { ...options, verbose }, messages);
  } catch (error) {
    messages.trace(error);
    throw error;
  }
}

const oneMore = (_: string, before: number | undefined): number => (before ?? 0) + 1;

function wholeNumber(text: string): number {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('It must be a whole number.');
  return Number(text);
}
