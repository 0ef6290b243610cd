import { isList, type PythonValue, pythonRepr } from './python-repr.js';

/** How wide a line may be, and how far what is inside a list stands in. */
export interface Layout {
  readonly width: number;
  readonly indent: number;
}

/**
 * Data as Python's pprint prints it: on one line if that is short enough, else lists one entry a line, and long texts
 * cut at blanks and line ends into several that stand below one another.
 */
export function pythonPprint(value: PythonValue, layout: Layout): string {
  return print(value, layout, { indent: 0, allowance: 0, level: 0 });
}

/** Where a value begins, how many characters must still fit behind it, and how many lists it is in. */
interface Place {
  readonly indent: number;
  readonly allowance: number;
  readonly level: number;
}

function print(value: PythonValue, layout: Layout, place: Place): string {
  const repr = pythonRepr(value);
  if (length(repr) <= layout.width - place.indent - place.allowance) return repr;
  if (isList(value)) return printList(value, layout, place);
  return typeof value === 'string' ? printText(value, layout, place) : repr;
}

function printList(list: readonly PythonValue[], layout: Layout, { indent, allowance, level }: Place): string {
  const inner = indent + layout.indent;
  const entries = list.map((entry, at) =>
    print(entry, layout, { indent: inner, allowance: at === list.length - 1 ? allowance + 1 : 1, level: level + 1 }),
  );
  return `[${' '.repeat(layout.indent - 1)}${entries.join(`,\n${' '.repeat(inner)}`)}]`;
}

/** Only a text that is in no list gets parentheses. */
function printText(text: string, layout: Layout, place: Place): string {
  const alone = place.level === 0;
  const [indent, allowance] = alone ? [place.indent + 1, place.allowance + 1] : [place.indent, place.allowance];
  const pieces = cutText(text, layout.width - indent, allowance).map(pythonRepr);
  const below = pieces.join(`\n${' '.repeat(indent)}`);
  return alone && pieces.length > 1 ? `(${below})` : below;
}

// What Python's splitlines() takes for the end of a line.
const pythonLine = /[^\n\r\v\f\x1c-\x1e\x85\u2028\u2029]*(?:\r\n|[\n\r\v\f\x1c-\x1e\x85\u2028\u2029]|$)/g;

function cutText(text: string, width: number, allowance: number): string[] {
  const lines = (text.match(pythonLine) ?? []).filter((line) => line !== '');
  return lines.flatMap((line, at) => {
    const kept = at === lines.length - 1 ? allowance : 0;
    return fits(line, width - kept) ? [line] : cutLine(line, width, kept);
  });
}

/** Cuts behind blanks; a piece without any is left too long. */
function cutLine(line: string, width: number, allowance: number): string[] {
  const words = line.match(/\S+\s*|\s+/g) ?? [];
  const pieces: string[] = [];
  let current = '';
  for (const [at, word] of words.entries()) {
    const kept = at === words.length - 1 ? allowance : 0;
    if (current !== '' && !fits(current + word, width - kept)) {
      pieces.push(current);
      current = '';
    }
    current += word;
  }
  return [...pieces, current];
}

function fits(text: string, width: number): boolean {
  return length(pythonRepr(text)) <= width;
}

/** In characters, as Python counts them. */
function length(text: string): number {
  return Array.from(text).length;
}
