import type { JailConfig } from '../../config/configuration.js';
import { canonicalId } from '../../net/address.js';
import { CommandError } from '../command-error.js';
import { actionSetters } from './action-setters.js';
import { changeJail } from './change-jail.js';
import { type Commands, type JailCommand, type Words, wordOf } from './command.js';
import { addIgnored, deleteIgnored } from './ignore-changes.js';
import { settingChanges, withSetting } from './jail-changes.js';
import { jailGetters, logsOf } from './jail-getters.js';
import { addJournalMatch, deleteJournalMatch } from './journal-changes.js';
import { addLog, deleteLog } from './log-changes.js';
import { logToAdd } from './log-to-add.js';
import { addRegex, deleteRegex } from './regex-changes.js';

/** `set JAIL …`: changes a running jail until the next reload, and answers with what is set then (spec runtime §7.6). */
export const jailSetters: Commands<JailCommand> = {
  ...Object.fromEntries(
    Object.keys(settingChanges).map((option) => [
      option,
      setter(option, (config, words) => withSetting(config, option, wordOf(words))),
    ]),
  ),
  addignoreip: setter('ignoreip', (config, words) => addIgnored(config, words)),
  delignoreip: setter('ignoreip', (config, words) => deleteIgnored(config, wordOf(words))),
  addfailregex: setter('failregex', (config, words) => addRegex(config, 'failregex', wordOf(words))),
  delfailregex: setter('failregex', (config, words) => deleteRegex(config, 'failregex', wordOf(words))),
  addignoreregex: setter('ignoreregex', (config, words) => addRegex(config, 'ignoreregex', wordOf(words))),
  delignoreregex: setter('ignoreregex', (config, words) => deleteRegex(config, 'ignoreregex', wordOf(words))),
  addjournalmatch: setter('journalmatch', (config, words) => addJournalMatch(config, words)),
  deljournalmatch: setter('journalmatch', (config, words) => deleteJournalMatch(config, words)),
  addlogpath: setter('logpath', (config, words) => addLog(config, logToAdd(words))),
  dellogpath: setter('logpath', (config, words, followed) => deleteLog(config, wordOf(words), followed())),
  idle: async (control, jail, words) => {
    const word = wordOf(words);
    if (word !== 'on' && word !== 'off') throw CommandError.failed("Invalid idle option, must be 'on' or 'off'");
    await changeJail(control, jail, (config) => ({ ...config, idle: word === 'on' ? true : undefined }));
    return word === 'on';
  },
  attempt: async (_control, jail, words) => {
    const isCounted = await jail.byHand.attempt(canonicalId(wordOf(words)), words.slice(1));
    return isCounted ? 1 : 0;
  },
  ...actionSetters,
};

type Change = (config: JailConfig, words: Words, followed: () => readonly string[]) => JailConfig;

/** Answers with what `get JAIL WHAT` does once the change is made; `followed` are the logs the jail follows now. */
function setter(what: string, change: Change): JailCommand {
  return async (control, jail, words) => {
    const changed = await changeJail(control, jail, (config) => change(config, words, () => logsOf(control, jail)));
    return jailGetters[what]?.(control, changed, []);
  };
}
