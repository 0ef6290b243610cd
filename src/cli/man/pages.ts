import type { Command } from 'commander';
import { commandList } from '../../commands/command-list.js';
import { defaultPaths, fail2banPaths } from '../../config/default-paths.js';
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
    programPage(clientProgram(), 'ask and tell the tsban daemon', [
      commands(),
      shadow,
      exitOfClient,
      environment,
      files,
    ]),
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

const exitOfClient: Part = {
  title: 'EXIT STATUS',
  paragraphs: ['0 if all went well, 255 if not; 1 if shadow has seen a disagreement.'],
};

const shadow: Part = {
  title: 'SHADOW',
  paragraphs: [
    'shadow runs all jails of a Fail2Ban, without their actions and with the state in memory, and reads what Fail2Ban logs from now on. A line says who alone found a failure, banned somebody, or lifted a ban, and why that may be; a summary comes at the end, on INT or TERM or when its time is over. Bans by hand are no disagreement, nor is what began before the start, or while Fail2Ban was not running. With -s it answers questions such as status and why on a socket of its own, and with --json it tells in JSON.',
    { term: '--from <DIR>', text: `configuration of Fail2Ban (default: ${fail2banPaths.config}).` },
    { term: '--with <DIR>', text: 'configuration that tsban reads (default: the same).' },
    { term: '--log <FILE>', text: 'log of Fail2Ban (default: its logtarget; the journal where that is no file).' },
    { term: '--db <FILE>', text: 'database of Fail2Ban, for the bans in force (default: its dbfile).' },
    { term: '--tolerance <TIME>', text: 'how much later than the other one of the two may be (default: 10s).' },
    { term: '--for <TIME>', text: 'how long to compare (default: until it is ended).' },
  ],
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
