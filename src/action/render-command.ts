import { TsbanError } from '../error.js';
import type { ActionCommandName, StartFamily } from './action-definition.js';
import { mayStandVerbatim } from './verbatim.js';

/** Value of a tag without its brackets; undefined leaves the tag as it stands. */
export type TagLookup = (tag: string) => string | undefined;

/** A script for `/bin/sh -c`, and the shell variables it expects, by name. */
export interface RenderedCommand {
  readonly script: string;
  readonly variables: ReadonlyMap<string, string>;
  /** Which of an action's commands it is, if it is one. */
  readonly name?: ActionCommandName;
  /** Parts of the script that belong neither into a log nor into the list of processes. */
  readonly secrets?: readonly string[];
  /** What it reads from standard input. */
  readonly input?: string;
  /** True if its output is an answer: kept up to 64 MiB, and not logged. */
  readonly isQuestion?: boolean;
  /** True if there may be nothing left for it to do: then it is no news that it failed. */
  readonly mayFail?: boolean;
}

/** Parameters of an action that refer to each other in a circle. */
export class ActionTagError extends TsbanError {
  readonly code = 'ACTION_TAG';

  constructor(tag: string, text: string) {
    super(`the action parameter '${tag}' is made of itself ('${text}'). Take <${tag}> out of its own value`);
    this.name = 'ActionTagError';
  }
}

const tagPattern = /<([^ <>]+)>/g;
const maxRounds = 25;
/** Parameters that multiply each other would fill the memory. */
const longestCommand = 1_000_000;

/**
 * Puts parameters into a command, and parameters into those, until only tags remain which no parameter explains
 * (spec runtime §4.4). A parameter's `?family=` variant goes before the plain one; composed tags like `<rule-<type>>`
 * are resolved from the inside. Throws an ActionTagError.
 */
export function expandParameters(
  command: string,
  parameters: ReadonlyMap<string, string>,
  family: StartFamily,
): string {
  const lookup = (tag: string): string | undefined =>
    fixedTags[tag] ??
    (perTicket.has(tag) ? undefined : (parameters.get(`${tag}?family=${family}`) ?? parameters.get(tag)));
  const expand = (text: string, within: readonly string[]): string => {
    let current = text;
    for (let round = 0; round < maxRounds; round++) {
      const next = current.replace(tagPattern, (whole, tag: string) => {
        const value = lookup(tag);
        if (value === undefined) return whole;
        if (within.includes(tag)) throw new ActionTagError(tag, value);
        return expand(value, [...within, tag]);
      });
      if (next === current) return current;
      if (next.length > longestCommand) break;
      current = next;
    }
    throw new ActionTagError(tagsIn(current)[0] ?? '', text);
  };
  return expand(command, []);
}

const fixedTags: Readonly<Record<string, string | undefined>> = { br: '\n', sp: ' ' };
// A jail's own options reach its actions as parameters; these of them mean the ticket's all the same.
const perTicket: ReadonlySet<string> = new Set(['bantime', 'matches', 'ipmatches', 'ipjailmatches']);

/** Names of the tags a text holds, in order. */
export function tagsIn(text: string): readonly string[] {
  return [...text.matchAll(tagPattern)].map(([, tag = '']) => tag);
}

/**
 * Puts values that come from outside into a command, in one pass, so that nothing in a value is expanded again. A value
 * that might mean something to the shell becomes a variable `$f2bV_<tag>`, which the shell never reads as code (spec
 * runtime §4.8); so does a long one. NULs are dropped: no argument can hold them.
 */
export function insertValues(command: string, lookup: TagLookup): RenderedCommand {
  const variables = new Map<string, string>();
  const script = command.replace(tagPattern, (whole, tag: string, offset: number) => {
    const value = lookup(tag);
    if (value === undefined) return whole;
    const text = value.replaceAll('\0', '').slice(0, maxLength);
    if (mayStandVerbatim(text, command, offset)) return text;
    const name = freeName(tag, text, variables);
    variables.set(name, text);
    // `$name` directly before a word character (or a tag that may bring one) would be another variable's name.
    return /[\w<]/.test(command.charAt(offset + whole.length)) ? `\${${name}}` : `$${name}`;
  });
  return { script, variables };
}

// Linux takes at most 128 KiB in one argument; a UTF-16 unit has up to three bytes, and the script is an argument too.
const maxLength = 40_000;

/** Two tags may differ only in characters no variable can have; the second one gets a number. */
function freeName(tag: string, text: string, taken: ReadonlyMap<string, string>): string {
  const spelled = tag.startsWith('F-') ? `F-${tag.slice(2).toLowerCase()}` : tag;
  const name = `f2bV_${spelled.replaceAll(/\W/g, '_')}`;
  const isFree = (candidate: string): boolean => (taken.get(candidate) ?? text) === text;
  for (let number = 2; ; number++) {
    const candidate = number === 2 ? name : `${name}_${number - 1}`;
    if (isFree(candidate)) return candidate;
  }
}
