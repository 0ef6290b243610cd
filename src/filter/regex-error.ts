import { PatternError } from '../python-regex/pattern-error.js';

export type RegexOption = 'prefregex' | 'failregex' | 'ignoreregex';

/** Which regex of a filter; `number` counts from 0 within its option. */
export interface RegexPlace {
  readonly option: RegexOption;
  readonly number: number;
}

/**
 * A regex of a filter that can't be used. The message shows it as it was written, tags and all, and `index` counts in
 * that; `complaint` is the message without the option.
 */
export class RegexError extends PatternError {
  override readonly code = 'REGEX';
  readonly option: RegexOption;
  readonly number: number;
  readonly complaint: string;

  constructor(problem: string, { option, number }: RegexPlace, regex: string, index?: number) {
    super(problem, regex, index);
    this.name = 'RegexError';
    this.complaint = `${this.message} in '${excerpt(regex, index ?? 0)}'; ${remedy(problem)}`;
    this.message = `${option} ${number + 1}: ${this.complaint}`;
    this.option = option;
    this.number = number;
  }
}

/** What is shown of a long regex: this many characters around the place in question. */
const [before, after] = [30, 60];

function excerpt(regex: string, index: number): string {
  const characters = Array.from(regex);
  const start = index > before ? index - before : 0;
  const end = index + after;
  const shown = characters.slice(start, end).join('');
  return `${start > 0 ? '…' : ''}${shown}${end < characters.length ? '…' : ''}`;
}

const remedies: readonly (readonly [RegExp, string])[] = [
  [/^Cannot add empty regex/, 'write a regex, or take the line out'],
  [/^No failure-id group/, 'put <HOST> where the address stands'],
  [/^missing \), unterminated/, String.raw`close it with ), or write \( for the character itself`],
  [/^unbalanced parenthesis/, String.raw`take the ) out, or write \) for the character itself`],
  [/^(?:nothing to|multiple) repeat/, String.raw`write \* for the character itself, likewise \+ and \?`],
  [/^unterminated character set/, String.raw`close it with ], or write \[ for the character itself`],
  [/^bad character range/, 'write the smaller one first; a - that means itself goes to the end of the set'],
  [/^(?:bad|incomplete) escape/, String.raw`take the backslash out, or write \\ for a backslash`],
  [
    /^redefinition of group name/,
    'use each name once; <HOST>, <ADDR> and the like bring the same names, so only one of them',
  ],
  [/group name|group reference|open group/, 'define the group, closed, before the place that names it'],
  [/^min repeat greater/, 'write the smaller number first'],
  [/^global flags not at the start/, 'move the flags to the very beginning, or write them as (?i:…)'],
  [/^look-behind requires fixed-width/, 'let it match texts of one length only, or use several of them'],
  [/flag/, 'write flags as (?i), the letters out of i, m, s, x'],
];

function remedy(problem: string): string {
  return remedies.find(([words]) => words.test(problem))?.[1] ?? 'try it with tsban-regex';
}
