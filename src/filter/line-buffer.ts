/** A line as the regexes see it and as it stood in the log. */
export interface BufferedLine {
  readonly text: string;
  readonly original: string;
}

type Span = readonly [start: number, end: number];

/** The last maxlines lines, searched as one text (spec config §4.7); with one line simply that line. */
export class LineBuffer {
  readonly #maxlines: number;
  #lines: readonly BufferedLine[] = [];

  constructor(maxlines: number) {
    this.#maxlines = maxlines;
  }

  push(line: BufferedLine): void {
    this.#lines = [...this.#lines, line].slice(-this.#maxlines);
  }

  /** What the regexes search: every line with a newline behind it. */
  get text(): string {
    return joined(this.#lines);
  }

  /** The lines a match touches, without those it skipped. */
  touched(match: Span, skipped: readonly Span[]): readonly BufferedLine[] {
    let start = 0;
    return this.#lines.filter(({ text }) => {
      const span: Span = [start, start + text.length + 1];
      start = span[1];
      return touches(match, span) && !skipped.some((skip) => skip[0] <= span[0] && span[1] <= skip[1]);
    });
  }

  /** Takes lines of a match out, so that they count once. */
  consume(lines: readonly BufferedLine[]): void {
    this.#lines = this.#lines.filter((line) => !lines.includes(line));
  }
}

/** An empty match touches the line it lies in. */
function touches([start, end]: Span, [from, to]: Span): boolean {
  return start < to && Math.max(end, start + 1) > from;
}

export function joined(lines: readonly BufferedLine[]): string {
  return lines.map(({ text }) => `${text}\n`).join('');
}
