import { caseRelatives } from './case-fold.js';
import type { Node } from './node.js';

/** More of them are not worth looking for. */
const mostLiterals = 32;

/**
 * Texts one of which is in whatever the node matches, the longest that can be found; undefined if there are none. Whoever
 * looks for them in a text first saves most searches.
 */
export function mandatoryLiterals(node: Node): readonly string[] | undefined {
  switch (node.type) {
    case 'literal': {
      const character = onlyCharacter(node);
      return character === undefined ? undefined : [character];
    }
    case 'sequence':
    case 'group':
    case 'atomic':
      return ofSequence(ofOneAfterTheOther(node));
    case 'alternation':
      return anyOf(node.branches);
    case 'conditional':
      return anyOf([node.yes, node.no]);
    case 'repeat':
      return node.min > 0 ? mandatoryLiterals(node.body) : undefined;
    default:
      return undefined;
  }
}

function anyOf(branches: readonly Node[]): readonly string[] | undefined {
  const literals = new Set<string>();
  for (const branch of branches) {
    const some = mandatoryLiterals(branch);
    if (some === undefined) return undefined;
    for (const literal of some) literals.add(literal);
  }
  return literals.size > mostLiterals ? undefined : [...literals];
}

/** What a node is made of, one after the other, as if it had no groups. */
export function ofOneAfterTheOther(node: Node): readonly Node[] {
  if (node.type === 'sequence') return node.items.flatMap(ofOneAfterTheOther);
  return node.type === 'group' || node.type === 'atomic' ? ofOneAfterTheOther(node.body) : [node];
}

function ofSequence(items: readonly Node[]): readonly string[] | undefined {
  let best: readonly string[] | undefined;
  let run = '';
  for (const item of items) {
    if (takesNothing(item)) continue;
    const character = onlyCharacter(item);
    run = character === undefined ? '' : run + character;
    best = better(best, character === undefined ? mandatoryLiterals(item) : [run]);
  }
  return best;
}

/** What takes no character may stand between those of a literal. */
export function takesNothing(node: Node): boolean {
  return node.type === 'position' || node.type === 'look';
}

/** The one character the node matches, if it is a literal whose case does not matter. */
export function onlyCharacter(node: Node): string | undefined {
  if (node.type !== 'literal' || caseRelatives(node.code, node.fold).length > 1) return undefined;
  return String.fromCodePoint(node.code);
}

/** A longer shortest literal says more; of equals, fewer do. */
function better(a: readonly string[] | undefined, b: readonly string[] | undefined): readonly string[] | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  const [shortestA, shortestB] = [shortest(a), shortest(b)];
  if (shortestA !== shortestB) return shortestA > shortestB ? a : b;
  return b.length < a.length ? b : a;
}

function shortest(literals: readonly string[]): number {
  return Math.min(...literals.map(({ length }) => length));
}
