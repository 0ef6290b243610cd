import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { shellWords } from '../../../src/shell-words.js';

/** One command and what comes of it. */
export interface Row {
  /** As in a shell. */
  readonly command: string;
  readonly words: readonly string[];
  /** Without line ends behind it. */
  readonly stdout: string;
  /** What stands behind `NOK: ` on standard error; the exit status is 255 then, and 0 without. */
  readonly nok: string | undefined;
  /** Why Fail2Ban's client prints something else; undefined where both print the same. */
  readonly differs: string | undefined;
}

/** What a client printed. */
export type Printed = Pick<Row, 'stdout' | 'nok'>;

/**
 * Reads a transcript of this folder: `$ COMMAND`, the lines tsban-client prints for it, `! NOK` for a command that fails, and
 * `~ REASON` where Fail2Ban differs. DIR is the folder of the configuration. The commands depend on those before them.
 */
export function readTranscript(name: string, directory: string): readonly Row[] {
  const text = readFileSync(join(import.meta.dirname, `${name}.txt`), 'utf8').replaceAll('DIR', directory);
  return text
    .split(/^\$ /m)
    .slice(1)
    .map((block) => readRow(block.split('\n')));
}

function readRow([command = '', ...lines]: readonly string[]): Row {
  const marked = (mark: string) => lines.find((line) => line.startsWith(mark))?.slice(mark.length);
  return {
    command,
    words: shellWords(command),
    stdout: lines
      .filter((line) => !/^[!~] /.test(line))
      .join('\n')
      .trimEnd(),
    nok: marked('! '),
    differs: marked('~ '),
  };
}

/** What a client printed, in the form of a row. */
export function printed(stdout: string, stderr: string): Printed {
  return { stdout: stdout.trimEnd(), nok: /ERROR +NOK: (.*)$/m.exec(stderr)?.[1] };
}

/** Of regexes the names of their groups: what is put in for <HOST> and its like is each program's own. */
export function withoutRegexes({ stdout, nok }: Printed): Printed {
  const groups = (_: string, row: string, regex: string) =>
    row + Array.from(regex.matchAll(/\(\?P<(\w+)>/g), ([, name = '']) => name).join(' ');
  return { stdout: stdout.replaceAll(/^([|`]- \[\d+\]: )(.*)$/gm, groups), nok };
}
