/** How letters are compared: as they are, over the 26 of ASCII, or over all of Unicode. */
export type Fold = 'none' | 'ascii' | 'unicode';

export type SetItem =
  | { readonly kind: 'range'; readonly low: number; readonly high: number }
  | {
      readonly kind: 'class';
      readonly name: 'digit' | 'space' | 'word';
      readonly negated: boolean;
      readonly ascii: boolean;
    };

/** One character out of a set: `[a-z\d]`, `\w`. */
export interface SetNode {
  readonly type: 'set';
  readonly negated: boolean;
  readonly items: readonly SetItem[];
  readonly fold: Fold;
}

export interface LiteralNode {
  readonly type: 'literal';
  /** Code point. */
  readonly code: number;
  readonly fold: Fold;
}

export interface RepeatNode {
  readonly type: 'repeat';
  readonly body: Node;
  readonly min: number;
  /** Infinity for no limit. */
  readonly max: number;
  readonly mode: 'greedy' | 'lazy' | 'possessive';
}

export interface GroupNode {
  readonly type: 'group';
  readonly number: number;
  readonly name: string | undefined;
  readonly body: Node;
}

export interface LookNode {
  readonly type: 'look';
  readonly direction: 'ahead' | 'behind';
  readonly negated: boolean;
  readonly body: Node;
}

export interface ConditionalNode {
  readonly type: 'conditional';
  readonly group: number;
  readonly yes: Node;
  readonly no: Node;
}

export interface PositionNode {
  readonly type: 'position';
  readonly at:
    | 'text-start'
    | 'text-end'
    /** `$` without MULTILINE: at the end, or before a newline that ends the text. */
    | 'last-line-end'
    | 'line-start'
    | 'line-end'
    | 'word-boundary'
    | 'not-word-boundary';
  /** Whether ASCII alone tells what is a word. */
  readonly ascii: boolean;
}

export interface BackreferenceNode {
  readonly type: 'backreference';
  readonly group: number;
  readonly fold: Fold;
}

/** What a Python pattern says, with flags already worked into the nodes and non-capturing groups dissolved. */
export type Node =
  | LiteralNode
  | SetNode
  | RepeatNode
  | GroupNode
  | LookNode
  | ConditionalNode
  | PositionNode
  | BackreferenceNode
  | { readonly type: 'any'; readonly newline: boolean }
  | { readonly type: 'sequence'; readonly items: readonly Node[] }
  | { readonly type: 'alternation'; readonly branches: readonly Node[] }
  | { readonly type: 'atomic'; readonly body: Node };

/** A node that takes exactly one character. */
export type SingleNode = LiteralNode | SetNode | (Node & { readonly type: 'any' });

export function isSingle(node: Node): node is SingleNode {
  return node.type === 'literal' || node.type === 'set' || node.type === 'any';
}

/** What is inside a possessive repeat: CPython goes back into no round, not even while it looks for the next one. */
export function withAtomicRounds({ body, min, max }: RepeatNode): RepeatNode {
  return { type: 'repeat', body: isSingle(body) ? body : { type: 'atomic', body }, min, max, mode: 'greedy' };
}

/** The nodes directly below, in the order they are written. */
export function children(node: Node): readonly Node[] {
  switch (node.type) {
    case 'sequence':
      return node.items;
    case 'alternation':
      return node.branches;
    case 'conditional':
      return [node.yes, node.no];
    case 'repeat':
    case 'group':
    case 'look':
    case 'atomic':
      return [node.body];
    default:
      return [];
  }
}

/** The node and everything below it, in the order they are written; `nodes` is what they are added to. */
export function walk(node: Node, nodes: Node[] = []): readonly Node[] {
  nodes.push(node);
  for (const child of children(node)) walk(child, nodes);
  return nodes;
}
