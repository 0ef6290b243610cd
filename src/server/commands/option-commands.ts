import { readLogTarget } from '../../config/log-target.js';
import { TsbanError } from '../../error.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { namesNoDatabase, type Settings } from '../settings.js';
import { type Commands, type ServerCommand, type Words, wordOf } from './command.js';
import { integerIn, secondsIn } from './python-words.js';

/** `get OPTION` (spec runtime §7.6); null where it is about the database and there is none. */
export const optionGetters: Commands<ServerCommand> = {
  loglevel: ({ settings }) => settings.now.loglevel,
  logtarget: ({ settings }) => readLogTarget(settings.now.logtarget).name,
  syslogsocket: ({ settings }) => settings.now.syslogsocket,
  dbfile: ofDatabase('dbfile'),
  dbmaxmatches: ofDatabase('dbmaxmatches'),
  dbpurgeage: ofDatabase('dbpurgeage'),
  // There are no further threads whose size anybody could choose.
  thread: () => ({ stacksize: 0 }),
};

/** `set OPTION VALUE`: holds until the next reload or restart, and answers with what is set then (spec runtime §7.6). */
export const optionSetters: Commands<ServerCommand> = {
  loglevel: setter('loglevel', ({ settings }, word) => settings.setLoglevel(word.toUpperCase())),
  logtarget: setter('logtarget', async (control, word) => changeLog(control, control.settings.setLogtarget(word))),
  syslogsocket: setter('syslogsocket', async (control, word) =>
    changeLog(control, control.settings.setSyslogsocket(word)),
  ),
  dbfile: setter('dbfile', ({ settings }, word) => settings.setDbfile(namesNoDatabase(word) ? ':memory:' : word)),
  dbmaxmatches: setter('dbmaxmatches', ({ settings }, word) => settings.setDbmaxmatches(integerIn(word))),
  dbpurgeage: setter('dbpurgeage', ({ settings }, word) => settings.setDbpurgeage(secondsIn(word))),
  thread: () => {
    throw CommandError.failed('tsban has no threads of its own: there is no size to set');
  },
  allowipv6: () => {
    throw CommandError.failed('allowipv6 can not change while tsban runs: set it in tsban.conf, and restart tsban');
  },
};

function ofDatabase(option: 'dbfile' | 'dbmaxmatches' | 'dbpurgeage') {
  return ({ settings: { now } }: Control): Settings[typeof option] | null =>
    now.dbfile === ':memory:' ? null : now[option];
}

/** What can't be set is told in the answer. */
function setter(option: string, set: (control: Control, word: string) => Promise<void> | void): ServerCommand {
  return async (control: Control, words: Words) => {
    try {
      await set(control, wordOf(words));
    } catch (error) {
      if (error instanceof CommandError || !(error instanceof TsbanError)) throw error;
      throw CommandError.failed(error.message);
    }
    return optionGetters[option]?.(control, []);
  };
}

/** Why it failed stands in the log, which goes on where it was; Fail2Ban's answer does not tell. */
async function changeLog({ log }: Control, change: Promise<void>): Promise<void> {
  try {
    await change;
  } catch (error) {
    if (!(error instanceof TsbanError)) throw error;
    log('error', 'server', error.message);
    throw CommandError.failed('Failed to change log target');
  }
}
