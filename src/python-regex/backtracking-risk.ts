import { isAnchored, nullable } from './analyze.js';
import { type CharacterMask, firstCharacters } from './character-mask.js';
import { type Node, type RepeatNode, walk } from './node.js';

/** How the time of a search that backtracks may grow with the length of the text. */
export type BacktrackingRisk = 'none' | 'polynomial' | 'exponential';

/** From so many rounds on a repeat counts as one without a limit. */
const manyRounds = 8;

/**
 * Whether a text can be ill-meant enough to make a search that backtracks (V8's, CPython's) take long. It goes by the
 * characters that parts of the pattern may begin with, and so errs on the careful side.
 */
export function backtrackingRisk(root: Node): BacktrackingRisk {
  if (hasAmbiguousLoop(root, 0n, false)) return 'exponential';
  const isPolynomial =
    hasOverlappingRepeats(root) || looksFarInLoop(root) || (!isAnchored(root) && startsInsideRepeat(root));
  return isPolynomial ? 'polynomial' : 'none';
}

/** True if some loop can divide one text into rounds in several ways; `follow` is what may come after the node. */
function hasAmbiguousLoop(node: Node, follow: CharacterMask, inLoop: boolean): boolean {
  switch (node.type) {
    case 'sequence': {
      let after = follow;
      for (const item of node.items.toReversed()) {
        if (hasAmbiguousLoop(item, after, inLoop)) return true;
        after = firstCharacters(item) | (nullable(item) ? after : 0n);
      }
      return false;
    }
    case 'alternation':
      return (
        (inLoop && overlap(node.branches.map((branch) => firstCharacters(branch)))) ||
        node.branches.some((branch) => hasAmbiguousLoop(branch, follow, inLoop))
      );
    case 'conditional':
      return hasAmbiguousLoop(node.yes, follow, inLoop) || hasAmbiguousLoop(node.no, follow, inLoop);
    case 'group':
      return hasAmbiguousLoop(node.body, follow, inLoop);
    case 'repeat':
      return hasAmbiguousRepeat(node, follow, inLoop);
    case 'atomic':
    case 'look':
      return hasAmbiguousLoop(node.body, 0n, false);
    default:
      return false;
  }
}

function hasAmbiguousRepeat(repeat: RepeatNode, follow: CharacterMask, inLoop: boolean): boolean {
  const { body, min, max, mode } = repeat;
  if (mode === 'possessive') return hasAmbiguousLoop(body, 0n, false);
  const first = firstCharacters(body);
  if (inLoop && min !== max && (first & follow) !== 0n) return true;
  return hasAmbiguousLoop(body, max > 1 ? follow | first : follow, inLoop || isEndless(repeat));
}

function isEndless({ max }: RepeatNode): boolean {
  return max >= manyRounds;
}

function overlap(masks: readonly CharacterMask[]): boolean {
  let seen = 0n;
  return masks.some((mask) => {
    const meets = (seen & mask) !== 0n;
    seen |= mask;
    return meets;
  });
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
