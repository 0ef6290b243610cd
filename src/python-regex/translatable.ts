import { type Groups, groupsSetAfter, nullable } from './analyze.js';
import { caseRelatives } from './case-fold.js';
import {
  type BackreferenceNode,
  children,
  type Fold,
  type GroupNode,
  type Node,
  type RepeatNode,
  walk,
} from './node.js';
import type { ParsedPattern } from './parse.js';

/**
 * True if a JavaScript RegExp can say all of a pattern. JavaScript forgets, in each round of a loop, what its groups took
 * in the last, takes no empty round, always heeds case in a back-reference (no matter where the group takes no letters) and
 * can't ask about a group that is still open. Groups that are neither kept nor referred to don't count.
 */
export function isTranslatable({ root, groups }: ParsedPattern, keep: (group: GroupNode) => boolean): boolean {
  const nodes = walk(root);
  const referred = new Set(nodes.flatMap((node) => ('group' in node ? [node.group] : [])));
  const matters = (node: Node) => node.type === 'group' && (keep(node) || referred.has(node.number));
  return (
    !nodes.some((node) => node.type === 'backreference' && foldsLetters(node, groups)) &&
    !nodes.some((node) => node.type === 'repeat' && node.max > 1 && needsPythonsLoop(node, matters)) &&
    !asksTooEarly(root, new Set())
  );
}

/** True if what the reference finds may differ in case from what its group took. */
function foldsLetters({ group, fold }: BackreferenceNode, groups: Groups): boolean {
  const body = groups.get(group)?.body;
  return fold !== 'none' && (body === undefined || !isCaseless(body, fold));
}

/** True if the node can take only characters of ASCII that have no case. */
function isCaseless(node: Node, fold: Fold): boolean {
  switch (node.type) {
    case 'literal':
      return isCaselessCode(node.code, fold);
    case 'set':
      return !node.negated && node.items.every((item) => item.kind === 'range' && isCaselessRange(item, fold));
    case 'any':
    case 'backreference':
      return false;
    default:
      return children(node).every((child) => isCaseless(child, fold));
  }
}

function isCaselessRange({ low, high }: { readonly low: number; readonly high: number }, fold: Fold): boolean {
  for (let code = low; code <= high; code++) if (!isCaselessCode(code, fold)) return false;
  return true;
}

const isCaselessCode = (code: number, fold: Fold): boolean => code < 0x80 && caseRelatives(code, fold).length === 1;

/** True if a group is asked about before it is closed, which only a loop can fulfil. */
function asksTooEarly(node: Node, closed: Set<number>): boolean {
  if (node.type === 'conditional' && !closed.has(node.group)) return true;
  if (children(node).some((child) => asksTooEarly(child, closed))) return true;
  if (node.type === 'group') closed.add(node.number);
  return false;
}

function needsPythonsLoop(loop: RepeatNode, matters: (node: Node) => boolean): boolean {
  const below = walk(loop.body);
  const mattering = below.filter(matters);
  if (mattering.length > 0) {
    const always = groupsSetAfter(loop.body, new Set());
    if (mattering.some((node) => node.type === 'group' && !always.has(node.number))) return true;
  }
  return nullable(loop.body) && (mattering.length > 0 || below.some(prefersNothing));
}

/** True if the node may match nothing before it has tried to match something. */
function prefersNothing(node: Node): boolean {
  if (node.type === 'alternation') return node.branches.slice(0, -1).some(nullable);
  return node.type === 'repeat' && node.mode === 'lazy';
}
