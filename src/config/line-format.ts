import { ConfigError, type Where } from './configuration.js';

const fields = ['asctime', 'name', 'process', 'levelname', 'message'] as const;

/** What of a message stands somewhere in its line. */
export interface LineField {
  readonly field: (typeof fields)[number];
  /** Characters it fills up to with blanks. */
  readonly width: number;
  readonly isLeft: boolean;
}

/** How a line of the log looks: texts, and what stands between them. */
export type LineFormat = readonly (string | LineField)[];

/** Reads a format of Python's logging, such as `%(asctime)s %(name)-24s %(message)s`. Throws a ConfigError. */
export function readLineFormat(text: string, where: Partial<Where> = {}): LineFormat {
  return text.split(/(%\(\w*\)-?\d*[sd]|%%)/).flatMap((piece, index): LineFormat => {
    if (index % 2 === 1) return [piece === '%%' ? '%' : readField(piece, where)];
    if (piece.includes('%')) throw new ConfigError(`'${piece}' in a log format is incomplete; write %% for %`, where);
    return piece === '' ? [] : [piece];
  });
}

function readField(piece: string, where: Partial<Where>): LineField {
  const [, name = '', minus = '', width = '0'] = /^%\((\w*)\)(-?)(\d*)/.exec(piece) ?? [];
  const field = fields.find((known) => known === name);
  if (field !== undefined) return { field, width: Number(width), isLeft: minus === '-' };
  throw new ConfigError(`'${name}' is no field of a log format; use ${fields.join(', ')}`, where);
}

/** Fail2Ban's own. */
export const usualFormat = readLineFormat('%(asctime)s %(name)-24s[%(process)d]: %(levelname)-7s %(message)s');
