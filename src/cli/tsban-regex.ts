#!/usr/bin/env node
import { once } from 'node:events';
import { Command, InvalidArgumentError } from 'commander';
import { defaultPaths } from '../config/default-paths.js';
import { escapeControlsInLines } from '../escape-controls.js';
import type { Streams, TrialOptions } from './regex/options.js';
import { tryRegex } from './regex/try-regex.js';
import { runProgram } from './run-program.js';
import { packageVersion } from './version.js';

const program = new Command('tsban-regex')
  .description('Tries a filter on a log and reports what it finds, as fail2ban-regex does.')
  .usage('[OPTIONS] <LOG> <REGEX> [IGNOREREGEX]')
  .argument('[LOG]', 'a log file, or the text of log lines')
  .argument('[REGEX]', 'a jail, a filter (sshd[mode=aggressive]) or its file, or a failregex')
  .argument('[IGNOREREGEX]', "an ignoreregex, instead of the filter's")
  .option('-c, --config <DIR>', 'configuration directory', defaultPaths.config)
  .option('-d, --datepattern <PATTERN>', "datepattern, instead of the filter's")
  .option('--TZ, --timezone <ZONE>', 'zone of dates that name none')
  .option('-e, --encoding <ENCODING>', 'encoding of the log', 'UTF-8')
  .option('-r, --raw', 'take host names as they are')
  .option('--usedns <VALUE>', 'what to do with host names: yes, warn, no, raw')
  .option('-L, --maxlines <N>', "lines a failregex may span, instead of the filter's", wholeNumber)
  .option('-v, --verbose', 'show all regexes and date templates, and every hit')
  .option('--no-check-all', 'stop at the first failregex that matches')
  .option('-o, --out <FMT>', 'print only: json, id, ip, msg, row, a capture, or a text with tags')
  .option('--output <FMT>', 'the same as --out')
  .option('-i, --invert', 'with -o: print the lines that did not match')
  .option('--print-no-missed', 'never list missed lines')
  .option('--print-no-ignored', 'never list ignored lines')
  .option('--print-all-matched', 'list all matched lines')
  .option('--print-all-missed', 'list all missed lines')
  .option('--print-all-ignored', 'list all ignored lines')
  .version(packageVersion(), '-V, --version')
  .exitOverride()
  .action(run);

async function run(
  log: string | undefined,
  regex: string | undefined,
  ignoreregex: string | undefined,
  options: TrialOptions,
) {
  if (log === undefined || regex === undefined) {
    program.outputHelp();
    process.stderr.write('ERROR: provide both <LOG> and <REGEX>.\n');
    process.exitCode = 255;
    return;
  }
  await tryRegex({ log, regex, ignoreregex }, options, streams);
}

const streams: Streams = {
  async out(text) {
    if (text !== '' && !process.stdout.write(forReader(text))) await once(process.stdout, 'drain');
  },
  warn: (text) => process.stderr.write(`WARNING: ${escapeControlsInLines(text)}\n`),
};

/** Logs are written by strangers: a terminal gets no control characters of theirs, a file or a pipe every byte. */
function forReader(text: string): string {
  return process.stdout.isTTY ? escapeControlsInLines(text) : text;
}

function wholeNumber(text: string): number {
  if (!/^[1-9]\d*$/.test(text)) throw new InvalidArgumentError('It must be a whole number above 0.');
  return Number(text);
}

// A reader such as head may have seen enough.
process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 255));

await runProgram(program);
