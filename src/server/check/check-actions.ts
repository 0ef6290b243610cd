import { checkBulkLines } from '../../action/ready-commands.js';
import { commandTimeout } from '../../action/action-definition.js';
import { expandParameters, tagsIn } from '../../action/render-command.js';
import { runnableTag } from '../../action/ticket-tags.js';
import {
  type ActionCommand,
  type ActionConfig,
  actionCommands,
  type JailConfig,
  type Problem,
} from '../../config/configuration.js';
import { TsbanError } from '../../error.js';
import { doubt, mistake } from './finding.js';
import { programsOf } from './programs.js';

/** Finds a program by name in PATH. */
export type HasProgram = (name: string) => boolean;

/** What an action of the jail lacks: something to do, a value for a tag, a program. */
export function checkActions(config: JailConfig, hasProgram: HasProgram): Problem[] {
  return [...checkPorts(config), ...config.actions.flatMap((action) => checkAction(config, action, hasProgram))];
}

function checkAction(config: JailConfig, action: ActionConfig, hasProgram: HasProgram): Problem[] {
  try {
    commandTimeout(action);
    for (const command of actionCommands) linesOf(action, command);
    checkBulkLines(action);
  } catch (error) {
    if (!(error instanceof TsbanError)) throw error;
    return [mistake(config, `action ${action.actname}: ${error.message}`, action.where)];
  }
  return [
    ...checkBan(config, action),
    ...actionCommands.flatMap((command) => checkTags(config, action, command)),
    ...checkPrograms(config, action, hasProgram),
  ];
}

function checkBan(config: JailConfig, { actname, commands, where }: ActionConfig): Problem[] {
  if ((commands.actionban ?? '').trim() !== '') return [];
  const text = `action ${actname} has no actionban: it bans nobody; give it one, or take the action out of the jail`;
  return [doubt(config, text, where)];
}

/** Tags that nothing defines: the shell takes `<port>` for a redirection from the file `port`. */
function checkTags(config: JailConfig, action: ActionConfig, command: ActionCommand): Problem[] {
  return linesOf(action, command).flatMap(({ text, where }) => {
    const unknown = tagsIn(text).filter((tag) => /^[\w./-]+$/.test(tag) && !runnableTag(tag));
    return [...new Set(unknown)].map((tag) => {
      const advice = `give the action ${tag}=… in the jail, or set it in the action's [Init]`;
      return doubt(
        config,
        `nothing defines <${tag}>: the shell will take it for a file to read from; ${advice}`,
        where,
      );
    });
  });
}

function checkPrograms(config: JailConfig, action: ActionConfig, hasProgram: HasProgram): Problem[] {
  const lines = actionCommands.flatMap((command) => linesOf(action, command));
  const missing = programsOf(lines.map(({ text }) => text).join('\n')).filter(({ program }) => !hasProgram(program));
  return missing.map(({ program, line }) => {
    const text = `the program ${program} is not ${program.includes('/') ? 'there' : 'in PATH'}; install it, or correct its name`;
    return doubt(config, text, lines[line]?.where ?? action.where);
  });
}

/** The lines of a command with the parameters put in that hold for every family, each with its place. */
function linesOf({ commands, places, parameters, where }: ActionConfig, command: ActionCommand) {
  const text = commands[command];
  const lines = text === undefined ? [] : text.split('\n');
  return lines.flatMap((line, index) => {
    const place = places.get(command)?.[index] ?? where;
    // A parameter may bring several lines.
    return expandParameters(line, parameters, 'inet4')
      .split('\n')
      .map((each) => ({ text: each, where: place }));
  });
}

/** Ports which no firewall can have; told where the jail sets its port, or else at the action that has it. */
function checkPorts(config: JailConfig): Problem[] {
  const advice = 'write numbers up to 65535, ranges such as 6000:6010, or names such as ssh, with commas between';
  const own = config.places.get('port');
  return config.actions.flatMap(({ parameters, where }) => {
    const ports = (parameters.get('port') ?? '').split(',').map((port) => port.trim());
    const wrong = ports.filter((port) => port !== '' && !isPort(port));
    const place = own?.section === config.name ? own : where;
    return wrong.map((port) => doubt(config, `'${port}' is no port; ${advice}`, place));
  });
}

function isPort(text: string): boolean {
  if (/^[a-z][\w.+-]*$|[<>]/i.test(text)) return true;
  const [, first = '', last = first] = /^(\d+)(?:[:-](\d+))?$/.exec(text) ?? [];
  return first !== '' && Number(first) <= Number(last) && Number(last) <= 65_535;
}
