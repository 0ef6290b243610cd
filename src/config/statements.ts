/** What one or several lines of a file say; `line` is the first of them, counted from 1. */
export type Statement =
  | { readonly kind: 'section'; readonly line: number; readonly name: string }
  | {
      readonly kind: 'option';
      readonly line: number;
      readonly name: string;
      readonly value: string;
      /** The line of the file each line of the value stands on. */
      readonly lines: readonly number[];
    }
  | { readonly kind: 'neither'; readonly line: number; readonly text: string };

/** Cuts a file of Fail2Ban's INI dialect into statements: comments gone, values over several lines joined (spec config §1.4). */
export function readStatements(text: string): Statement[] {
  const statements: Statement[] = [];
  let open: Continuable | undefined;
  const close = () => {
    if (open !== undefined) {
      const value = open.texts.join('\n').trimEnd();
      statements.push({ ...open.option, value, lines: open.lines.slice(0, value.split('\n').length) });
    }
    open = undefined;
  };
  const goOn = (content: string, line: number) => {
    open?.texts.push(content);
    open?.lines.push(line);
  };
  for (const [index, raw] of text.split(/\r\n?|\n/).entries()) {
    const { content, commented } = withoutComment(raw);
    const indent = raw.length - raw.trimStart().length;
    if (content === '') {
      if (!commented) goOn('', index + 1);
    } else if (open !== undefined && indent > open.indent) {
      goOn(content, index + 1);
    } else {
      close();
      const statement = readStatement(content, index + 1);
      if (statement.kind === 'option')
        open = { option: statement, indent, texts: [statement.value], lines: [index + 1] };
      else statements.push(statement);
    }
  }
  close();
  return statements;
}

/** An option whose value may go on: on lines indented deeper than its own. */
interface Continuable {
  readonly option: Statement & { kind: 'option' };
  readonly indent: number;
  readonly texts: string[];
  readonly lines: number[];
}

/** `;` begins a comment at the start and after a blank, `#` only as the first thing of a line. */
function withoutComment(line: string): { content: string; commented: boolean } {
  if (/^\s*[#;]/.test(line)) return { content: '', commented: true };
  const cut = line.search(/(?<=\s);/);
  return cut < 0 ? { content: line.trim(), commented: false } : { content: line.slice(0, cut).trim(), commented: true };
}

function readStatement(content: string, line: number): Statement {
  const section = /^\[(.+)\]/s.exec(content)?.[1];
  if (section !== undefined) return { kind: 'section', line, name: section };
  const [, name = '', value = ''] = /^([^=:]*?)\s*[=:]\s*(.*)$/s.exec(content) ?? [];
  if (name === '') return { kind: 'neither', line, text: content };
  return { kind: 'option', line, name: name.toLowerCase(), value, lines: [line] };
}
