import { TsbanError } from '../error.js';

/** A text that is no formula; the message says what is wrong with it. */
export class FormulaError extends TsbanError {
  readonly code = 'FORMULA';

  constructor(fault: string) {
    super(fault);
    this.name = 'FormulaError';
  }
}

/** A piece of a formula; `sign` are operators, their words, parentheses and commas. */
export interface Token {
  readonly kind: 'number' | 'name' | 'sign' | 'other' | 'end';
  readonly text: string;
}

const piece =
  /(?<number>(?:\d[\d_]*\.?\d*|\.\d+)(?:[eE][-+]?\d+)?)|(?<sign>\*\*|\/\/|<<|>>|[<>=!]=|[-+*/%<>&|^~(),]|\b(?:if|else|and|or|not)\b)|(?<name>[a-zA-Z_]\w*(?:\.[a-zA-Z_]\w*)*)|(?<other>\S)/gu;

/** More would only be there to wear out the stack. */
const mostTokens = 500;

/** The pieces of a formula, blanks left out. Throws a FormulaError. */
export function tokenize(text: string): readonly Token[] {
  const tokens = Array.from(text.matchAll(piece), ([token, number, sign, name]): Token => {
    if (number !== undefined) return { kind: 'number', text: token };
    if (sign !== undefined) return { kind: 'sign', text: token };
    return { kind: name === undefined ? 'other' : 'name', text: token };
  });
  const foreign = tokens.find(({ kind }) => kind === 'other');
  if (foreign !== undefined) throw new FormulaError(`'${foreign.text}' has no meaning in it`);
  if (tokens.length > mostTokens) throw new FormulaError(`it has more than ${mostTokens} words and signs`);
  return tokens;
}
