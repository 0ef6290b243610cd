import { parse } from 'ini';
import { ConfigError, type Located, type Problem, type Where } from './configuration.js';
import { readStatements, type Statement } from './statements.js';

/** The options of one section by lower-case name, in order of appearance. */
export type Options = ReadonlyMap<string, Located<string>>;

export interface Section {
  /** Its first header line. */
  readonly where: Where;
  readonly options: Options;
}

/** One file on its own: what it sets, and what of it could not be understood. */
export interface ParsedFile {
  readonly file: string;
  readonly sections: ReadonlyMap<string, Section>;
  readonly problems: readonly Problem[];
}

/**
 * Reads Fail2Ban's INI dialect (spec config §1.4). A line that is neither section nor option is an error of the section
 * it stands in; what stands twice in one file is warned of, and the later one counts.
 */
export function parseDialect(text: string, file: string): ParsedFile {
  const statements = readStatements(text);
  return { file, sections: unfold(parse(fold(statements)), statements, file), problems: check(statements, file) };
}

/**
 * Folds the dialect into plain INI: one option a line, its value a JSON string, every name percent-encoded behind its line
 * number. The number carries the place through `ini`, and keeps it from seeing `__proto__`, arrays and integer keys.
 */
function fold(statements: readonly Statement[]): string {
  const firstSection = statements.findIndex(({ kind }) => kind === 'section');
  const inSections = firstSection < 0 ? [] : statements.slice(firstSection);
  return inSections.map(foldStatement).join('\n');
}

function foldStatement(statement: Statement): string {
  if (statement.kind === 'neither') return '';
  const name = `${statement.line}:${encodeURIComponent(statement.name).replaceAll('.', '%2E')}`;
  return statement.kind === 'section' ? `[${name}]` : `${name}=${foldValue(statement.value)}`;
}

// `ini` reads a value up to the end of the line, and takes these two for one.
const lineSeparators = /[\u2028\u2029]/g;

function foldValue(value: string): string {
  return JSON.stringify(value).replace(lineSeparators, (c) => (c === '\u2028' ? '\\u2028' : '\\u2029'));
}

function unfold(ini: Record<string, unknown>, statements: readonly Statement[], file: string): Map<string, Section> {
  const linesFrom = new Map(statements.map((statement) => [statement.line, linesOf(statement)]));
  const sections = new Map<string, { where: Where; options: Map<string, Located<string>> }>();
  for (const [folded, entries] of Object.entries(ini)) {
    const { line, name: section } = unfoldName(folded);
    const known = sections.get(section) ?? { where: { file, line, section, option: '' }, options: new Map() };
    sections.set(section, known);
    for (const [foldedOption, value] of Object.entries(entries as Record<string, unknown>)) {
      const { line, name: option } = unfoldName(foldedOption);
      // `ini` makes true, false and null of these words even inside quotes.
      known.options.set(option, {
        value: String(value),
        where: { file, line, section, option },
        ...linesFrom.get(line),
      });
    }
  }
  return sections;
}

function linesOf(statement: Statement): { lines?: readonly number[] } {
  return statement.kind === 'option' && statement.lines.length > 1 ? { lines: statement.lines } : {};
}

function unfoldName(folded: string): { line: number; name: string } {
  const colon = folded.indexOf(':');
  return { line: Number(folded.slice(0, colon)), name: decodeURIComponent(folded.slice(colon + 1)) };
}

function check(statements: readonly Statement[], file: string): Problem[] {
  const firstLines = new Map<string, number>();
  let section: string | undefined;
  return statements.flatMap((statement) => {
    if (statement.kind === 'section') section = statement.name;
    const { line } = statement;
    if (statement.kind === 'neither' && statement.text.startsWith('['))
      return problem('error', unclosed(statement.text), { file, line, ...(section !== undefined && { section }) });
    if (section === undefined)
      return problem('error', 'this line stands above every [section] and belongs to none; put it below one', {
        file,
        line,
      });
    if (statement.kind === 'neither') return problem('error', neither(statement.text), { file, line, section });

    const option = statement.kind === 'option' ? statement.name : undefined;
    const first = firstLines.get(JSON.stringify([section, option]));
    firstLines.set(JSON.stringify([section, option]), first ?? line);
    // [DEFAULT] alone may be opened again.
    if (first === undefined || (section === 'DEFAULT' && option === undefined)) return [];
    const where = { file, line, section, ...(option !== undefined && { option }) };
    return problem(
      'warning',
      `stands in this file twice, first at line ${first}, and the later counts; take one of them out`,
      where,
    );
  });
}

function problem(severity: Problem['severity'], text: string, where: Partial<Where>): Problem[] {
  return [{ severity, error: new ConfigError(text, where) }];
}

function unclosed(text: string): string {
  return `'${text}' is no [section]: close it with ], or indent it if it continues a value`;
}

function neither(text: string): string {
  return `'${text}' is neither a [section] nor 'option = value'; indent it if it continues a value`;
}
