import { mandatoryLiterals, onlyCharacter, ofOneAfterTheOther, takesNothing } from './mandatory-literals.js';
import type { Node } from './node.js';

/** Texts, one of which is in every match. */
export type Literals = readonly string[];

/** To look for more texts at once costs more than it spares. */
const mostTexts = 6;
/** Shorter ones are in most texts. */
const shortest = 3;

/** All that is known to be in every match of a node: whoever finds none of one candidate in a text need not search it. */
export function literalCandidates(node: Node): readonly Literals[] {
  const candidates: Literals[] = [];
  let run: Literals = [''];
  for (const item of ofOneAfterTheOther(node)) {
    if (takesNothing(item)) continue;
    const texts = exactTexts(item);
    if (texts !== undefined && texts.length * run.length <= mostTexts) run = eachBehindEach(run, texts);
    else {
      candidates.push(...candidatesOf(run), texts ?? mandatoryLiterals(item) ?? []);
      run = texts ?? [''];
    }
  }
  return [...candidates, ...candidatesOf(run)].filter(isUseful);
}

function candidatesOf(run: Literals): readonly Literals[] {
  return run.length === 1 ? [run] : [run, [commonStart(run)]];
}

function isUseful(literals: Literals): boolean {
  const { length } = literals;
  return length > 0 && length <= mostTexts && literals.every((literal) => literal.length >= shortest);
}

/** Everything a node can match, if that is not much. */
function exactTexts(node: Node): Literals | undefined {
  if (node.type === 'literal') {
    const character = onlyCharacter(node);
    return character === undefined ? undefined : [character];
  }
  if (node.type === 'alternation') {
    const branches = node.branches.map(exactTexts);
    const texts = branches.flatMap((branch) => branch ?? []);
    return branches.includes(undefined) || texts.length > mostTexts ? undefined : texts;
  }
  if (node.type !== 'sequence' && node.type !== 'group') return undefined;
  let texts: Literals = [''];
  for (const item of ofOneAfterTheOther(node)) {
    const next = exactTexts(item);
    if (next === undefined || next.length * texts.length > mostTexts) return undefined;
    texts = eachBehindEach(texts, next);
  }
  return texts;
}

function eachBehindEach(starts: Literals, ends: Literals): Literals {
  return starts.flatMap((start) => ends.map((end) => start + end));
}

function commonStart(texts: Literals): string {
  const [first = '', ...others] = texts;
  let length = first.length;
  for (const other of others) while (!other.startsWith(first.slice(0, length))) length -= 1;
  return first.slice(0, length);
}
