/**
 * The name that is hardly another one but for a slip of the fingers: a letter too many, too few, wrong, or two of them
 * changed places; in longer names two such slips. Undefined if none is that near.
 */
export function nearestName(name: string, names: Iterable<string>): string | undefined {
  let [nearest, least] = [undefined as string | undefined, mostSlips(name) + 1];
  for (const candidate of names) {
    if (Math.abs(candidate.length - name.length) >= least || isVariant(name, candidate)) continue;
    const found = slips(name, candidate);
    if (found < least) [nearest, least] = [candidate, found];
  }
  return nearest;
}

function mostSlips({ length }: string): number {
  if (length < 4) return 0;
  return length < 8 ? 1 : 2;
}

/** Names such as `port2`, `action_` or `no-port` are made on purpose. */
function isVariant(name: string, other: string): boolean {
  const [short, long] = [name, other].sort((a, b) => a.length - b.length) as [string, string];
  const rest = long.startsWith(short)
    ? long.slice(short.length)
    : long.endsWith(short)
      ? long.slice(0, -short.length)
      : '';
  return /[^a-z]/.test(rest) || rest.length > 1;
}

/** Letters to put in, take out, exchange or swap with their neighbour to get from one word to the other. */
function slips(one: string, other: string): number {
  let [beforeLast, last] = [[] as number[], Array.from({ length: other.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= one.length; i++) {
    const row = [i];
    for (let j = 1; j <= other.length; j++) {
      const isSame = one[i - 1] === other[j - 1];
      const isSwapped = one[i - 1] === other[j - 2] && one[i - 2] === other[j - 1];
      row[j] = Math.min(
        at(last, j) + 1,
        at(row, j - 1) + 1,
        at(last, j - 1) + (isSame ? 0 : 1),
        isSwapped ? at(beforeLast, j - 2) + 1 : Infinity,
      );
    }
    [beforeLast, last] = [last, row];
  }
  return at(last, other.length);
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Infinity;
}
