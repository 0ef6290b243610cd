// A time of day, eight digits of a date or an epoch in a row, or a TAI64N label: every default shape has one of them.
const hint = /[0-9]:[0-9]{1,2}:[0-9]|[0-9]{8}|@[0-9a-f]{24}/g;

/**
 * The column behind the first hint that a text holds a date: in front of it no default shape ends, and without one (-1)
 * none is found at all. One look instead of one for each shape.
 */
export function endOfHint(text: string): number {
  hint.lastIndex = 0;
  return hint.test(text) ? hint.lastIndex : -1;
}
