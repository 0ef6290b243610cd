import type { Command } from 'commander';
import { commandList } from '../../commands/command-list.js';
import { defaultPaths } from '../../config/default-paths.js';
import { clientProgram } from '../client/options.js';
import { regexCommand } from '../regex/command.js';
import { daemonProgram } from '../tsban-program.js';
import { jailConf } from './jail-conf.js';
import type { Page, Paragraph, Part } from './page.js';

/** All manual pages, options and commands from where --help has them. */
export function manualPages(): readonly Page[] {
  const regex = regexCommand({ out: async () => Promise.resolve(), warn: () => undefined });
  return [
    programPage(daemonProgram(), 'ban addresses that show up in logs', [signals, exit, files]),
    programPage(clientProgram(), 'ask and tell the tsban daemon', [commands(), exit, environment, files]),
    programPage(regex, 'try a filter on a log', [exit]),
    jailConf,
  ];
}

function programPage(program: Command, summary: string, more: readonly Part[]): Page {
  const options = program.createHelp().visibleOptions(program);
  return {
    name: program.name(),
    section: 1,
    summary,
    parts: [
      { title: 'SYNOPSIS', paragraphs: [{ example: `${program.name()} ${program.usage()}` }] },
      { title: 'DESCRIPTION', paragraphs: [program.description()] },
      { title: 'OPTIONS', paragraphs: options.map(({ flags, description }) => ({ term: flags, text: description })) },
      ...more,
      { title: 'SEE ALSO', paragraphs: ['tsban(1), tsban-client(1), tsban-regex(1), tsban-jail.conf(5)'] },
    ],
  };
}

function commands(): Part {
  const intro =
    '<X> stands for a value, a|b for a choice, [...] for what may be left out. Whatever is set holds until the next reload.';
  const listed = commandList.flatMap((section): readonly Paragraph[] => [
    { heading: section.title },
    ...section.commands.map(({ usage, help }) => ({ term: usage, text: help })),
  ]);
  return { title: 'COMMANDS', paragraphs: [intro, ...listed] };
}

const exit: Part = {
  title: 'EXIT STATUS',
  paragraphs: ['0 if all went well, 255 if not.'],
};

const signals: Part = {
  title: 'SIGNALS',
  paragraphs: [
    { term: 'TERM, INT', text: 'lifts what is in force, keeps it in the database, and ends.' },
    { term: 'USR1', text: 'opens the log file anew, as tsban-client flushlogs does.' },
    { term: 'HUP', text: 'does nothing; tsban-client reload reads the configuration again.' },
  ],
};

const environment: Part = {
  title: 'ENVIRONMENT',
  paragraphs: [
    { term: 'NO_COLOR', text: 'if it is set, a terminal is shown no colours; programs never are.' },
    { term: 'HOME', text: 'where -i keeps what was typed, in .tsban_history.' },
  ],
};

const files: Part = {
  title: 'FILES',
  paragraphs: [
    {
      term: defaultPaths.config,
      text: 'configuration: tsban.conf, jail.conf, filter.d, action.d; what is yours in .local files.',
    },
    { term: defaultPaths.socket, text: 'control socket.' },
    { term: defaultPaths.dbfile, text: 'bans, failures and places in logs.' },
    { term: defaultPaths.logtarget, text: 'log.' },
  ],
};
