import { groupsSetAfter, nullable, width } from './analyze.js';
import { generatePosition } from './generate-position.js';
import { anyCharacter, generateLiteral, generateSet, type Variant } from './generate-set.js';
import {
  type ConditionalNode,
  type GroupNode,
  isSingle,
  type LookNode,
  type Node,
  type RepeatNode,
  walk,
  withAtomicRounds,
} from './node.js';
import type { ParsedPattern } from './parse.js';

export interface Generated {
  /** Source of a JavaScript RegExp. */
  readonly source: string;
  /**
   * `u` for the Unicode variant; the caller adds what only concerns how it searches. (With `v`, V8 11 turns a negated class
   * around in every second round of a loop.)
   */
  readonly flags: string;
  /** Number of a Python group → number of the JavaScript group that holds it. */
  readonly groups: ReadonlyMap<number, number>;
  /** Number of the last group in it. */
  readonly lastGroup: number;
}

/**
 * Writes a pattern as a JavaScript RegExp, or as a part of one that has `groupsBefore` groups in front of it. Groups not in
 * `keep` do not capture unless the pattern itself needs them.
 */
export function generate(
  pattern: ParsedPattern,
  variant: Variant,
  keep: (group: GroupNode) => boolean,
  groupsBefore = 0,
): Generated {
  const generator = new Generator(pattern, variant, keep, groupsBefore);
  const source = generator.node(pattern.root);
  const { groups, lastGroup } = generator;
  return { source, flags: variant === 'unicode' ? 'u' : '', groups, lastGroup };
}

class Generator {
  readonly groups = new Map<number, number>();
  /**
   * A group that may be left out and is asked about carries a *marker* in front: a capture of all that is left of the
   * text (of the whole text if the group can be empty). JavaScript lets an unset reference match nothing, and a set
   * marker is longer than what is left when it is asked about; so whether it "matches" tells whether the group is unset.
   */
  readonly #markers = new Map<number, { readonly group: number; readonly whole: boolean }>();
  readonly #needMarker = new Set<number>();
  readonly #referred = new Set<number>();
  readonly #pattern: ParsedPattern;
  readonly #variant: Variant;
  readonly #keep: (group: GroupNode) => boolean;
  #lastGroup: number;

  constructor(pattern: ParsedPattern, variant: Variant, keep: (group: GroupNode) => boolean, groupsBefore: number) {
    this.#lastGroup = groupsBefore;
    this.#pattern = pattern;
    this.#variant = variant;
    this.#keep = keep;
    groupsSetAfter(pattern.root, new Set(), (node, before) => {
      if (node.type === 'conditional') this.#needMarker.add(node.group);
      if (node.type !== 'backreference') return;
      this.#referred.add(node.group);
      if (!before.has(node.group)) this.#needMarker.add(node.group);
    });
  }

  get lastGroup(): number {
    return this.#lastGroup;
  }

  node(node: Node): string {
    switch (node.type) {
      case 'literal':
        return generateLiteral(node, this.#variant);
      case 'set':
        return generateSet(node, this.#variant);
      case 'any':
        return node.newline ? anyCharacter : '[^\\n]';
      case 'position':
        return generatePosition(node, this.#variant);
      case 'sequence':
        return node.items
          .map((item) => (item.type === 'alternation' ? this.#enclosed(item) : this.node(item)))
          .join('');
      case 'alternation':
        return node.branches.map((branch) => this.node(branch)).join('|');
      case 'group':
        return this.#group(node);
      case 'repeat':
        return node.mode === 'possessive'
          ? this.#atomic(() => this.#repeat(withAtomicRounds(node)))
          : this.#repeat(node);
      case 'atomic':
        return this.#atomic(() => this.node(node.body));
      case 'look':
        return this.#look(node);
      case 'backreference':
        return this.#backreference(node.group);
      case 'conditional':
        return this.#conditional(node);
    }
  }

  #enclosed(node: Node): string {
    return `(?:${this.node(node)})`;
  }

  #group(group: GroupNode): string {
    const marked = this.#needMarker.has(group.number);
    const marker = marked ? this.#marker(group) : '';
    if (!this.#keep(group) && !this.#referred.has(group.number)) return `(?:${marker}${this.#enclosed(group.body)})`;
    this.groups.set(group.number, ++this.#lastGroup);
    const capture = `(${this.node(group.body)})`;
    return marked ? `(?:${marker}${capture})` : capture;
  }

  #marker(group: GroupNode): string {
    const whole = nullable(group.body);
    this.#markers.set(group.number, { group: ++this.#lastGroup, whole });
    return whole ? `(?<=^(?=(${anyCharacter}*))${anyCharacter}*)` : `(?=(${anyCharacter}*))`;
  }

  /** Matches nothing, and only where the group has not taken part. */
  #unset(group: number, negated = false): string {
    const marker = this.#markers.get(group);
    // A group that only comes later can't have taken part.
    if (marker === undefined) return negated ? '[]' : '';
    const ahead = `(?=\\${marker.group})`;
    // The whole text lies ahead of its start and behind its end, never both: an empty text aside.
    if (marker.whole) return negated ? `(?!${ahead}(?<=\\${marker.group}))` : `${ahead}(?<=\\${marker.group})`;
    return negated ? `(?!\\${marker.group})` : ahead;
  }

  #backreference(group: number): string {
    const reference = `\\${this.groups.get(group) ?? 0}`;
    const set = this.#needMarker.has(group) ? this.#unset(group, true) : '';
    return `(?:${set}${reference})`;
  }

  #conditional({ group, yes, no }: ConditionalNode): string {
    return `(?:${this.#unset(group, true)}${this.#enclosed(yes)}|${this.#unset(group)}${this.#enclosed(no)})`;
  }

  #repeat({ body, min, max, mode }: RepeatNode): string {
    const lazy = mode === 'lazy' ? '?' : '';
    // JavaScript never takes an optional part that matches nothing; Python does, and its groups with it.
    if (max === 1 && min === 0 && nullable(body)) {
      return lazy === '' ? `(?:${this.#enclosed(body)}|)` : `(?:|${this.#enclosed(body)})`;
    }
    return (isSingle(body) ? this.node(body) : this.#enclosed(body)) + quantifier(min, max) + lazy;
  }

  /** A look-ahead is never entered again once it has matched; the reference then consumes what it saw. */
  #atomic(body: () => string): string {
    const group = ++this.#lastGroup;
    return `(?:(?=(${body()}))\\${group})`;
  }

  #look({ direction, negated, body }: LookNode): string {
    if (direction === 'ahead') return `(?${negated ? '!' : '='}${this.node(body)})`;
    const open = negated ? '(?<!' : '(?<=';
    if (!isDirected(body)) return `${open}${this.node(body)})`;
    // JavaScript matches a look-behind from its end; Python steps back by its width and matches forward.
    return `${open}(?=${this.node(body)})${anyCharacter}{${width(body, this.#pattern.groups).min}})`;
  }
}

/** True if it matters from which end the node is matched. */
function isDirected(node: Node): boolean {
  return walk(node).some(({ type }) =>
    ['group', 'atomic', 'backreference', 'conditional', 'alternation', 'repeat'].includes(type),
  );
}

function quantifier(min: number, max: number): string {
  if (max === Infinity) return min === 0 ? '*' : min === 1 ? '+' : `{${min},}`;
  if (max === 1 && min === 0) return '?';
  return min === max ? `{${min}}` : `{${min},${max}}`;
}
