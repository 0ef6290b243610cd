import { takesNothing } from './mandatory-literals.js';
import type { Node } from './node.js';

/** True if whatever the node matches ends where its group of this number does. */
export function endsInGroup(node: Node, number: number): boolean {
  if (node.type === 'group') return node.number === number || endsInGroup(node.body, number);
  if (node.type !== 'sequence') return false;
  const last = node.items.findLast((item) => !takesNothing(item));
  return last !== undefined && endsInGroup(last, number);
}
