import { PatternError } from '../../src/python-regex/pattern-error.js';
import type { PythonRegex } from '../../src/python-regex/python-regex.js';
import { askCpython, type CpythonFound, type Question } from './cpython.js';
import { type Engine, placesOf, tryCompile } from './places.js';

export interface Answered extends Question {
  readonly regex: PythonRegex;
  readonly answers: readonly CpythonFound[];
}

/** Asks CPython about patterns that both sides understand. */
export function answered(questions: readonly Question[]): readonly Answered[] {
  return askCpython(questions).map((answers, at) => {
    const question = questions[at];
    if (question === undefined || !Array.isArray(answers)) throw new Error(`${question?.pattern} is refused`);
    const regex = tryCompile(question.pattern, question.flags);
    if (regex instanceof PatternError) throw regex;
    return { ...question, regex, answers };
  });
}

/**
 * What an engine finds otherwise than CPython, and how much there was to compare; leaves out what CPython has no good
 * answer to, and what the machine gives up on.
 */
export function compare(asked: readonly Answered[], engine: Engine) {
  const differing: string[] = [];
  const count = { compared: 0, matching: 0, leftByCpython: 0, givenUp: 0 };
  for (const { pattern, flags, texts, regex, answers } of asked) {
    for (const [at, theirs] of answers.entries()) {
      if (theirs === 'hangs' || theirs === 'fails') {
        count.leftByCpython++;
        continue;
      }
      const text = texts[at] ?? '';
      const before = regex.givenUp;
      const ours = placesOf(engine(regex, text), regex);
      if (regex.givenUp > before) {
        count.givenUp++;
        continue;
      }
      count.compared++;
      if (theirs !== null) count.matching++;
      if (String(ours) !== String(theirs)) differing.push(JSON.stringify({ pattern, flags, text, ours, theirs }));
    }
  }
  return { ...count, differing };
}
