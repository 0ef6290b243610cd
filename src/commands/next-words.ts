import { commandList } from './command-list.js';
import { type Choice, type Place, parseUsage } from './usage.js';

/** What may stand next on a command line: a word, with what the command does that it leads to, or a value of a kind. */
export type Next = { readonly word: string; readonly help: string } | { readonly value: string };

interface Form {
  readonly places: readonly Place[];
  readonly help: string;
}

/** Where in a form the next word may stand. */
interface State {
  readonly form: Form;
  readonly at: number;
}

/** Everything that may come after the words of a command. */
export function nextWords(words: readonly string[]): readonly Next[] {
  const found = new Map<string, Next>();
  for (const { form, choice } of words.reduce(step, starts()).flatMap(openChoices)) {
    const next = 'word' in choice ? { word: choice.word, help: form.help } : choice;
    const key = 'word' in next ? next.word : `<${next.value}>`;
    if (!found.has(key)) found.set(key, next);
  }
  return [...found.values()];
}

function starts(): readonly State[] {
  return commandList
    .flatMap(({ commands }) => commands)
    .map(({ usage, help }) => ({ form: { places: parseUsage(usage), help }, at: 0 }));
}

/** A word that is spelled out somewhere is not taken for a value elsewhere: `get loglevel` is about no jail. */
function step(states: readonly State[], typed: string): readonly State[] {
  const open = states.flatMap(openChoices);
  const spelled = open.filter(({ choice }) => 'word' in choice && choice.word === typed);
  const taken = spelled.length > 0 ? spelled : open.filter(({ choice }) => 'value' in choice);
  return taken.map(({ form, at }) => ({ form, at: form.places[at]?.repeats === true ? at : at + 1 }));
}

/** All a word may be here: of this place, and of those behind it that may be reached by leaving some out. */
function openChoices({ form, at }: State): readonly (State & { readonly choice: Choice })[] {
  const place = form.places[at];
  if (place === undefined) return [];
  const here = place.choices.map((choice) => ({ form, at, choice }));
  return place.isOptional ? [...here, ...openChoices({ form, at: at + 1 })] : here;
}
