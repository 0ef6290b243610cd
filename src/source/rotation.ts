/** What the name of a rotated log tells of its place among the others. */
export interface Rotation {
  /** Numbers grow with age, dates shrink; the two can't be compared. */
  readonly scheme: 'number' | 'date';
  /** The numbers in the name, the most significant first. */
  readonly numbers: readonly number[];
  readonly packing: 'none' | 'gzip' | 'unreadable';
}

const packed = /\.(?:(gz)|bz2|xz|zst|lz4|Z)$/;
const numbered = /^[._-](\d{1,3})$/;
/** A year or more digits first: other orders of day, month and year don't sort. */
const dated = /^[._-](\d{4}(?:[._T:-]?\d+)*)$/;

/**
 * The rotation of the log `base` that `name` stands for, both without their folder: `app.log.2`, `app.log-20261120.gz`,
 * `app.log.2026-11-20.1`, `app-20261120.log`, `app.1.log`, `app.log.old`; undefined if it is something else.
 */
export function rotationOf(base: string, name: string): Rotation | undefined {
  const pack = packed.exec(name);
  const packing = pack === null ? 'none' : pack[1] === undefined ? 'unreadable' : 'gzip';
  const order = orderOf(base, name.slice(0, pack?.index));
  return order && { ...order, packing };
}

/** Negative if `a` was rotated before `b`, 0 if both are the same one, NaN if their names don't tell. */
export function compareRotations(a: Rotation, b: Rotation): number {
  if (a.scheme !== b.scheme) return Number.NaN;
  return a.scheme === 'date' ? compareNumbers(a.numbers, b.numbers) : compareNumbers(b.numbers, a.numbers);
}

function orderOf(base: string, name: string): Omit<Rotation, 'packing'> | undefined {
  if (name.startsWith(base)) return markOf(name.slice(base.length));
  const dot = base.lastIndexOf('.');
  const [stem, extension] = [base.slice(0, dot), base.slice(dot)];
  if (dot <= 0 || !name.startsWith(stem) || !name.endsWith(extension)) return undefined;
  const mark = name.slice(stem.length, -extension.length);
  // app-2.log is the log of a second app.
  return numbered.test(mark) && !mark.startsWith('.') ? undefined : markOf(mark);
}

function markOf(mark: string): Omit<Rotation, 'packing'> | undefined {
  if (mark === '.old') return { scheme: 'number', numbers: [1] };
  const number = numbered.exec(mark)?.[1];
  if (number !== undefined) return { scheme: 'number', numbers: [Number(number)] };
  const date = dated.exec(mark)?.[1];
  return date === undefined ? undefined : { scheme: 'date', numbers: (date.match(/\d+/g) ?? []).map(Number) };
}

function compareNumbers(a: readonly number[], b: readonly number[]): number {
  const at = a.findIndex((number, index) => number !== b[index]);
  return at === -1 ? a.length - b.length : (a[at] ?? 0) - (b[at] ?? -1);
}
