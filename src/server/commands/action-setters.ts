import { CommandError } from '../command-error.js';
import { actionNamed, addAction, changeAction, deleteAction } from './action-changes.js';
import { actionMethods, callMethod } from './action-methods.js';
import { actionValue } from './action-values.js';
import { changeJail } from './change-jail.js';
import { type Commands, type JailCommand, wordOf } from './command.js';

/** `set JAIL …` about its actions (spec runtime §7.6). */
export const actionSetters: Commands<JailCommand> = {
  addaction: async (control, jail, words) => {
    const actname = wordOf(words);
    if (words.length > 1) {
      throw CommandError.failed(
        `tsban does not run Python: write '${words[1]}' as an action of shell commands, then add it without a file`,
      );
    }
    await changeJail(control, jail, (config) => addAction(config, actname));
    return actname;
  },
  delaction: async (control, jail, words) => {
    const actname = wordOf(words);
    await changeJail(control, jail, (config) => deleteAction(config, actname));
    return null;
  },
  action: async (control, jail, words) => {
    const [actname, key] = [wordOf(words), wordOf(words, 1)];
    actionNamed(jail.parts.config, actname);
    if (key === 'reban') {
      throw CommandError.failed('tsban puts back by itself what is missing: use ban, or start for all');
    }
    if (Object.hasOwn(actionMethods, key)) return callMethod(jail, actname, key, words[2]);
    const text = wordOf(words, 2);
    const { parts } = await changeJail(control, jail, (config) => changeAction(config, actname, key, text));
    return actionValue(actionNamed(parts.config, actname), key);
  },
};
