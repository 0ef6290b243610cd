import { collectGroups, type Groups, width } from './analyze.js';
import { GroupRegister } from './group-register.js';
import { type Node, type RepeatNode, walk } from './node.js';
import { atomEscape, digitEscape, type Escaped } from './parse-escape.js';
import { type Flags, parseFlags } from './parse-flags.js';
import { parseQuantifier } from './parse-quantifier.js';
import { parseSet } from './parse-set.js';
import { PatternError } from './pattern-error.js';
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

const positions = new Map([
  ['\\A', 'text-start'],
  ['\\Z', 'text-end'],
  ['\\b', 'word-boundary'],
  ['\\B', 'not-word-boundary'],
] as const);

class Parser {
  readonly groups: GroupRegister;
  readonly repeats = new Map<RepeatNode, Span>();
  readonly #reader: TokenReader;

  constructor(pattern: string) {
    this.#reader = new TokenReader(pattern);
    this.groups = new GroupRegister(this.#reader);
  }

  parse(given: Flags): Node {
    const flags = this.#globalFlags(given);
    const root = this.#alternation(flags);
    if (this.#reader.next !== undefined) throw this.#reader.error('unbalanced parenthesis');
    this.groups.finish();
    return root;
  }

  /** `(?i)` and the like, which only stand at the very start. */
  #globalFlags(given: Flags): Flags {
    const reader = this.#reader;
    let flags = given;
    for (;;) {
      if (flags.verbose && this.#skipBlank()) continue;
      if (reader.attempt(() => (this.#opens('#') ? true : undefined)) === true) {
        this.#comment(reader.position - 3);
        continue;
      }
      const current = flags;
      const found = reader.attempt(() => {
        if (!reader.match('(') || !reader.match('?')) return undefined;
        const read = parseFlags(reader, current);
        return read?.scoped === false ? read.flags : undefined;
      });
      if (found === undefined) return flags;
      flags = found;
    }
  }

  #opens(letter: string): boolean {
    return this.#reader.match('(') && this.#reader.match('?') && this.#reader.match(letter);
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
      if (flags.verbose && this.#skipBlank()) continue;
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
        const atom = this.#atom(flags, start);
        items.push(atom);
        lastStart = start;
        last = atom.type === 'position' ? 'position' : 'other';
      }
    }
    return items.length === 1 && items[0] !== undefined ? items[0] : { type: 'sequence', items };
  }

  #skipBlank(): boolean {
    if (this.#reader.match('#')) {
      while (this.#reader.next !== undefined && this.#reader.take() !== '\n');
      return true;
    }
    return this.#reader.takeWhile(/^[ \t\n\r\v\f]$/) !== '';
  }

  #atom(flags: Flags, start: number): Node {
    const reader = this.#reader;
    const token = reader.take() ?? '';
    const { ascii } = flags;
    const fold = foldOf(flags);
    if (token === '.') return { type: 'any', newline: flags.dotAll };
    if (token === '^') return { type: 'position', at: flags.multiline ? 'line-start' : 'text-start', ascii };
    if (token === '$') return { type: 'position', at: flags.multiline ? 'line-end' : 'last-line-end', ascii };
    if (token === '[') return parseSet(reader, { fold, ascii });
    const at = positions.get(token as '\\A');
    if (at !== undefined) return { type: 'position', at, ascii };
    if (/^\\[1-9]$/.test(token)) {
      const read = digitEscape(reader, token, start);
      if ('code' in read) return { type: 'literal', code: read.code, fold };
      this.groups.refer(read.group, start, start + 1);
      return { type: 'backreference', group: read.group, fold };
    }
    if (token.startsWith('\\')) return escapedNode(atomEscape(reader, token, start, ascii), flags);
    return { type: 'literal', code: token.codePointAt(0) ?? 0, fold };
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
        this.#comment(start);
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

  #comment(start: number): void {
    for (;;) {
      const token = this.#reader.take();
      if (token === undefined) throw this.#reader.error('missing ), unterminated comment', start);
      if (token === ')') return;
    }
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

function foldOf(flags: Flags): 'none' | 'ascii' | 'unicode' {
  if (!flags.ignoreCase) return 'none';
  return flags.ascii ? 'ascii' : 'unicode';
}

function escapedNode(escaped: Escaped, flags: Flags): Node {
  const fold = foldOf(flags);
  if (typeof escaped === 'number') return { type: 'literal', code: escaped, fold };
  return { type: 'set', negated: false, items: [escaped], fold };
}
