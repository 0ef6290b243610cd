import { findAmbiguousLoop } from '../python-regex/ambiguous-loop.js';
import type { RepeatNode } from '../python-regex/node.js';
import type { PythonRegex } from '../python-regex/python-regex.js';
import type { CompiledRegexes, RegexNote, RegexSources } from './compile-regexes.js';
import { expandRegex } from './failregex.js';
import { findForgery, type Forgery, victim } from './forgery.js';
import type { RegexPlace } from './regex-error.js';
import type { UseDns } from './tags.js';
import { writtenIndex } from './written-index.js';

/** A regex as it is written, and what it was compiled to. */
interface Regex {
  readonly place: RegexPlace;
  readonly written: string;
  readonly usedns: UseDns;
  readonly compiled: PythonRegex;
}

/**
 * What should be mended in regexes that work: failregexes by which a line can be made to count for somebody else, and what
 * may take for ever to search for; `compiled` is what the sources were compiled to. Each text names what is at fault and
 * what to write instead; none where a regex can't be used at all.
 */
export function regexAdvice(sources: RegexSources, { prefregex, failregex, errors }: CompiledRegexes): RegexNote[] {
  if (errors.length > 0) return [];
  const { usedns } = sources;
  const asRegex = (option: RegexPlace['option'], compiled: PythonRegex, number: number, written = ''): Regex => {
    return { place: { option, number }, written, usedns, compiled };
  };
  const prefix = prefregex === undefined ? [] : [asRegex('prefregex', prefregex, 0, sources.prefregex)];
  const failing = failregex.map((regex, number) => asRegex('failregex', regex, number, sources.failregex[number]));
  return [...prefix.flatMap(aboutTime), ...failing.flatMap((regex) => [...aboutForgery(regex), ...aboutTime(regex)])];
}

function aboutTime(regex: Regex): RegexNote[] {
  const loop = findAmbiguousLoop(regex.compiled.parsed.root);
  if (loop === undefined) return [];
  const text =
    'may take for ever on an ill-meant line in a program that has no guard against that, as Fail2Ban has none: ' +
    `${quoted(loop, regex)} can divide the same text in ever more ways. Let a round, and each repeat in it, end where ` +
    'nothing else can go on';
  return [{ place: regex.place, text }];
}

function aboutForgery(regex: Regex): RegexNote[] {
  const forgery = findForgery(regex.compiled);
  return forgery === undefined ? [] : [{ place: regex.place, text: howForged(forgery, regex) }];
}

function howForged({ repeat, holder, line }: Forgery, regex: Regex): string {
  const proof = `'${line}' counts for ${victim}`;
  if (repeat === undefined) {
    return `matches wherever in a line such a text stands, be it in a name: ${proof}. Begin it with ^ and what the line begins with`;
  }
  const where = quoted(repeat, regex);
  if (holder === 'rest') {
    return `does not say where the line ends, and ${where} may run over the address: ${proof}. Write to its end all that may be there, and $`;
  }
  const also = holder === undefined || holder === repeat ? '' : `, and so does ${quoted(holder, regex)}`;
  return (
    `has ${where}, which can match what looks like the rest of the line${also}: ${proof}. ` +
    'Write instead of it only what can be there, such as \\S+ or [^"]*, so that what follows can begin in one place alone'
  );
}

/** A repeat and where it stands, in the regex as it is written. */
function quoted(repeat: RepeatNode, { compiled: { parsed, pattern }, written, usedns }: Regex): string {
  const { start, end } = parsed.repeats.get(repeat) ?? { start: 0, end: 0 };
  const text = Array.from(pattern).slice(start, end).join('');
  return `'${text}' at position ${writtenIndex(written, (part) => expandRegex(part, usedns), start)}`;
}
