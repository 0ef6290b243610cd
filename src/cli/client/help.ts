import type { Command } from 'commander';
import { commandList } from '../../commands/command-list.js';

const width = 80;

/** What --help prints, laid out as fail2ban-client does: completions read the first column (spec runtime §7.3). */
export function helpText(program: Command): string {
  const options = program.createHelp().visibleOptions(program);
  return [
    `Usage: ${program.name()} ${program.usage()}`,
    '',
    program.description(),
    '',
    'Options:',
    ...options.flatMap(({ flags, description }) => row(flags, description, 28)),
    '',
    'Command:',
    ...commandList.flatMap(({ title, commands }) => [
      ...row('', title, 45),
      ...commands.flatMap(({ usage, help }) => row(usage, help, 45)),
      '',
    ]),
  ].join('\n');
}

/** What is explained, and the explanation in a column of its own; below it where there is no room beside. */
function row(name: string, text: string, column: number): readonly string[] {
  const start = `    ${name}`;
  const lines = fill(text, width - column).map((line) => ' '.repeat(column) + line);
  if (start.length >= column) return [start, ...lines];
  return [start + (lines[0] ?? '').slice(start.length), ...lines.slice(1)];
}

function fill(text: string, most: number): readonly string[] {
  const lines = [''];
  for (const word of text.split(' ')) {
    const last = lines.at(-1) ?? '';
    if (last !== '' && last.length + 1 + word.length > most) lines.push(word);
    else lines[lines.length - 1] = last === '' ? word : `${last} ${word}`;
  }
  return lines;
}
