import { findAmbiguousLoop, isEndless } from './ambiguous-loop.js';
import { isAnchored, nullable } from './analyze.js';
import { type CharacterMask, firstCharacters } from './character-mask.js';
import { type Node, walk } from './node.js';

/** How the time of a search that backtracks may grow with the length of the text. */
export type BacktrackingRisk = 'none' | 'polynomial' | 'exponential';

/**
 * Whether a text can be ill-meant enough to make a search that backtracks (V8's, CPython's) take long. It goes by the
 * characters that parts of the pattern may begin with, and so errs on the careful side.
 */
export function backtrackingRisk(root: Node): BacktrackingRisk {
  if (findAmbiguousLoop(root) !== undefined) return 'exponential';
  const isPolynomial =
    hasOverlappingRepeats(root) || looksFarInLoop(root) || (!isAnchored(root) && startsInsideRepeat(root));
  return isPolynomial ? 'polynomial' : 'none';
}

/** True if of two endless repeats the first can also take what lies between them and some of what the second takes. */
function hasOverlappingRepeats(root: Node): boolean {
  let taking = 0n;
  for (const node of flattened(root, false)) {
    const first = firstCharacters(node);
    if (node.type === 'repeat' && isEndless(node) && node.mode !== 'possessive') {
      if ((taking & first) !== 0n) return true;
      taking = first | (nullable(node) ? taking : 0n);
    } else if (!nullable(node) && (taking & first) === 0n) taking = 0n;
  }
  return false;
}

/** True if an endless repeat can take all that comes before it: then each place to start at costs the rest of the text. */
function startsInsideRepeat(root: Node): boolean {
  const before: CharacterMask[] = [];
  for (const node of flattened(root, true)) {
    const first = firstCharacters(node);
    if (node.type === 'repeat' && isEndless(node) && before.every((mask) => (mask & first) !== 0n)) return true;
    if (!nullable(node)) before.push(first);
  }
  return false;
}

/** True if each round of an endless repeat may look at all the rest of the text. */
function looksFarInLoop(root: Node): boolean {
  const repeats = (node: Node) => [...walk(node)].filter((below) => below.type === 'repeat' && isEndless(below));
  return repeats(root)
    .flatMap((loop) => [...walk(loop)])
    .some((node) => node.type === 'look' && repeats(node).length > 0);
}

/** What a node is made of, one after the other, as if it had no groups; with or without what it only looks at. */
function flattened(node: Node, withLooks: boolean): readonly Node[] {
  if (node.type === 'sequence') return node.items.flatMap((item) => flattened(item, withLooks));
  const opens = node.type === 'group' || node.type === 'atomic' || (withLooks && node.type === 'look');
  return opens ? flattened(node.body, withLooks) : [node];
}
