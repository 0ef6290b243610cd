/** What a cursor tells of its entry: ids, and numbers in hexadecimal digits without leading zeros. */
interface Cursor {
  readonly sequence: string;
  readonly number: string;
  readonly boot: string;
  readonly monotonic: string;
  readonly realtime: string;
  readonly hash: string;
}

const shape = /^s=([0-9a-f]+);i=([0-9a-f]+);b=([0-9a-f]+);m=([0-9a-f]+);t=([0-9a-f]+);x=([0-9a-f]+)(?:;|$)/u;

/** True if journalctl can make sense of it. */
export function isCursor(text: string): boolean {
  return shape.test(text);
}

/**
 * Below zero if the entry of `a` comes before that of `b` in the journal, zero for the same one. It is the journal's own
 * order: by number in one sequence, else by the clock of one boot, else by time. What is no cursor comes last.
 */
export function compareCursors(a: string, b: string): number {
  const [one, other] = [read(a), read(b)];
  if (one === undefined || other === undefined) return Number(one === undefined) - Number(other === undefined);
  if (one.sequence === other.sequence) return compareHex(one.number, other.number);
  const byBoot = one.boot === other.boot ? compareHex(one.monotonic, other.monotonic) : 0;
  return byBoot || compareHex(one.realtime, other.realtime) || compareHex(one.hash, other.hash);
}

function read(text: string): Cursor | undefined {
  const found = shape.exec(text);
  if (found === null) return undefined;
  const [, sequence = '', number = '', boot = '', monotonic = '', realtime = '', hash = ''] = found;
  return { sequence, number, boot, monotonic, realtime, hash };
}

function compareHex(a: string, b: string): number {
  if (a.length !== b.length) return a.length - b.length;
  if (a === b) return 0;
  return a < b ? -1 : 1;
}
