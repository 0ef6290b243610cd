import { DatePatternError } from './date-pattern-error.js';
import { compileDateTemplate, type DateTemplate, knownDateTemplate } from './date-template.js';
import { allDefaultPatterns, defaultPatterns, expandDate, lineStartPatterns } from './default-patterns.js';
import { endOfHint } from './default-sieve.js';
import { parseDatePattern } from './parse-date-pattern.js';

/** What an anchored copy of a default shape counts for, against 1 for the others (spec config-and-filters §5.1). */
const anchoredWeight = 100;

const lineStartWord = '{^LN-BEG}';
const defaultWord = '{DEFAULT}';

const entriesOf = (datepattern: string): readonly string[] =>
  datepattern
    .split('\n')
    .map((entry) => entry.trim())
    .filter((entry) => entry !== '');

function compileDefaults(patterns: readonly string[], thisYear: number): DateTemplate[] {
  const own = new Set(defaultPatterns);
  return patterns.map((pattern) => knownDateTemplate(pattern, thisYear, own.has(pattern) ? 1 : anchoredWeight));
}

/** The templates of an entry that stands for several; undefined for one that is a pattern itself. */
function expandEntry(entry: string, thisYear: number): DateTemplate[] | undefined {
  if (entry.toUpperCase() === lineStartWord) return compileDefaults(lineStartPatterns, thisYear);
  // As all special words, in any case if the entry has no %-code.
  const expanded = entry.includes('%') ? entry : entry.replace(/\{DATE\}/gi, '{DATE}');
  if (!expanded.includes('{DATE}')) return undefined;
  // Few of them are ever searched for.
  return expandDate(expanded).map((pattern, index) => compileDateTemplate(pattern, thisYear, index > 0));
}

export interface DateTemplates {
  readonly templates: readonly DateTemplate[];
  /** As default-sieve.ts has it, if all of them are default shapes. */
  readonly endOfHint: ((text: string) => number) | undefined;
}

/**
 * The templates of a datepattern, one entry a line, in the order they are tried (spec §5.2); the default shapes if there is
 * no entry. `{DEFAULT}` beside other entries is not heeded. Throws DatePatternError.
 */
export function compileDateTemplates(datepattern: string | undefined, thisYear: number): DateTemplates {
  const own = entriesOf(datepattern ?? '').filter((entry) => entry.toUpperCase() !== defaultWord);
  if (own.length === 0) {
    return { templates: compileDefaults(allDefaultPatterns, thisYear), endOfHint };
  }
  const templates = new Map<string, DateTemplate>();
  for (const entry of own) {
    const several = expandEntry(entry, thisYear);
    for (const template of several ?? [compileDateTemplate(entry, thisYear)]) {
      const { name } = template;
      // `{^LN-BEG}EPOCH` before `{^LN-BEG}` only means that it comes first.
      if (several !== undefined || !templates.has(name)) templates.set(name, template);
      else throw new DatePatternError(entry, `There is already a template with name ${name}; take one of the two out`);
    }
  }
  const isDefault = own.every((entry) => entry.toUpperCase() === lineStartWord);
  return { templates: [...templates.values()], endOfHint: isDefault ? endOfHint : undefined };
}

const specialWord =
  /%|^(?:\^|\{\^LN-BEG\})?(?:L?EPOCH|TAI64N)$|\{L?EPOCH\}|\{DATE\}|\{DEFAULT\}|\{NONE\}|^\{\^LN-BEG\}$|\(\)/i;

/** A note for each entry that has neither a %-code nor a special word: it is legal, but hardly what was meant. */
export function datePatternNotes(datepattern: string | undefined): readonly string[] {
  return entriesOf(datepattern ?? '')
    .filter((entry) => !specialWord.test(entry))
    .map(
      (entry) =>
        `datepattern '${entry}' has no %-code and no special word: it matches only this literal text, ` +
        'and gives each such line the last midnight as its time; write %-codes such as %Y-%m-%d %H:%M:%S',
    );
}

/** A datepattern as Fail2Ban names it (spec runtime §7.6). */
export interface DatePatternName {
  /** Null for a bare number such as EPOCH, and where there is not just one pattern. */
  readonly pattern: string | null;
  /** The pattern with its codes in words. */
  readonly label: string;
}

const bareNumber = /^(?:\^|\{\^LN-BEG\})?(?:L?EPOCH|TAI64N)$|\{L?EPOCH\}/i;

export function datePatternName(datepattern = ''): DatePatternName {
  const [entry, ...others] = entriesOf(datepattern).filter((each) => each.toUpperCase() !== defaultWord);
  if (entry === undefined || others.length > 0 || standsForSeveral(entry)) {
    return { pattern: null, label: 'Default Detectors' };
  }
  // Which years are accepted is not told.
  const { label } = parseDatePattern(entry, 2000);
  if (bareNumber.test(entry)) return { pattern: null, label };
  return { pattern: entry.toUpperCase() === '{NONE}' ? '{UNB}^' : entry, label };
}

function standsForSeveral(entry: string): boolean {
  return entry.toUpperCase() === lineStartWord || /\{DATE\}/i.test(entry);
}
