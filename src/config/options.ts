import { pythonRepr } from '../python-repr.js';
import { ConfigError, type Located, type Where } from './configuration.js';
import { placeOfLine } from './values.js';

/** `name[opt=val, …]` taken apart; option names keep their case, the later of two counts. */
export interface OptionList {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

const optionName = String.raw`[\p{L}\p{N}_.-]+(?:\?\w+=\w*)?`;
const option = new RegExp(
  String.raw`\s*(?<name>${optionName})=(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>[^,\]]*))`,
  'uy',
);
// Python's $ is found before a last line end, too.
const separator = /,|\]\s*\[|\n?$/y;

/** Reads the value of `filter`, or one action (spec config §2.5). Throws a ConfigError. */
export function readOptionList(text: string, where: Partial<Where>): OptionList {
  const fault = (problem: string, fail2ban: string) =>
    new ConfigError(
      problem,
      where,
      `wrong configuration: Invalid ${where.option ?? ''} definition ${pythonRepr(text)}: ${fail2ban}`,
    );
  const [, name = '', inside = ''] = /^([^[]+)(?:\[(.*)\])?\s*$/s.exec(text) ?? [];
  if (name === '')
    throw fault(
      `'${text}' is not of the form name[option=value, …]; close its bracket, and write nothing behind it`,
      'unexpected option syntax',
    );
  const options = new Map<string, string>();
  for (let at = 0; inside.slice(at).trim() !== ''; at = separator.lastIndex) {
    const misplaced = (from: number, fail2ban: string) => {
      const rest = inside.slice(at);
      const found = `an option=value should stand at '${rest}'; ${advice(rest)}`;
      return fault(`in '${text}' ${found}`, `${fail2ban}: ${inside.slice(from, from + 25)}`);
    };
    option.lastIndex = at;
    const groups = option.exec(inside)?.groups;
    if (groups === undefined) throw misplaced(at, `expected option, wrong syntax at ${at}`);
    const { name: key = '', double, single, bare = '' } = groups;
    options.set(key, (double ?? single ?? bare).trim());
    separator.lastIndex = option.lastIndex;
    const end = option.lastIndex;
    if (!separator.test(inside)) throw misplaced(end, `unexpected syntax at ${end} after option '${key}'`);
  }
  return { name, options };
}

function advice(rest: string): string {
  if (/^[\w.-]+\s+=/.test(rest)) return 'write no blank before =';
  if (/^[\w.-]+=("[^"]*"|'[^']*')\s+,/.test(rest)) return 'write no blank before the comma';
  return 'put quotes around a value with commas or brackets in it, and one comma between two options';
}

// One option in brackets, and what may part it from the next; a quoted text that something else follows is a bare one.
const quoted = `(?:"[^"]*"|'[^']*')`;
const follows = String.raw`\s*(?:[,\]]|${optionName}=)`;
const bare = String.raw`(?!${quoted}${follows})[^,\]]*(?=[,\]])`;
const inBrackets = String.raw`\s*${optionName}=(?:${quoted}(?=${follows})|${bare})\s*(?:,|\]\s*\[)?`;
const item = new RegExp(String.raw`[^\s[]+(?:\s*\[(?:${inBrackets})*\s*\])?(?=\s|$)|\S+`, 'gu');

/** Splits the value of `action` at blanks and line ends outside of well-formed brackets, each item with its own line (spec config §2.5). */
export function splitActions(written: Located<string>): Located<string>[] {
  const { value } = written;
  return [...value.matchAll(item)].map(({ 0: text, index }) => {
    const line = value.slice(0, index).split('\n').length - 1;
    return { value: text, where: placeOfLine(written, line) };
  });
}
