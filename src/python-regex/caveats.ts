import { groupsSetAfter, nullable } from './analyze.js';
import { type Node, type RepeatNode, walk } from './node.js';
import type { ParsedPattern } from './parse.js';

/** What a JavaScript RegExp can't say of a pattern, in words; empty if the translation is exact. */
export function findCaveats({ root, groups }: ParsedPattern): string[] {
  const found = new Set<string>();
  const seen = new Set<number>();
  for (const node of walk(root)) {
    if (node.type === 'group') seen.add(node.number);
    if (node.type === 'repeat' && node.max > 1) loopCaveats(node).forEach((caveat) => found.add(caveat));
    if (node.type === 'backreference' && node.fold !== 'none') {
      found.add(`back-reference to group ${node.group} compares case although case is ignored`);
    }
    if (node.type === 'conditional' && !isBehind(node.group, node, seen, groups)) {
      found.add(`condition on group ${node.group}, which only ends later, takes it as not matched`);
    }
  }
  return [...found];
}

function isBehind(group: number, node: Node, seen: ReadonlySet<number>, groups: ParsedPattern['groups']): boolean {
  const body = groups.get(group);
  return seen.has(group) && body !== undefined && ![...walk(body)].includes(node);
}

function loopCaveats(loop: RepeatNode): string[] {
  const always = groupsSetAfter(loop.body, new Set());
  const caveats: string[] = [];
  for (const node of walk(loop.body)) {
    if (node.type === 'group' && !always.has(node.number)) {
      caveats.push(`group ${node.number} is forgotten by a later round of its loop that leaves it out`);
    }
  }
  if (nullable(loop.body) && [...walk(loop.body)].some(mindsEmptyRounds)) {
    caveats.push('a loop whose body can match nothing never takes an empty round');
  }
  return caveats;
}

/** An empty round shows in a group, or where nothing is preferred to something. */
function mindsEmptyRounds(node: Node): boolean {
  if (node.type === 'alternation') return node.branches.slice(0, -1).some(nullable);
  return node.type === 'group' || (node.type === 'repeat' && node.mode === 'lazy');
}
