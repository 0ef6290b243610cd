import { PickleError } from './pickle-error.js';

/** Plain data out of a pickle. Tuples are lists; integers that a number can't hold exactly are bigints. */
export type Unpickled =
  | string
  | number
  | bigint
  | boolean
  | null
  | Buffer
  | Unpickled[]
  | Map<Unpickled, Unpickled>
  | Set<Unpickled>;

/** Enough for 75,000 addresses, each also remembered; not many more fit into a request. */
const mostItems = 150_000;

/** What the opcodes of a pickle work on: a stack with marks in it, and items remembered to be used again. */
export class PickleMachine {
  #stack: Unpickled[] = [];
  /** The stacks below the marks, the lowest first. */
  readonly #below: Unpickled[][] = [];
  readonly #memo = new Map<number, Unpickled>();
  #items = 0;

  push(item: Unpickled): void {
    this.#count();
    this.#stack.push(item);
  }

  pop(): Unpickled {
    const item = this.#stack.pop();
    if (item === undefined) throw unbalanced();
    return item;
  }

  /** The last `count` items, in the order in which they were pushed. */
  popMany(count: number): Unpickled[] {
    if (this.#stack.length < count) throw unbalanced();
    return this.#stack.splice(this.#stack.length - count);
  }

  top(): Unpickled {
    const item = this.#stack.at(-1);
    if (item === undefined) throw unbalanced();
    return item;
  }

  mark(): void {
    this.#count();
    this.#below.push(this.#stack);
    this.#stack = [];
  }

  /** The items above the last mark. */
  popToMark(): Unpickled[] {
    const items = this.#stack;
    const below = this.#below.pop();
    if (below === undefined) throw unbalanced();
    this.#stack = below;
    return items;
  }

  /** Remembers what is on top. */
  remember(index = this.#memo.size): void {
    this.#count();
    this.#memo.set(index, this.top());
  }

  recall(index: number): void {
    const item = this.#memo.get(index);
    if (item === undefined) throw new PickleError(`the pickle has no item ${index} to use again`);
    this.push(item);
  }

  #count(): void {
    this.#items++;
    if (this.#items > mostItems) throw new PickleError(`there are more than ${mostItems} items in the pickle`);
  }
}

function unbalanced(): PickleError {
  return new PickleError('the pickle takes more from its stack than there is');
}
