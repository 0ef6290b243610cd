import { pythonRepr } from '../python-repr.js';
import type { TokenReader } from './tokenize.js';

/** The groups met so far while a pattern is read: what may be named, referred to and asked about. */
export class GroupRegister {
  readonly names = new Map<string, number>();
  readonly #reader: TokenReader;
  #count = 0;
  readonly #closed = new Set<number>();
  /** Inside a look-behind, the number of its first group; groups from there on can't be referred to in it. */
  #lookbehindFrom: number | undefined;
  /** Groups that conditions name by a number, which may still come, and where they do. */
  readonly #conditions = new Map<number, number>();

  constructor(reader: TokenReader) {
    this.#reader = reader;
  }

  /** Opens the next group; `at` is where its name stands. */
  open(name?: string, at?: number): number {
    const number = this.#count + 1;
    if (name !== undefined) {
      const known = this.names.get(this.#checkName(name, at));
      if (known !== undefined) {
        const problem = `redefinition of group name '${name}' as group ${number}; was group ${known}`;
        throw this.#reader.error(problem, at);
      }
      this.names.set(name, number);
    }
    this.#count = number;
    return number;
  }

  close(group: number): void {
    this.#closed.add(group);
  }

  /** The number of a named group that has been opened. */
  named(name: string, at: number): number {
    const group = this.names.get(this.#checkName(name, at));
    if (group === undefined) throw this.#reader.error(`unknown group name '${name}'`, at);
    return group;
  }

  /** Checks a back-reference whose group stands at `at`; `start` is where the reference begins. */
  refer(group: number, start: number, at: number): void {
    if (group > this.#count) throw this.#reader.error(`invalid group reference ${group}`, at);
    if (!this.#closed.has(group)) throw this.#reader.error('cannot refer to an open group', start);
    this.#checkLookbehind(group);
  }

  /** Checks a condition; its group may still come, or be open. */
  askAbout(name: string, at: number): number {
    // What Python's int() takes for a number.
    const isNumber = /^\s*\+?\d+(?:_\d+)*\s*$/.test(name);
    const group = isNumber ? Number(name.replaceAll('_', '')) : this.named(name, at);
    if (group === 0) throw this.#reader.error('bad group number', at);
    if (!this.#conditions.has(group)) this.#conditions.set(group, at);
    this.#checkLookbehind(group);
    return group;
  }

  /** Runs `read` as the inside of a look-behind. */
  insideLookbehind<T>(read: () => T): T {
    const outer = this.#lookbehindFrom;
    this.#lookbehindFrom ??= this.#count + 1;
    const result = read();
    this.#lookbehindFrom = outer;
    return result;
  }

  /** At the end of the pattern: every group asked about has to exist. */
  finish(): void {
    for (const [group, at] of this.#conditions) {
      if (group > this.#count) throw this.#reader.error(`invalid group reference ${group}`, at);
    }
  }

  #checkName(name: string, at: number | undefined): string {
    if (/^[\p{XIDS}_]\p{XIDC}*$/u.test(name)) return name;
    throw this.#reader.error(`bad character in group name ${pythonRepr(name)}`, at);
  }

  #checkLookbehind(group: number): void {
    if (this.#lookbehindFrom === undefined) return;
    if (!this.#closed.has(group)) throw this.#reader.error('cannot refer to an open group');
    if (group < this.#lookbehindFrom) return;
    throw this.#reader.error('cannot refer to group defined in the same lookbehind subpattern');
  }
}
