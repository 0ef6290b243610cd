import { type Command, CommanderError } from 'commander';
import { escapeControlsInLines } from '../../escape-controls.js';
import { isSystemError, TsbanError } from '../../error.js';
import { packageVersion } from '../version.js';
import { createClient, type ExitCode } from './client.js';
import { InitError } from './init-error.js';
import { jsonBehind } from './json-behind.js';
import { type ClientOptions, clientProgram } from './options.js';
import { runBare, runWords } from './run-words.js';
import { str2secText } from './str2sec.js';

/** The program tsban-client, on the arguments and streams of its process. */
export async function main(): Promise<void> {
  // A reader such as head may have seen enough.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 255));
  const program = clientProgram();
  program.action(async (given: readonly string[]) => {
    const { words, options } = jsonBehind(given, program.opts<ClientOptions>());
    process.exitCode = await run(words, options, program);
  });
  try {
    await program.parseAsync();
  } catch (error) {
    process.exitCode = exitOn(error, program);
  }
}

async function run(words: readonly string[], options: ClientOptions, program: Command): Promise<ExitCode> {
  if (options.V === true || options.version === true) return show(versionText(options));
  if (options.str2sec !== undefined) return show(str2secText(options.str2sec));
  if (options.d === true || options.dumpPretty === true) {
    const { dump } = await import('./dump.js');
    const exitCode = dump(options);
    if (options.test !== true || exitCode !== 0) return exitCode;
  }
  if (options.test === true) {
    const { reportTest } = await import('../report-test.js');
    const isGood = await reportTest(options.config ?? options.conf);
    if (!isGood || words.length === 0) return isGood ? 0 : 255;
  }
  if (options.i === true) {
    const { interact } = await import('./interact.js');
    return interact(await createClient(options));
  }
  if (words.length > 0) return (await runBare(options, words)) ?? runWords(await createClient(options), words);
  program.outputHelp();
  return 255;
}

function show(text: string): ExitCode {
  process.stdout.write(`${text}\n`);
  return 0;
}

/** -V is for programs. */
function versionText({ V }: ClientOptions): string {
  return V === true ? packageVersion() : `tsban v${packageVersion()}`;
}

/** Says what went wrong before a command was carried out, as fail2ban-client does (spec runtime §7.2). */
function exitOn(error: unknown, program: Command): ExitCode {
  if (error instanceof CommanderError) {
    if (error.exitCode === 0) return 0;
    program.outputHelp();
    process.stderr.write(`${error.message}\nInit of command line failed\n`);
  } else if (error instanceof InitError) {
    process.stdout.write(`ERROR: ${escapeControlsInLines(error.message)}\n`);
    process.stderr.write('Init of command line failed\n');
  } else if (error instanceof TsbanError || isSystemError(error)) {
    process.stderr.write(`ERROR: ${escapeControlsInLines(error.message)}\n`);
  } else throw error;
  return 255;
}
