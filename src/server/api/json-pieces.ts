/** An array of more elements is long. */
const mostAtOnce = 256;

/** True if there are long arrays anywhere in plain data, so that its JSON is better made piece by piece. */
export function isLong(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > mostAtOnce || value.some(isLong);
  return Object.values(value).some(isLong);
}

/** The JSON of plain data in pieces, each of which takes little time to make. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (!isLong(value)) yield json(value);
  else if (Array.isArray(value)) yield* piecesOfArray(value);
  else yield* piecesOfObject(value as object);
}

function* piecesOfArray(array: readonly unknown[]): Generator<string> {
  for (let from = 0; from < array.length; from += mostAtOnce) {
    const slice = array.slice(from, from + mostAtOnce);
    yield from === 0 ? '[' : ',';
    if (slice.some(isLong)) yield* separated(slice.map((element) => jsonPieces(element)));
    else yield json(slice).slice(1, -1);
  }
  yield ']';
}

function* piecesOfObject(object: object): Generator<string> {
  const members = Object.entries(object).filter(([, value]) => value !== undefined);
  yield '{';
  yield* separated(members.map(([key, value]) => withKey(key, value)));
  yield '}';
}

function* withKey(key: string, value: unknown): Generator<string> {
  yield `${json(key)}:`;
  yield* jsonPieces(value);
}

function* separated(parts: readonly Generator<string>[]): Generator<string> {
  for (const [index, part] of parts.entries()) {
    if (index > 0) yield ',';
    yield* part;
  }
}

function json(value: unknown): string {
  return JSON.stringify(value ?? null);
}
