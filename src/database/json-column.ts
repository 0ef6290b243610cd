/** What a column holds as JSON; `otherwise` where it was written over in a way that SQLite doesn't notice. */
export function readJson<Value>(text: string, otherwise: Value): Value {
  try {
    return JSON.parse(text) as Value;
  } catch {
    return otherwise;
  }
}
