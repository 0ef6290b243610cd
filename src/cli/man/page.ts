/** A manual page; texts are plain. */
export interface Page {
  readonly name: string;
  readonly section: 1 | 5;
  /** What stands behind the name in lists of pages. */
  readonly summary: string;
  readonly parts: readonly Part[];
}

/** A heading, and paragraphs below it: plain, or something that is explained, or lines to be shown as they are. */
export interface Part {
  readonly title: string;
  readonly paragraphs: readonly Paragraph[];
}

export type Paragraph =
  | string
  | { readonly term: string; readonly text: string }
  | { readonly heading: string }
  | { readonly example: string };

/** A page in the language of man(7). */
export function renderPage({ name, section, summary, parts }: Page, version: string): string {
  return [
    `.TH "${roff(name.toUpperCase())}" ${section} "" "${roff(`tsban ${version}`)}" "tsban"`,
    '.SH NAME',
    `${roff(name)} \\- ${roff(summary)}`,
    ...parts.flatMap(({ title, paragraphs }) => [`.SH ${roff(title)}`, ...paragraphs.flatMap(renderParagraph)]),
    '',
  ].join('\n');
}

function renderParagraph(paragraph: Paragraph): readonly string[] {
  if (typeof paragraph === 'string') return ['.PP', line(paragraph)];
  if ('heading' in paragraph) return [`.SS ${roff(paragraph.heading)}`];
  if ('example' in paragraph) return ['.PP', '.nf', '.RS', ...paragraph.example.split('\n').map(line), '.RE', '.fi'];
  return ['.TP', `\\fB${roff(paragraph.term)}\\fR`, line(paragraph.text)];
}

/** A line of text, which must not look like a request. */
function line(text: string): string {
  return roff(text).replace(/^(?=[.'])/, '\\&');
}

function roff(text: string): string {
  return text
    .replaceAll('\\', '\\e')
    .replaceAll('-', '\\-')
    .replaceAll('"', '\\(dq')
    .replaceAll("'", '\\(aq')
    .replaceAll('`', '\\(ga')
    .replaceAll('^', '\\(ha')
    .replaceAll('~', '\\(ti')
    .replaceAll('…', '...');
}
