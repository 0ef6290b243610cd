/** What says where a thing is written, not what it means. */
const places = new Set(['where', 'lines', 'places']);

/** True if two pieces of configuration mean the same, wherever they are written. */
export function sameMeaning(a: object, b: object): boolean {
  return meaningOf(a) === meaningOf(b);
}

function meaningOf(config: object): string {
  return JSON.stringify(config, (key, value: unknown) => {
    if (places.has(key)) return undefined;
    return value instanceof Map ? [...(value as ReadonlyMap<unknown, unknown>)] : value;
  });
}
