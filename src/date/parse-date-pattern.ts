import { namesAnything, replaceCodes } from './date-codes.js';
import { unusablePattern } from './date-pattern-error.js';
import { epochPlace, epochRegex, longEpochRegex, tai64nRegex } from './epoch.js';

/** A datepattern entry read, as a Python regex. */
export interface ParsedDatePattern {
  /** The entry with its codes in words. */
  readonly label: string;
  readonly regex: string;
  /** True if the whole entry is group 1 and nothing but checks stands behind it, so that group 1 ends where the match ends. */
  readonly wrapped: boolean;
  /** True if it can only be found at the start, or at the end, of a line. */
  readonly anchored: boolean;
}

// Behind a word no word starts, and before a word none ends: `x11:59` holds no `%H:%M`, `x[11:59` holds one.
const startBoundary = '(?:\\b|(?<!\\w))';
const endBoundary = '(?:\\b|(?!\\w))';

const lineStartPrefix = '{^LN-BEG}';
const unboundPrefix = '{UNB}';
const lineStart = '^\\W{0,2}';

const specials: Record<string, { readonly label: string; readonly regex: string; readonly place: string }> = {
  EPOCH: { label: 'Epoch', regex: epochRegex, place: epochPlace },
  LEPOCH: { label: 'LongEpoch', regex: longEpochRegex, place: epochPlace },
  TAI64N: { label: 'TAI64N', regex: tai64nRegex, place: startBoundary },
};

/** EPOCH, LEPOCH or TAI64N alone, in any case, anywhere or at the start of a line. */
function parseSpecial(pattern: string): ParsedDatePattern | undefined {
  const [, prefix, word = ''] = /^(\^|\{\^LN-BEG\})?(\w+)$/.exec(pattern.toUpperCase()) ?? [];
  const special = specials[word];
  if (special === undefined) return undefined;
  const anchored = prefix !== undefined;
  return {
    label: (anchored ? lineStartPrefix : '') + special.label,
    regex: `${anchored ? lineStart : special.place}(${special.regex})${endBoundary}`,
    wrapped: true,
    anchored,
  };
}

/** `{EPOCH}` and `{LEPOCH}` within a larger pattern; in any case if there is no %-code, as all special words. */
function replaceEpochs(pattern: string): string {
  return pattern.replace(pattern.includes('%') ? /\{(L?EPOCH)\}/g : /\{(L?EPOCH)\}/gi, (_, word: string) =>
    word.length === 5 ? epochRegex : longEpochRegex,
  );
}

/** Pulls the flags a pattern starts with to the front of everything, where alone they may stand. */
function splitFlags(pattern: string): { readonly flags: string; readonly rest: string } {
  const found = /^(\^?)\(\?([a-zA-Z]+)\)/.exec(pattern);
  if (found === null) return { flags: '', rest: pattern };
  const [whole, caret = '', flags = ''] = found;
  return { flags, rest: caret + pattern.slice(whole.length) };
}

const hasPlainGroup = (pattern: string): boolean => /^(?:[^\\(]|\\[^]|\(\?)*\((?!\?)/.test(pattern);
const startsUnchecked = (pattern: string): boolean => /^(?:\((?:\?:|\?P<\w+>)?)*(?:\^|\*\*)/.test(pattern);
const endsUnchecked = (pattern: string): boolean => /(?:\$|\\b|\\s|\*\*)$/.test(pattern);

/**
 * Reads one datepattern entry, special words and %-codes replaced, boundaries and group 1 put in place
 * (spec config-and-filters §5.2). `thisYear` bounds the years %ExY accepts. Throws DatePatternError.
 */
export function parseDatePattern(pattern: string, thisYear: number): ParsedDatePattern {
  const special = parseSpecial(pattern);
  if (special !== undefined) return special;
  if (pattern.toUpperCase() === '{NONE}') return { label: '^', regex: '^()', wrapped: true, anchored: true };

  const unknown = (code: string): never => {
    throw unusablePattern(
      pattern,
      code === '%'
        ? 'it ends in a lone %; write %% for a percent sign'
        : `there is no date code ${code}; write one such as %Y, or %% for a percent sign`,
    );
  };
  const atLineStart = pattern.startsWith(lineStartPrefix);
  const bound = !pattern.startsWith(unboundPrefix);
  const entry = pattern.slice(atLineStart ? lineStartPrefix.length : bound ? 0 : unboundPrefix.length);

  const { flags, rest } = splitFlags(entry);
  const core = replaceEpochs(replaceCodes(rest.replace(/^\*\*|\*\*$/g, ''), 'regex', thisYear, unknown));
  const wrapped = !hasPlainGroup(rest);
  const body = wrapped ? core.replace(/^(\^?)(.*?)((?<!\\)\$)?$/s, '$1($2)$3') : core;
  const before = atLineStart ? lineStart : bound && !startsUnchecked(rest) ? startBoundary : '';
  const after = bound && !endsUnchecked(rest) ? endBoundary : '';
  const allFlags = namesAnything(entry) && !flags.includes('i') ? `${flags}i` : flags;
  return {
    label: (atLineStart ? lineStartPrefix : '') + replaceCodes(entry, 'label', thisYear, unknown),
    regex: `${allFlags === '' ? '' : `(?${allFlags})`}${before}${body}${after}`,
    wrapped,
    anchored: atLineStart || /^(?:\((?:\?:|\?P<\w+>)?)*\^/.test(rest) || (rest.endsWith('$') && !rest.endsWith('\\$')),
  };
}
