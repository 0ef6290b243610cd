import { type CharacterMask, firstCharacters } from '../python-regex/character-mask.js';
import { exampleText, isMadeOf } from '../python-regex/example-text.js';
import { children, isSingle, type Node, type RepeatNode } from '../python-regex/node.js';
import type { PythonRegex } from '../python-regex/python-regex.js';

/** A way to make a failregex find somebody else than the line is about. */
export interface Forgery {
  /** May run over the id; undefined where the regex matches wherever in a line its text stands. */
  readonly repeat: RepeatNode | undefined;
  /** Where the forged text is: in what this repeat matches, or behind the match. */
  readonly holder: RepeatNode | 'rest' | undefined;
  /** Such a line, without its date: written about `attacker`, if about anybody, and matched with `victim`. */
  readonly line: string;
}

/** Of documentation: nobody has them. */
export const attacker = '203.0.113.1';
export const victim = '198.51.100.7';

/** Stand in an example for what is put there later. */
const marks = { repeat: '\u{e000}', holder: '\u{e001}', id: '\u{e002}' };

/** From so many rounds on a repeat has room for a forged text. */
const manyRounds = 32;

const idNames = ['ip4', 'ip6', 'dns', 'fid'];

/** A repeat with room for an address. */
interface Wide {
  readonly node: RepeatNode;
  /** All that a text in its place may be made of: the largest set of characters in it. */
  readonly characters: CharacterMask;
  /** A short text it matches. */
  readonly own: string;
  /** The repeat, and all that it is in. */
  readonly path: readonly Node[];
}

/** A regex in which lines are tried. */
interface Trial {
  readonly root: Node;
  /** The id, and all that it is in. */
  readonly toId: readonly Node[];
  /** Whom the regex finds in a line. */
  readonly idIn: (line: string) => string | undefined;
}

/**
 * Looks for a line that a failregex takes to be about somebody else, because a text in it that may well come from outside
 * looks like the rest of such a line. It is made from the regex, and tried: what is found does work.
 */
export function findForgery(regex: PythonRegex): Forgery | undefined {
  const { root } = regex.parsed;
  const paths = [...pathsBelow(root)];
  const toId = paths.find((path) => isId(path.at(-1)));
  if (toId === undefined) return undefined;
  const trial = { root, toId, idIn: idFinder(regex) };
  const wides = paths.flatMap(asWide);
  const holders = endsOpen(root) ? [...wides, 'rest' as const] : wides;
  for (const wide of wides) {
    for (const holder of holders) {
      // A name that ends too early needs something behind the address that takes the rest of the line.
      const ends = holder === wide ? wides : [wide];
      const line = ends.map((end) => forge(trial, wide, holder, end)).find((text) => text !== undefined);
      if (line !== undefined) return { repeat: wide.node, holder: holder === 'rest' ? holder : holder.node, line };
    }
  }
  return forgeAnywhere(trial);
}

/** A line in which the holder has a text like what comes behind the wide repeat; `end` takes part in it. */
function forge(
  { root, toId, idIn }: Trial,
  { node, characters, own, path }: Wide,
  holder: Wide | 'rest',
  end: Wide,
): string | undefined {
  const held = holder === 'rest' ? { own: '', path: [] } : holder;
  const instead = new Map([
    ...held.path.slice(-1).map((held) => [held, marks.holder] as const),
    [node, marks.repeat] as const,
    ...toId.slice(-1).map((id) => [id, marks.id] as const),
  ]);
  const example = exampleText(root, { through: new Set([...toId, ...path, ...held.path, ...end.path]), instead });
  const after = example.split(marks.repeat, 2)[1] ?? '';
  const fill = (text: string, id: string, inHolder = held.own, inRepeat = own) =>
    text.replaceAll(marks.id, id).replaceAll(marks.holder, inHolder).replaceAll(marks.repeat, inRepeat);
  if (!after.includes(marks.id) || !isMadeOf(fill(after, attacker), characters)) return undefined;

  const forged = own + fill(after, victim);
  const texts = [forged, ` ${forged}`, `${forged} `, `${forged} x`].filter((text) => hasRoom(holder, text));
  const honest = fill(example, attacker);
  if (texts.length === 0 || idIn(honest) !== attacker) return undefined;
  const lines = texts.map((text) => {
    if (holder === 'rest') return honest + text;
    return fill(example, attacker, text, holder.node === node ? text : own);
  });
  return lines.find((line) => idIn(line) === victim);
}

function hasRoom(holder: Wide | 'rest', text: string): boolean {
  return holder === 'rest' || isMadeOf(text, holder.characters);
}

/** A line that says something else, with a text from outside in it. */
function forgeAnywhere({ root, toId, idIn }: Trial): Forgery | undefined {
  const instead = new Map(toId.slice(-1).map((id) => [id, victim]));
  const example = exampleText(root, { through: new Set(toId), instead });
  // Of several lines the others tell what they are about.
  if (example.includes('\n')) return undefined;
  const line = `a message of another kind, about ${example}`;
  return idIn(line) === victim ? { repeat: undefined, holder: undefined, line } : undefined;
}

function idFinder(regex: PythonRegex): Trial['idIn'] {
  const isSlow = regex.risk === 'exponential';
  return (line) => {
    const match = isSlow ? regex.searchSafely(`${line}\n`) : regex.search(`${line}\n`);
    return idNames.map((name) => match?.group(name)).find((text) => text !== undefined);
  };
}

/** The ways to all that matches text of its own, but for what is inside of an id; each ends with the node it leads to. */
function* pathsBelow(node: Node, above: readonly Node[] = []): Generator<readonly Node[]> {
  if (node.type === 'look') return;
  const path = [...above, node];
  yield path;
  if (!isId(node)) for (const child of children(node)) yield* pathsBelow(child, path);
}

function isId(node: Node | undefined): boolean {
  return node?.type === 'group' && idNames.includes(node.name ?? '');
}

function asWide(path: readonly Node[]): Wide[] {
  const node = path.at(-1);
  if (node?.type !== 'repeat' || node.max < manyRounds) return [];
  const characters = largestSet(node.body);
  if (!isMadeOf(victim, characters)) return [];
  const own = exampleText(node.body).repeat(Math.max(node.min, 1));
  return [{ node, characters, own, path }];
}

function largestSet(body: Node): CharacterMask {
  const masks = [...pathsBelow(body)].flatMap((path) => path.slice(-1).filter(isSingle).map(firstCharacters));
  return masks.reduce((largest, mask) => (size(mask) > size(largest) ? mask : largest), 0n);
}

function size(mask: CharacterMask): number {
  return mask.toString(2).replaceAll('0', '').length;
}

/** True unless a match ends where the line does. */
function endsOpen(node: Node): boolean {
  switch (node.type) {
    case 'position':
      return !['text-end', 'last-line-end', 'line-end'].includes(node.at);
    case 'sequence':
      return node.items.slice(-1).every(endsOpen);
    case 'alternation':
      return node.branches.some(endsOpen);
    case 'conditional':
      return endsOpen(node.yes) || endsOpen(node.no);
    case 'group':
    case 'atomic':
      return endsOpen(node.body);
    default:
      return true;
  }
}
