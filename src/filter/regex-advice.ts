import type { RepeatNode } from '../python-regex/node.js';
import type { PythonRegex } from '../python-regex/python-regex.js';
import type { CompiledRegexes, RegexNote, RegexSources } from './compile-regexes.js';
import { findForgery, type Forgery, victim } from './forgery.js';
import { expandRegex } from './failregex.js';
import { writtenIndex } from './written-index.js';

/**
 * What should be mended in failregexes that work: those by which a line can be made to count for somebody else, and those
 * that may take for ever to search for; `compiled` is what the sources were compiled to. Each text names what is at fault and what to write instead; none where a regex
 * can't be used at all.
 */
export function regexAdvice(sources: RegexSources, compiled: CompiledRegexes): RegexNote[] {
  if (compiled.errors.length > 0) return [];
  return compiled.failregex.flatMap((regex, number) => {
    const expand = (text: string) => expandRegex(text, sources.usedns);
    const placeOf = (repeat: RepeatNode) => quoted(repeat, regex, sources.failregex[number] ?? '', expand);
    const forgery = findForgery(regex);
    const texts = [
      ...(forgery === undefined ? [] : [aboutForgery(forgery, placeOf)]),
      ...(regex.risk === 'exponential' ? [aboutTime] : []),
    ];
    return texts.map((text) => ({ place: { option: 'failregex' as const, number }, text }));
  });
}

const aboutTime =
  'may take for ever on an ill-meant line in a program that has no guard against that, as Fail2Ban has none: inside of a ' +
  'repeat, repeats or branches can match the same text. Let each begin with a character that no other can match';

function aboutForgery({ repeat, holder, line }: Forgery, placeOf: (repeat: RepeatNode) => string): string {
  const proof = `'${line}' counts for ${victim}`;
  if (repeat === undefined) {
    return `matches wherever in a line such a text stands, be it in a name: ${proof}. Begin it with ^ and what the line begins with`;
  }
  const where = placeOf(repeat);
  if (holder === 'rest') {
    return `does not say where the line ends, and ${where} may run over the address: ${proof}. Write to its end all that may be there, and $`;
  }
  const also = holder === undefined || holder === repeat ? '' : `, and so does ${placeOf(holder)}`;
  return (
    `has ${where}, which can match what looks like the rest of the line${also}: ${proof}. ` +
    'Write instead of it only what can be there, such as \\S+ or [^"]*, so that what follows can begin in one place alone'
  );
}

/** A repeat and where it stands, in the regex as it is written. */
function quoted(
  repeat: RepeatNode,
  { parsed, pattern }: PythonRegex,
  written: string,
  expand: (text: string) => string,
) {
  const { start, end } = parsed.repeats.get(repeat) ?? { start: 0, end: 0 };
  const text = Array.from(pattern).slice(start, end).join('');
  return `'${text}' at position ${writtenIndex(written, expand, start)}`;
}
