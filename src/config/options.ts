import { ConfigError, type Where } from './configuration.js';

/** `name[opt=val, …]` taken apart; option names keep their case, the later of two counts. */
export interface OptionList {
  readonly name: string;
  readonly options: ReadonlyMap<string, string>;
}

const option =
  /\s*(?<name>[\p{L}\p{N}_.-]+(?:\?\w+=\w*)?)=(?:"(?<double>[^"]*)"|'(?<single>[^']*)'|(?<bare>(?!["'])[^,\]]*))(?:,\s*|\]\s*\[|$)/uy;

/** Reads the value of `filter`, or one action (spec config §2.5). Throws a ConfigError. */
export function readOptionList(text: string, where: Partial<Where>): OptionList {
  const [, name = '', inside = ''] = /^([^[]+)(?:\[(.*)\])?\s*$/s.exec(text) ?? [];
  if (name === '') throw new ConfigError(`'${text}' is not of the form name[option=value, …]`, where);
  const options = new Map<string, string>();
  for (let at = 0; at < inside.length; at = option.lastIndex) {
    option.lastIndex = at;
    const groups = option.exec(inside)?.groups;
    if (groups === undefined) {
      throw new ConfigError(
        `in '${text}' an option=value should stand at '${inside.slice(at)}'${hint(inside.slice(at))}`,
        where,
      );
    }
    options.set(groups.name ?? '', (groups.double ?? groups.single ?? groups.bare ?? '').trim());
  }
  return { name, options };
}

function hint(rest: string): string {
  if (/^[\w.-]+\s+=/.test(rest)) return ' (no blank before =)';
  return /^[\w.-]+=("[^"]*"|'[^']*')\s+,/.test(rest) ? ' (no blank before the comma)' : '';
}

const item = /[^\s[]+(?:\s*\[(?:"[^"]*"|'[^']*'|[^\]"'])*\])*(?=\s|$)|\S+/g;

/** Splits the value of `action` at blanks and line ends outside of brackets (spec config §2.5). */
export function splitActions(text: string): string[] {
  return text.match(item) ?? [];
}
