import type { Found } from './python-match.js';

/** Groups by the starts and ends the bit-state machine gives. */
export class BitStateFound implements Found {
  readonly #text: string;
  readonly #spans: Int32Array;

  constructor(text: string, spans: Int32Array) {
    this.#text = text;
    this.#spans = spans;
  }

  get start(): number {
    return this.#spans[0] ?? 0;
  }

  get end(): number {
    return this.#spans[1] ?? 0;
  }

  text(group: number): string | undefined {
    const span = this.span(group);
    return span && this.#text.slice(...span);
  }

  span(group: number): readonly [number, number] | undefined {
    const [start = -1, end = -1] = this.#spans.subarray(2 * group, 2 * group + 2);
    return start < 0 || end < start ? undefined : [start, end];
  }
}
