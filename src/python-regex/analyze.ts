import { children, type GroupNode, type Node, walk } from './node.js';

/** Every capturing group below a node, by number. */
export type Groups = ReadonlyMap<number, GroupNode>;

export function collectGroups(root: Node): Groups {
  const groups = new Map<number, GroupNode>();
  for (const node of walk(root)) if (node.type === 'group') groups.set(node.number, node);
  return groups;
}

/** Fewest and most characters a node can match. */
export interface Width {
  readonly min: number;
  readonly max: number;
}

const nothing: Width = { min: 0, max: 0 };
const oneCharacter: Width = { min: 1, max: 1 };

export function width(node: Node, groups: Groups): Width {
  switch (node.type) {
    case 'literal':
    case 'set':
    case 'any':
      return oneCharacter;
    case 'position':
    case 'look':
      return nothing;
    case 'sequence':
      return node.items
        .map((item) => width(item, groups))
        .reduce((sum, item) => ({ min: sum.min + item.min, max: sum.max + item.max }), nothing);
    case 'alternation':
      return widest(node.branches, groups);
    case 'conditional':
      return widest([node.yes, node.no], groups);
    case 'group':
    case 'atomic':
      return width(node.body, groups);
    case 'repeat': {
      const body = width(node.body, groups);
      // 0 × Infinity is no number.
      return { min: body.min * node.min, max: body.max === 0 ? 0 : body.max * node.max };
    }
    case 'backreference': {
      const group = groups.get(node.group);
      return group === undefined ? nothing : width(group.body, groups);
    }
  }
}

function widest(branches: readonly Node[], groups: Groups): Width {
  const widths = branches.map((branch) => width(branch, groups));
  return { min: Math.min(...widths.map(({ min }) => min)), max: Math.max(...widths.map(({ max }) => max)) };
}

/** True if the node can match without consuming anything; a back-reference counts as if it could. */
export function nullable(node: Node): boolean {
  switch (node.type) {
    case 'literal':
    case 'set':
    case 'any':
      return false;
    case 'sequence':
      return node.items.every(nullable);
    case 'alternation':
      return node.branches.some(nullable);
    case 'conditional':
      return nullable(node.yes) || nullable(node.no);
    case 'group':
    case 'atomic':
      return nullable(node.body);
    case 'repeat':
      return node.min === 0 || nullable(node.body);
    case 'position':
    case 'look':
    case 'backreference':
      return true;
  }
}

/** Groups that have taken part whenever the node has matched, given those that had before it. */
export function groupsSetAfter(
  node: Node,
  before: ReadonlySet<number>,
  visit: (node: Node, before: ReadonlySet<number>) => void = () => undefined,
): ReadonlySet<number> {
  visit(node, before);
  switch (node.type) {
    case 'sequence':
      return node.items.reduce((set, item) => groupsSetAfter(item, set, visit), before);
    case 'alternation':
      return common(node.branches.map((branch) => groupsSetAfter(branch, before, visit)));
    case 'conditional':
      return common([
        groupsSetAfter(node.yes, new Set([...before, node.group]), visit),
        groupsSetAfter(node.no, before, visit),
      ]);
    case 'group':
      return new Set([...groupsSetAfter(node.body, before, visit), node.number]);
    case 'atomic':
      return groupsSetAfter(node.body, before, visit);
    case 'repeat': {
      const after = groupsSetAfter(node.body, before, visit);
      return node.min > 0 ? after : before;
    }
    case 'look': {
      const after = groupsSetAfter(node.body, before, visit);
      return node.negated ? before : after;
    }
    default:
      return before;
  }
}

function common(sets: readonly ReadonlySet<number>[]): ReadonlySet<number> {
  const [first = new Set<number>(), ...rest] = sets;
  return new Set([...first].filter((group) => rest.every((set) => set.has(group))));
}

/** True if a match can only start where the text does. */
export function isAnchored(node: Node): boolean {
  switch (node.type) {
    case 'position':
      return node.at === 'text-start';
    case 'sequence':
      return node.items[0] !== undefined && isAnchored(node.items[0]);
    case 'alternation':
      return node.branches.every(isAnchored);
    case 'conditional':
      return isAnchored(node.yes) && isAnchored(node.no);
    case 'group':
    case 'atomic':
      return isAnchored(node.body);
    case 'repeat':
      return node.min > 0 && isAnchored(node.body);
    case 'look':
      return node.direction === 'ahead' && !node.negated && isAnchored(node.body);
    default:
      return false;
  }
}

/** At most so many instructions the node needs in a program of the bit-state machine, which writes out counted rounds. */
export function programSize(node: Node): number {
  const below = children(node).reduce((sum, child) => sum + programSize(child), 0);
  switch (node.type) {
    case 'repeat': {
      const rounds = node.max === Infinity ? node.min + 1 : node.max;
      return rounds * (below + 4) + 4;
    }
    case 'sequence':
      return below;
    case 'alternation':
      return below + 2 * node.branches.length;
    default:
      return below + 2;
  }
}
