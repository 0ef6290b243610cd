import { jailAnswer, statusAnswer } from '../answers.js';
import { type Commands, jailNamed, type ServerCommand } from './command.js';

/** Commands about the server, and about jails as a whole (spec runtime §7.5, §7.6). */
export const serverCommands: Commands<ServerCommand> = {
  ping: () => 'pong',
  version: ({ version }) => version,
  echo: (_control, words) => words.join(' '),
  status: (control, [name]) =>
    name === undefined ? statusAnswer(control) : jailAnswer(control, jailNamed(control, name)),
  reload: async (control) => {
    await control.reload();
    return 'OK';
  },
  stop: async (control, [name]) => {
    if (name === undefined) await control.stop();
    else await control.stopJail(name);
    return name === undefined ? 'Shutdown successful' : 'Jail stopped';
  },
  flushlogs: (control) => control.flushLogs(),
};
