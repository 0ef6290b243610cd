const isAlphanumeric = (code: number): boolean => /[\p{L}\p{N}]/u.test(String.fromCharCode(code));

/** Where the last date was found, and what it looked like, seen from the line around it. */
export class LastPlace {
  from = -1;
  to = -1;
  // Codes of characters; NaN where the line begins or ends.
  beforeStart = Number.NaN;
  atStart = Number.NaN;
  beforeEnd = Number.NaN;
  atEnd = Number.NaN;

  move(text: string, from: number, to: number): void {
    this.from = from;
    this.to = to;
    this.beforeStart = text.charCodeAt(from - 1);
    this.atStart = text.charCodeAt(from);
    this.beforeEnd = text.charCodeAt(to - 1);
    this.atEnd = text.charCodeAt(to);
  }

  copy(): LastPlace {
    return Object.assign(new LastPlace(), this);
  }

  /** True if a line looks around these columns as the last dated one did. */
  isLike(text: string): boolean {
    const { from, to } = this;
    return (
      isAlike(text.charCodeAt(from - 1), this.beforeStart, text.charCodeAt(from), this.atStart) &&
      isAlike(text.charCodeAt(to), this.atEnd, text.charCodeAt(to - 1), this.beforeEnd)
    );
  }
}

function isAlike(outside: number, lastOutside: number, inside: number, lastInside: number): boolean {
  if (Object.is(outside, lastOutside)) return true;
  return Object.is(inside, lastInside) && (Number.isNaN(inside) || !isAlphanumeric(inside));
}
