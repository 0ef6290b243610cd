/** What runs a program: the Node.js, and the program's file. */
export type ProgramCall = (name: 'tsban' | 'tsban-client') => readonly [node: string, file: string];

/**
 * Puts the call of a program where a text of the package has it in /usr/bin. Calls name their Node.js: services have no
 * PATH in which `#!/usr/bin/env node` would find one of nvm.
 */
export function withPrograms(text: string, call: ProgramCall, quote: (word: string) => string): string {
  return text.replaceAll(/\/usr\/bin\/(tsban(?:-client)?)\b/g, (_, name: 'tsban' | 'tsban-client') =>
    call(name).map(quote).join(' '),
  );
}

/** A word of a command line in a unit of systemd. */
export function unitWord(word: string): string {
  const escaped = word.replaceAll(/["\\]/g, String.raw`\$&`).replaceAll(/[%$]/g, '$&$&');
  return isPlain(word) ? word : `"${escaped}"`;
}

/** A word of a script for a shell. */
export function shellWord(word: string): string {
  return isPlain(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`;
}

function isPlain(word: string): boolean {
  return /^[\w./@+,=:-]+$/.test(word);
}
