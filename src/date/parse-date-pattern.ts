import { type DateCode, namesAnything, replaceCodes } from './date-codes.js';
import { unusablePattern } from './date-pattern-error.js';
import { epochPlace, epochRegex, longEpochRegex, tai64nRegex } from './epoch.js';

/** A datepattern entry read, as a Python regex. */
export interface ParsedDatePattern {
  /** The entry with its codes in words. */
  readonly label: string;
  readonly regex: string;
  /** The entry without a prefix in braces. */
  readonly shape: string;
  /** True if the whole entry is group 1 and nothing but checks stands behind it, so that group 1 ends where the match ends. */
  readonly wrapped: boolean;
  /** True if it can only be found at the start, or at the end, of a line. */
  readonly anchored: boolean;
}

// Behind a word no word starts, and before a word none ends: `x11:59` holds no `%H:%M`, `x[11:59` holds one.
const startBoundary = '(?:\\b|(?<!\\w))';
export const endBoundary = '(?:\\b|(?!\\w))';

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
    shape: word,
    wrapped: true,
    anchored,
  };
}

/** Which `{EPOCH}` and `{LEPOCH}` count: in any case if there is no %-code, as for all special words. */
const epochWord = (pattern: string): RegExp => (pattern.includes('%') ? /\{(L?EPOCH)\}/g : /\{(L?EPOCH)\}/gi);

const replaceEpochs = (pattern: string): string =>
  pattern.replace(epochWord(pattern), (_, word: string) => (word.length === 5 ? epochRegex : longEpochRegex));

/** Pulls the flags a pattern starts with to the front of everything, where alone they may stand. */
function splitFlags(pattern: string): { readonly flags: string; readonly rest: string } {
  const [whole = '', caret = '', flags = ''] = /^(\^?)((?:\(\?[a-zA-Z]+\))*)/.exec(pattern) ?? [];
  return { flags: flags.replaceAll(/[(?)]/g, ''), rest: caret + pattern.slice(whole.length) };
}

const hasPlainGroup = (pattern: string): boolean => /^(?:[^\\(]|\\[^]|\(\?)*\((?!\?)/.test(pattern);

// Where Fail2Ban looks for these marks, and no deeper.
const startsUnchecked = (pattern: string): boolean => /^\(*(?:\(\?:)?(?:\^|\*\*)/.test(pattern);
const endsUnchecked = (pattern: string): boolean => /(?:(?:(?<!\\)\$|\\b|\\s)\)?|\*\*\)*)$/.test(pattern);
const withoutMarks = (pattern: string): string => pattern.replace(/^(\(*)\*\*/, '$1').replace(/\*\*(\)*)$/, '$1');
const isAnchored = (regex: string): boolean =>
  /^(?:\(\?[a-zA-Z]+\))?\(?\^(?!\|)/.test(regex) || /(?<![\\|])\$\)?$/.test(regex);

/**
 * Reads one datepattern entry, special words and %-codes replaced, boundaries and group 1 put in place
 * (spec config-and-filters §5.2). `thisYear` bounds the years %ExY accepts. Throws DatePatternError.
 */
export function parseDatePattern(pattern: string, thisYear: number): ParsedDatePattern {
  const special = parseSpecial(pattern);
  if (special !== undefined) return special;
  if (pattern.toUpperCase() === '{NONE}')
    return { label: '^', regex: '^()', shape: '^', wrapped: true, anchored: true };

  const unknown = (code: string): never => {
    throw unusablePattern(
      pattern,
      code === '%'
        ? 'it ends in a lone %; write %% for a percent sign'
        : `there is no date code ${code}; write one such as %Y, or %% for a percent sign`,
    );
  };
  // Around a bare number nothing but the two words is read: neither %-codes nor a prefix in braces.
  const hasEpoch = epochWord(pattern).test(pattern);
  const atLineStart = !hasEpoch && pattern.startsWith(lineStartPrefix);
  const isUnbound = !hasEpoch && pattern.startsWith(unboundPrefix);
  const entry = pattern.slice(atLineStart ? lineStartPrefix.length : isUnbound ? unboundPrefix.length : 0);
  const replaced = (text: string, into: keyof DateCode) =>
    hasEpoch ? text : replaceCodes(text, into, thisYear, unknown);

  const { flags, rest } = splitFlags(entry);
  const core = replaceEpochs(replaced(withoutMarks(rest), 'regex'));
  const wrapped = !hasPlainGroup(rest);
  const addedFlags = !hasEpoch && namesAnything(entry) && !flags.includes('i') ? 'i' : '';
  if (wrapped && addedFlags === '' && /^(?:%(?:Ex)?[kl])/.test(entry)) {
    throw unusablePattern(
      pattern,
      'Fail2Ban cannot compile an entry that starts with %k or %l; write %H or %I, or put it in (?:…)',
    );
  }
  const body = wrapped ? core.replace(/^(\^?)(.*?)((?<!\\)\$)?$/s, '$1($2)$3') : core;
  const before = atLineStart ? lineStart : !isUnbound && !startsUnchecked(rest) ? startBoundary : '';
  const after = !isUnbound && !endsUnchecked(rest) ? endBoundary : '';
  const allFlags = flags + addedFlags;
  const regex = `${allFlags === '' ? '' : `(?${allFlags})`}${before}${body}${after}`;
  return {
    label: (atLineStart ? lineStartPrefix : '') + replaced(entry, 'label'),
    regex,
    shape: entry,
    wrapped,
    anchored: isAnchored(regex),
  };
}
