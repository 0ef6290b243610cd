import { groupsSetAfter, nullable } from './analyze.js';
import { children, type GroupNode, type Node, type RepeatNode, walk } from './node.js';
import type { ParsedPattern } from './parse.js';

/**
 * What a JavaScript RegExp can't say of a pattern, in words; empty if the translation is exact. Groups that are neither
 * kept nor referred to don't count.
 */
export function findCaveats({ root }: ParsedPattern, keep: (group: GroupNode) => boolean): readonly string[] {
  const nodes = [...walk(root)];
  const referred = new Set(nodes.flatMap((node) => ('group' in node ? [node.group] : [])));
  const matters = (node: Node): node is GroupNode => node.type === 'group' && (keep(node) || referred.has(node.number));
  const caveats = [
    ...nodes.flatMap((node) => (node.type === 'repeat' && node.max > 1 ? loopCaveats(node, matters) : [])),
    ...nodes
      .flatMap((node) => (node.type === 'backreference' && node.fold !== 'none' ? [node.group] : []))
      .map((group) => `the reference to group ${group} heeds case`),
    ...earlyConditions(root).map((group) => `the condition on group ${group}, which ends later, is never fulfilled`),
  ];
  return [...new Set(caveats)];
}

/** Groups asked about before they are closed, which only a loop can fulfil. */
function earlyConditions(root: Node): readonly number[] {
  const early: number[] = [];
  const closed = new Set<number>();
  groupsInOrder(root, closed, (group) => early.push(group));
  return early;
}

function groupsInOrder(node: Node, closed: Set<number>, early: (group: number) => void): void {
  if (node.type === 'conditional' && !closed.has(node.group)) early(node.group);
  for (const child of children(node)) groupsInOrder(child, closed, early);
  if (node.type === 'group') closed.add(node.number);
}

function loopCaveats(loop: RepeatNode, matters: (node: Node) => node is GroupNode): readonly string[] {
  const always = groupsSetAfter(loop.body, new Set());
  const below = [...walk(loop.body)];
  const forgotten = below
    .filter(matters)
    .filter(({ number }) => !always.has(number))
    .map(({ number }) => `group ${number} is forgotten by a later round of its loop that leaves it out`);
  const mindsEmptyRounds = nullable(loop.body) && below.some((node) => matters(node) || prefersNothing(node));
  return mindsEmptyRounds ? [...forgotten, 'a loop whose body can match nothing takes no empty round'] : forgotten;
}

/** True if the node may match nothing before it has tried to match something. */
function prefersNothing(node: Node): boolean {
  if (node.type === 'alternation') return node.branches.slice(0, -1).some(nullable);
  return node.type === 'repeat' && node.mode === 'lazy';
}
