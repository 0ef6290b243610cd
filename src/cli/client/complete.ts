import { type Next, nextWords } from '../../commands/next-words.js';
import { shellWords } from '../../shell-words.js';
import { type AskQuietly, valuesOf } from './values.js';

/** A word that may be typed next, and what it is for. */
export interface Candidate {
  readonly word: string;
  readonly help: string;
}

/** A line as far as it is typed: whole words, and what there is of the last. */
export interface Typed {
  readonly words: readonly string[];
  readonly part: string;
}

/** Ids are what somebody wrote into a log: a word with a meaning of its own to a shell is not put on anybody's command line. */
const harmless = /^[\w.:/@%+,=-]+$/;

/** More than can be chosen from by eye. */
const most = 500;

/** What may complete the last word of a line that begins with a command. */
export async function complete({ words, part }: Typed, ask: AskQuietly): Promise<readonly Candidate[]> {
  const offered = await Promise.all(nextWords(words).map(async (next) => candidates(next, words, ask)));
  return offered
    .flat()
    .filter(({ word }) => word.startsWith(part) && harmless.test(word))
    .slice(0, most);
}

/** Cuts a line behind which the cursor stands. */
export function typed(line: string): Typed {
  const words = shellWords(line);
  const part = /(^|\s)$/.test(line) ? '' : (words.pop() ?? '');
  return { words, part };
}

async function candidates(next: Next, words: readonly string[], ask: AskQuietly): Promise<readonly Candidate[]> {
  if ('word' in next) return [next];
  const values = await valuesOf(next.value, words, ask);
  return values.map((word) => ({ word, help: '' }));
}
