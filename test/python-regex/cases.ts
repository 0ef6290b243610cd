import { readFileSync } from 'node:fs';

/** Start and end in UTF-16 code units and the texts of all groups, null for no match; or CPython's words against the pattern. */
export type Answer = { readonly error: string } | readonly (number | string | null)[] | null;

export interface Case {
  readonly pattern: string;
  readonly text: string;
  /** `i`, `m` or both. */
  readonly flags?: string;
  readonly expected: Answer;
}

/** Cases with CPython 3.11's answers (test/system/python-regex.test.ts asks it again). */
export function readCases(name: 'cases' | 'random'): readonly Case[] {
  return JSON.parse(readFileSync(`fixtures/python-regex/${name}.json`, 'utf8')) as Case[];
}
