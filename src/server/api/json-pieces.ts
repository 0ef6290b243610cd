/** An array of more elements is long. */
const mostAtOnce = 256;

/** What is made of each item; of many only when its turn comes to be written. */
export function madeLate<Item, Made>(items: readonly Item[], make: (item: Item) => Made): Iterable<Made> {
  return items.length <= mostAtOnce
    ? items.map(make)
    : {
        *[Symbol.iterator]() {
          for (const item of items) yield make(item);
        },
      };
}

/** True if there are long arrays anywhere in plain data, so that its JSON is better made piece by piece. */
export function isLong(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (Array.isArray(value)) return value.length > mostAtOnce || value.some(isLong);
  if (isIterable(value)) return true;
  return Object.values(value).some(isLong);
}

/** The JSON of plain data in pieces, each of which takes little time to make. */
export function* jsonPieces(value: unknown): Generator<string> {
  if (!isLong(value)) yield json(value);
  else if (isIterable(value)) yield* piecesOfList(value);
  else yield* piecesOfObject(value as object);
}

function* piecesOfList(list: Iterable<unknown>): Generator<string> {
  let before = '[';
  for (const slice of slices(list)) {
    yield before;
    before = ',';
    if (slice.some(isLong)) yield* separated(slice.map((element) => jsonPieces(element)));
    else yield json(slice).slice(1, -1);
  }
  yield before === '[' ? '[]' : ']';
}

function* slices(list: Iterable<unknown>): Generator<readonly unknown[]> {
  let slice: unknown[] = [];
  for (const element of list) {
    slice.push(element);
    if (slice.length < mostAtOnce) continue;
    yield slice;
    slice = [];
  }
  if (slice.length > 0) yield slice;
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

function isIterable(value: unknown): value is Iterable<unknown> {
  return typeof value === 'object' && value !== null && Symbol.iterator in value;
}
