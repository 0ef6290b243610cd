import type { JailConfig } from '../../config/configuration.js';
import type { Jail } from '../../jail/jail.js';
import { canonicalId } from '../../net/address.js';
import { CommandError } from '../command-error.js';
import type { Control } from '../control.js';
import { actionSetters } from './action-setters.js';
import { changeJail } from './change-jail.js';
import { type Commands, type JailCommand, type Words, wordOf } from './command.js';
import { addIgnored, deleteIgnored } from './ignore-changes.js';
import { settingChanges, withSetting } from './jail-changes.js';
import { jailGetters, logsOf } from './jail-getters.js';
import { addJournalMatch, deleteJournalMatch } from './journal-changes.js';
import { addLog, deleteLog } from './log-changes.js';
import { readableLog } from './readable-log.js';
import { addRegex, deleteRegex } from './regex-changes.js';

/** `set JAIL …`: changes a running jail until the next reload, and answers with what is set then (spec runtime §7.6). */
export const jailSetters: Commands<JailCommand> = {
  ...Object.fromEntries(
    Object.keys(settingChanges).map((option) => [
      option,
      setter(option, (words) => (config) => withSetting(config, option, wordOf(words))),
    ]),
  ),
  addignoreip: setter('ignoreip', (words) => (config) => addIgnored(config, words)),
  delignoreip: setter('ignoreip', (words) => (config) => deleteIgnored(config, wordOf(words))),
  addfailregex: setter('failregex', (words) => (config) => addRegex(config, 'failregex', wordOf(words))),
  delfailregex: setter('failregex', (words) => (config) => deleteRegex(config, 'failregex', wordOf(words))),
  addignoreregex: setter('ignoreregex', (words) => (config) => addRegex(config, 'ignoreregex', wordOf(words))),
  delignoreregex: setter('ignoreregex', (words) => (config) => deleteRegex(config, 'ignoreregex', wordOf(words))),
  addjournalmatch: setter('journalmatch', (words) => (config) => addJournalMatch(config, words)),
  deljournalmatch: setter('journalmatch', (words) => (config) => deleteJournalMatch(config, words)),
  addlogpath: setter('logpath', (words) => {
    const log = readableLog(words);
    return (config) => addLog(config, log);
  }),
  dellogpath: setter('logpath', (words, control, { name }) => {
    const path = wordOf(words);
    return (config) => deleteLog(config, path, logsOf(control, name));
  }),
  idle: async (control, jail, words) => {
    const word = wordOf(words);
    if (word !== 'on' && word !== 'off') throw CommandError.failed("Invalid idle option, must be 'on' or 'off'");
    await changeJail(control, jail, (config) => ({ ...config, idle: word === 'on' ? true : undefined }));
    return word === 'on';
  },
  attempt: async (_control, jail, words) => {
    const isCounted = await jail.attempt(canonicalId(wordOf(words)), words.slice(1));
    return isCounted ? 1 : 0;
  },
  ...actionSetters,
};

type Change = (config: JailConfig) => JailConfig;

/** Answers with what `get JAIL WHAT` does once the change is made. */
function setter(what: string, changeOf: (words: Words, control: Control, jail: Jail) => Change): JailCommand {
  return async (control, jail, words) => {
    await changeJail(control, jail, changeOf(words, control, jail));
    return jailGetters[what]?.(control, jail, []);
  };
}
