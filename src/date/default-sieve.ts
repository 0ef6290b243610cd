// A time of day, eight digits of a date or an epoch in a row, or a TAI64N label: every default shape has one of them.
const needed = /[0-9]:[0-9]{1,2}:[0-9]|[0-9]{8}|@[0-9a-f]{24}/;

/** False for a text in which no default shape can be found: one look instead of one for each shape. */
export function mayHoldDefaultDate(text: string): boolean {
  return needed.test(text);
}
