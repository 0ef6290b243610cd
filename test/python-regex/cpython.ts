import { join } from 'node:path';
import { execaSync } from 'execa';

export interface Question {
  readonly pattern: string;
  /** `i`, `m`, both or none. */
  readonly flags?: string;
  readonly texts: readonly string[];
}

/**
 * Start and end of the match and of every group, -1 for one that took no part; null for no match. CPython takes for ever
 * on some texts, and of some it finds itself that it went wrong.
 */
export type CpythonFound = readonly number[] | null | 'hangs' | 'fails';

/** What CPython finds in each text of each question, or its words against the pattern. */
export function askCpython(questions: readonly Question[]): ({ error: string } | CpythonFound[])[] {
  const lines: string[] = [];
  let texts: readonly string[] | undefined;
  for (const question of questions) {
    if (question.texts !== texts) lines.push(JSON.stringify(question.texts));
    texts = question.texts;
    lines.push(JSON.stringify({ pattern: question.pattern, flags: question.flags ?? '' }));
  }
  const script = join(import.meta.dirname, 'cpython.py');
  const { stdout } = execaSync('python3', [script], { input: lines.join('\n'), maxBuffer: 2e9 });
  return stdout.split('\n').map((line) => JSON.parse(line) as { error: string } | CpythonFound[]);
}

/** Why the comparison can't be made here, if it can't: other versions differ in what they refuse and how. */
export function whyNoCpython(): string | undefined {
  const { stdout, failed } = execaSync('python3', ['-c', 'import sys; print(*sys.version_info[:2])'], {
    reject: false,
  });
  return !failed && stdout === '3 11' ? undefined : "CPython 3.11 can't be had here";
}
