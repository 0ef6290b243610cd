/** A line as the regexes see it and as it stood in the log. */
export interface BufferedLine {
  /** Ends with a newline. */
  readonly text: string;
  readonly original: string;
}

type Span = readonly [start: number, end: number];

/** The last maxlines lines, searched as one text (spec config §4.7). It never changes: a line more is another buffer. */
export class LineBuffer {
  readonly #maxlines: number;
  readonly #lines: readonly BufferedLine[];

  constructor(maxlines: number, lines: readonly BufferedLine[] = []) {
    this.#maxlines = maxlines;
    this.#lines = lines;
  }

  with(line: BufferedLine): LineBuffer {
    return new LineBuffer(this.#maxlines, [...this.#lines, line].slice(-this.#maxlines));
  }

  /** Without the lines of a match, so that they count once. */
  without(lines: readonly BufferedLine[]): LineBuffer {
    const left = this.#lines.filter((line) => !lines.includes(line));
    return new LineBuffer(this.#maxlines, left);
  }

  /** With `change` made to the text of every line. */
  map(change: (text: string) => string): LineBuffer {
    const lines = this.#lines.map((line) => ({ ...line, text: change(line.text) }));
    return new LineBuffer(this.#maxlines, lines);
  }

  /** What the regexes search. */
  get text(): string {
    return joined(this.#lines);
  }

  /** The lines a match touches, without those it skipped. */
  touched(match: Span, skipped: readonly Span[]): readonly BufferedLine[] {
    let start = 0;
    return this.#lines.filter(({ text }) => {
      const span: Span = [start, start + text.length];
      start = span[1];
      return touches(match, span) && !skipped.some((skip) => skip[0] <= span[0] && span[1] <= skip[1]);
    });
  }
}

/** An empty match touches the line it lies in. */
function touches([start, end]: Span, [from, to]: Span): boolean {
  return start < to && Math.max(end, start + 1) > from;
}

export function joined(lines: readonly BufferedLine[]): string {
  return lines.map(({ text }) => text).join('');
}
