/** A word of a usage: one of these, or any value of a kind (`IP`, `JAIL` …). */
export type Choice = { readonly word: string } | { readonly value: string };

/** A place in a usage. */
export interface Place {
  readonly choices: readonly Choice[];
  readonly isOptional: boolean;
  readonly repeats: boolean;
}

/** The places of a usage as it stands in the list of commands. */
export function parseUsage(usage: string): readonly Place[] {
  const words = usage.match(/\[[^\]]*\]|\S+/g) ?? [];
  return words.flatMap((word, index) => {
    // In `<IP> ... <IP>` the last one is the first again.
    if (word === '...' || words[index - 1] === '...') return [];
    const isOptional = word.startsWith('[');
    const inner = isOptional ? word.slice(1, -1) : word;
    const repeats = words[index + 1] === '...' || inner.includes(' ... ');
    return {
      choices: (repeats ? inner.replace(/ \.\.\. .*/, '') : inner).split(/ *\| */).map(choice),
      isOptional,
      repeats,
    };
  });
}

function choice(text: string): Choice {
  return text.startsWith('<') ? { value: text.slice(1, -1) } : { word: text };
}
