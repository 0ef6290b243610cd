import { printStream } from '../print-stream.js';
import type { ExitCode } from './client.js';
import type { ClientOptions } from './options.js';
import { teller } from './tell.js';

/** `-d`, `--dp`: prints what the configuration directory comes to. */
export function dump({ conf, config, json, dumpPretty, v, q }: ClientOptions): ExitCode {
  const format = json === true ? 'json' : dumpPretty === true ? 'pretty' : 'lines';
  const { stdout, told, exitCode } = printStream(config ?? conf, format);
  const tell = teller(v - q);
  for (const { level, text } of told) tell(level, text);
  process.stdout.write(stdout);
  return exitCode;
}
