import { collectGroups, type Groups, width } from './analyze.js';
import { parseGlobalFlags } from './global-flags.js';
import { GroupRegister } from './group-register.js';
import { type Node, type RepeatNode, walk } from './node.js';
import { parseAtom } from './parse-atom.js';
import { type Flags, foldOf, parseFlags } from './parse-flags.js';
import { parseQuantifier } from './parse-quantifier.js';
import { PatternError } from './pattern-error.js';
import { skipBlank, skipComment } from './skip.js';
import { TokenReader } from './tokenize.js';

export interface ParsedPattern {
  readonly root: Node;
  readonly groups: Groups;
  readonly groupNames: ReadonlyMap<string, number>;
  /** Where each repeat stands in the pattern, in code points from 0, with what it repeats. */
  readonly repeats: ReadonlyMap<RepeatNode, Span>;
}

export interface Span {
  readonly start: number;
  readonly end: number;
}

/** Reads a pattern as CPython 3.11's `re` reads a str pattern. Throws PatternError with CPython's words. */
export function parse(pattern: string, flags: Flags): ParsedPattern {
  const parser = new Parser(pattern);
  const root = parser.parse(flags);
  const groups = collectGroups(root);
  for (const node of walk(root)) {
    if (node.type !== 'look' || node.direction === 'ahead') continue;
    const { min, max } = width(node.body, groups);
    if (min !== max) throw new PatternError('look-behind requires fixed-width pattern', pattern);
  }
  return { root, groups, groupNames: parser.groups.names, repeats: parser.repeats };
}

class Parser {
  readonly groups: GroupRegister;
  readonly repeats = new Map<RepeatNode, Span>();
  readonly #reader: TokenReader;

  constructor(pattern: string) {
    this.#reader = new TokenReader(pattern);
    this.groups = new GroupRegister(this.#reader);
  }

  parse(given: Flags): Node {
    const flags = parseGlobalFlags(this.#reader, given);
    const root = this.#alternation(flags);
    if (this.#reader.next !== undefined) throw this.#reader.error('unbalanced parenthesis');
    this.groups.finish();
    return root;
  }

  #alternation(flags: Flags): Node {
    const branches = [this.#branch(flags)];
    while (this.#reader.match('|')) branches.push(this.#branch(flags));
    return branches.length === 1 && branches[0] !== undefined ? branches[0] : { type: 'alternation', branches };
  }

  #branch(flags: Flags): Node {
    const reader = this.#reader;
    const items: Node[] = [];
    let last: 'nothing' | 'position' | 'repeat' | 'other' = 'nothing';
    let lastStart = 0;
    while (reader.next !== undefined && reader.next !== '|' && reader.next !== ')') {
      if (flags.verbose && skipBlank(reader)) continue;
      const start = reader.position;
      const quantifier = parseQuantifier(reader);
      if (quantifier !== undefined) {
        const body = items.pop();
        if (body === undefined || last === 'position') throw reader.error('nothing to repeat', start);
        if (last === 'repeat') throw reader.error('multiple repeat', start);
        const repeat: RepeatNode = { type: 'repeat', body, ...quantifier };
        items.push(repeat);
        this.repeats.set(repeat, { start: lastStart, end: reader.position });
        last = 'repeat';
      } else if (reader.match('(')) {
        const group = this.#group(flags, start);
        if (group === undefined) continue;
        items.push(group);
        last = 'other';
        lastStart = start;
      } else {
        const atom = parseAtom(reader, this.groups, flags);
        items.push(atom);
        lastStart = start;
        last = atom.type === 'position' ? 'position' : 'other';
      }
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { type: 'sequence', items };
  }

  /** Reads the group whose `(` was just taken; undefined for a comment. */
  #group(flags: Flags, start: number): Node | undefined {
    const reader = this.#reader;
    if (!reader.match('?')) return this.#capture(flags, start);
    const inner = parseFlags(reader, flags);
    if (inner !== undefined) {
      if (!inner.scoped) throw reader.error('global flags not at the start of the expression', start);
      return this.#body(inner.flags, start);
    }
    const kind = reader.take();
    switch (kind) {
      case undefined:
        throw reader.error('unexpected end of pattern');
      case ':':
        return this.#body(flags, start);
      case '#':
        skipComment(reader, start);
        return undefined;
      case '>':
        return { type: 'atomic', body: this.#body(flags, start) };
      case '=':
      case '!':
        return { type: 'look', direction: 'ahead', negated: kind === '!', body: this.#body(flags, start) };
      case '<':
        return this.#lookbehind(flags, start);
      case '(':
        return this.#conditional(flags, start);
      case 'P':
        return this.#extension(flags, start);
      default:
        throw reader.error(`unknown extension ?${kind}`, start + 1);
    }
  }

  #body(flags: Flags, start: number): Node {
    const body = this.#alternation(flags);
    this.#close(start);
    return body;
  }

  #close(start: number): void {
    if (!this.#reader.match(')')) throw this.#reader.error('missing ), unterminated subpattern', start);
  }

  #capture(flags: Flags, start: number, number = this.groups.open(), name?: string): Node {
    const body = this.#body(flags, start);
    this.groups.close(number);
    return { type: 'group', number, name, body };
  }

  #lookbehind(flags: Flags, start: number): Node {
    const kind = this.#reader.take();
    if (kind === undefined) throw this.#reader.error('unexpected end of pattern');
    if (kind !== '=' && kind !== '!') throw this.#reader.error(`unknown extension ?<${kind}`, start + 1);
    const body = this.groups.insideLookbehind(() => this.#body(flags, start));
    return { type: 'look', direction: 'behind', negated: kind === '!', body };
  }

  /** `(?P<name>…)` and `(?P=name)`. */
  #extension(flags: Flags, start: number): Node {
    const reader = this.#reader;
    const kind = reader.take();
    const at = reader.position;
    if (kind === '<') {
      const name = reader.takeUntil('>', 'group name');
      return this.#capture(flags, start, this.groups.open(name, at), name);
    }
    if (kind === '=') {
      const group = this.groups.named(reader.takeUntil(')', 'group name'), at);
      this.groups.refer(group, at, at);
      return { type: 'backreference', group, fold: foldOf(flags) };
    }
    if (kind === undefined) throw reader.error('unexpected end of pattern');
    throw reader.error(`unknown extension ?P${kind}`, start + 1);
  }

  #conditional(flags: Flags, start: number): Node {
    const reader = this.#reader;
    const at = reader.position;
    const group = this.groups.askAbout(reader.takeUntil(')', 'group name'), at);
    const yes = this.#branch(flags);
    const no: Node = reader.match('|') ? this.#branch(flags) : { type: 'sequence', items: [] };
    if (reader.next === '|') throw reader.error('conditional backref with more than two branches');
    this.#close(start);
    return { type: 'conditional', group, yes, no };
  }
}
