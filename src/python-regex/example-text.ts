import { type CharacterMask, firstCharacters, maskOf } from './character-mask.js';
import type { Node, SetNode } from './node.js';

/** What a text has to be like. */
export interface Wishes {
  /** Nodes the text goes through where there is a choice, with all that they are in. */
  readonly through: ReadonlySet<Node>;
  /** Texts that stand in place of what nodes among them would match. */
  readonly instead: ReadonlyMap<Node, string>;
}

/**
 * A short text that the node matches, as far as can be told without trying: what it looks at ahead and behind, and which
 * groups it refers to, is not heeded.
 */
export function exampleText(node: Node, wishes: Wishes = noWishes): string {
  // Nothing below is wished for, so it is the same each time.
  if (!wishes.through.has(node)) return plainExample(node);
  return wishes.instead.get(node) ?? compose(node, wishes);
}

const noWishes: Wishes = { through: new Set(), instead: new Map() };
const plain = new WeakMap<Node, string>();

function plainExample(node: Node): string {
  const known = plain.get(node);
  if (known !== undefined) return known;
  const text = compose(node, noWishes);
  plain.set(node, text);
  return text;
}

function compose(node: Node, wishes: Wishes): string {
  switch (node.type) {
    case 'literal':
      return String.fromCodePoint(node.code);
    case 'any':
      return 'x';
    case 'set':
      return exampleOfSet(node);
    case 'sequence':
      return node.items.map((item) => exampleText(item, wishes)).join('');
    case 'alternation':
      return exampleText(choose(node.branches, wishes), wishes);
    case 'conditional':
      return exampleText(choose([node.yes, node.no], wishes), wishes);
    case 'repeat': {
      const rounds = Math.max(node.min, wishes.through.has(node.body) ? 1 : 0);
      return exampleText(node.body, wishes).repeat(rounds);
    }
    case 'group':
    case 'atomic':
      return exampleText(node.body, wishes);
    default:
      return '';
  }
}

/** The branch wished for, or else the first. */
function choose(branches: readonly Node[], { through }: Wishes): Node {
  return branches.find((branch) => through.has(branch)) ?? branches[0] ?? { type: 'sequence', items: [] };
}

/** Letters and digits look most like what is written in a log. */
const likely = 'xX0 -_./:,;=@#"\'()[]{}<>!?+*&%$|~^`\\\t'.split('');

function exampleOfSet(set: SetNode): string {
  const members = firstCharacters(set);
  const [first] = set.items;
  const ranged = !set.negated && first?.kind === 'range' ? [String.fromCodePoint(first.low)] : [];
  return [...likely, ...ranged].find((character) => has(members, character)) ?? '\u{e9}';
}

/** True if all characters of the text are in the set. */
export function isMadeOf(text: string, members: CharacterMask): boolean {
  return Array.from(text).every((character) => has(members, character));
}

function has(members: CharacterMask, character: string): boolean {
  return (members & maskOf(character.codePointAt(0) ?? 0)) !== 0n;
}
