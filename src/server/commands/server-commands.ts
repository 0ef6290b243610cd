import { ConfigError } from '../../config/configuration.js';
import { timerWaker } from '../../time/waker.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { readReloadOrder, type ReloadOrder } from '../reload-order.js';
import { problemAnswer } from '../problem-answer.js';
import type { ReloadAnswer } from '../server-answers.js';
import { type Commands, type ServerCommand, wordOf } from './command.js';

/** Commands about the server, and about jails as a whole (spec runtime §7.5, §7.6). */
export const serverCommands: Commands<ServerCommand> = {
  ping: () => 'pong',
  version: ({ version }) => version,
  echo: (_control, words) => words.join(' '),
  'server-status': async (control) => {
    await control.ready();
    return 'Server ready';
  },
  sleep: async (_control, words) => {
    const seconds = Number(wordOf(words));
    if (Number.isNaN(seconds)) throw CommandError.failed(`could not convert string to float: '${wordOf(words)}'`);
    await new Promise<void>((resolve) => timerWaker.after(seconds, resolve));
    return null;
  },
  reload: async (control, words) => {
    const order = readReloadOrder(words);
    return order.plan ? control.plan(order) : reloaded(control, order);
  },
  restart: async (control, words) => reloaded(control, { ...readReloadOrder(words), restart: true }),
  add: async (control, words) => {
    const name = wordOf(words);
    try {
      await control.addJail(name, words[1] ?? 'auto');
    } catch (error) {
      throw error instanceof ConfigError ? CommandError.failed(error.problem) : error;
    }
    return name;
  },
  start: async (control, words) => {
    await control.startJail(wordOf(words));
    return 'Jail started';
  },
  stop: async (control, [name]) => {
    if (name === undefined) await control.stop();
    else if (name === '--leave') await control.leave();
    else if (name === '--all') await control.stopJails();
    else await control.stopJail(name);
    return name === undefined || name === '--leave' ? 'Shutdown successful' : 'Jail stopped';
  },
  flushlogs: (control) => control.flushLogs(),
};

async function reloaded(control: Control, order: ReloadOrder): Promise<ReloadAnswer> {
  const problems = await control.reload(order);
  return { problems: problems.map(problemAnswer) };
}
