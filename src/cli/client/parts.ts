/** A command in pieces that each fit into a request, and what their answers come to. */
export interface Parts {
  /** How many words each form has that all pieces share. */
  readonly head: number;
  readonly join: (answers: readonly unknown[]) => unknown;
}

/** Ids in a piece, and bytes of them: far below what the daemon takes at once, so that others get their turn between. */
const [mostIds, mostBytes] = [5000, 256 * 1024];

/** Which commands may be given in pieces; undefined for one that may not, or need not. */
export function partsOf(words: readonly string[]): Parts | undefined {
  const [verb = '', , what = ''] = words;
  const parts = forms.get(verb) ?? forms.get(`${verb} ${what}`);
  if (parts === undefined) return undefined;
  return words[parts.head] === '--report-absent' ? { ...parts, head: parts.head + 1 } : parts;
}

/** The words of the command in pieces, one if that is enough. */
export function cutIntoParts(words: readonly string[], { head }: Parts): readonly (readonly string[])[] {
  const shared = words.slice(0, head);
  const pieces: string[][] = [[...shared]];
  let bytes = 0;
  for (const id of words.slice(head)) {
    const size = Buffer.byteLength(JSON.stringify(id));
    const last = pieces.at(-1) ?? [];
    if (last.length > head && (last.length - head === mostIds || bytes + size > mostBytes)) {
      pieces.push([...shared, id]);
      bytes = size;
    } else {
      last.push(id);
      bytes += size;
    }
  }
  return pieces;
}

const sum = (answers: readonly unknown[]) => answers.reduce((total: number, answer) => total + Number(answer), 0);
const concatenate = (answers: readonly unknown[]) => answers.flat();

/** By the word that names a command, or by those around the name of a jail. */
const forms: ReadonlyMap<string, Parts> = new Map([
  ['unban', { head: 1, join: sum }],
  // Each id has a list of its own, so that lists of lists are joined.
  ['banned', { head: 1, join: concatenate }],
  ['set banip', { head: 3, join: sum }],
  ['set unbanip', { head: 3, join: sum }],
  ['get banned', { head: 3, join: concatenate }],
  ['set addignoreip', { head: 3, join: (answers) => answers.at(-1) }],
]);
