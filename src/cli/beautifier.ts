import type { BanAnswer, JailAnswer, StatusAnswer } from '../server/answers.js';
import { jailText } from './jail-text.js';
import { jailTexts } from './jail-texts.js';
import { type PythonValue, pythonRepr } from '../python-repr.js';
import { banWithTimes } from '../server/ban-with-times.js';

/** What fail2ban-client prints for the answer to a command (spec runtime §7.3–7.6), without the last line end. */
export function beautify(words: readonly string[], answer: unknown): string {
  const [verb, name, what] = words;
  if (verb === 'ping') return `Server replied: ${String(answer)}`;
  if (verb === 'flushlogs') return `logs: ${String(answer)}`;
  if (verb === 'status')
    return name === undefined ? statusText(answer as StatusAnswer) : jailText(answer as JailAnswer);
  if (verb === 'get' && what === 'banip') return bansText(answer as readonly BanAnswer[], words[3]);
  const isOfJail = (verb === 'get' || verb === 'set') && what !== undefined;
  if (isOfJail && Object.hasOwn(jailTexts, what)) return jailTexts[what]?.(answer, words) ?? '';
  // Scripts turn `[{'sshd': ['192.0.2.1']}]` into JSON with sed.
  return typeof answer === 'string' ? answer : pythonRepr(answer as PythonValue);
}

function statusText({ jails }: StatusAnswer): string {
  return ['Status', `|- Number of jail:\t${jails.length}`, `\`- Jail list:\t${jails.join(', ')}`].join('\n');
}

function bansText(bans: readonly BanAnswer[], option = ' '): string {
  return option === '--with-time' ? bans.map(banWithTimes).join('\n') : bans.map(({ id }) => id).join(option);
}
