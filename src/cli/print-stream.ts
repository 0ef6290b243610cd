import { existsSync } from 'node:fs';
import { type Command, commandStream } from '../config/command-stream.js';
import { ConfigError, type Configuration } from '../config/configuration.js';
import { diskLogs } from '../config/disk-files.js';
import { readConfiguration } from '../config/read-config.js';
import { pythonPprint } from '../python-pprint.js';
import { pythonRepr } from '../python-repr.js';

/** How the effective configuration is shown: `-d`, `--dp`, or `-d --json`. */
export type StreamFormat = 'lines' | 'pretty' | 'json';

/** What there is to show of a configuration directory, and what was wrong with it. */
export interface StreamReport {
  readonly stdout: string;
  /** Texts by the level they have in a log. */
  readonly told: readonly { readonly level: 'error' | 'warning'; readonly text: string }[];
  readonly exitCode: 0 | 255;
}

/** Reads a configuration directory and shows it as fail2ban-client does with -d (spec config §7). */
export function printStream(directory: string, format: StreamFormat): StreamReport {
  try {
    const configuration = readConfiguration(directory);
    const { problems, jails, enabled } = configuration;
    return {
      stdout: format === 'json' ? asJson(configuration) : asText(configuration, format),
      told: problems.map(({ severity, error }) => ({ level: severity, text: error.message })),
      // Some jails are better than none.
      exitCode: jails.length === 0 && enabled.length > 0 ? 255 : 0,
    };
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    const isSyntax = existsSync(directory) && format !== 'json';
    const stdout = isSyntax ? 'ERROR: The configuration stream failed because of the invalid syntax.\n' : '';
    return { stdout, told: [{ level: 'error', text: error.message }], exitCode: 255 };
  }
}

function asJson(configuration: Configuration): string {
  return `${JSON.stringify(commandStream(configuration, diskLogs))}\n`;
}

function asText(configuration: Configuration, format: 'lines' | 'pretty'): string {
  const layout = { width: 1000, indent: 2 };
  const print = format === 'pretty' ? (command: Command) => pythonPprint(command, layout) : pythonRepr;
  return commandStream(configuration, diskLogs)
    .map((command) => `${print(command)}\n`)
    .join('');
}
