import type { BanAnswer } from '../server/answers.js';
import { jailTexts } from './jail-texts.js';
import { type PythonValue, pythonRepr } from '../python-repr.js';
import { banWithTimes } from '../server/ban-with-times.js';
import { optionTexts, serverTexts } from './server-texts.js';
import type { Display } from './stats-table.js';

/** What fail2ban-client prints for the answer to a command (spec runtime §7.3–7.6), without the last line end. */
export function beautify(words: readonly string[], answer: unknown, display: Display = { isUtf8: true }): string {
  const [verb = '', name = '', what] = words;
  if (Object.hasOwn(serverTexts, verb)) return serverTexts[verb]?.(answer, words, display) ?? '';
  const isOfOption = (verb === 'get' || verb === 'set') && Object.hasOwn(optionTexts, name);
  if (isOfOption) return optionTexts[name]?.(answer, words, display) ?? '';
  if (verb === 'get' && what === 'banip') return bansText(answer as readonly BanAnswer[], words[3]);
  const isOfJail = (verb === 'get' || verb === 'set') && what !== undefined;
  if (isOfJail && Object.hasOwn(jailTexts, what)) return jailTexts[what]?.(answer, words) ?? '';
  // Scripts turn `[{'sshd': ['192.0.2.1']}]` into JSON with sed.
  return typeof answer === 'string' ? answer : pythonRepr(answer as PythonValue);
}

function bansText(bans: readonly BanAnswer[], option = ' '): string {
  return option === '--with-time' ? bans.map(banWithTimes).join('\n') : bans.map(({ id }) => id).join(option);
}
