import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { renderPage } from '../../../src/cli/man/page.js';
import { manualPages } from '../../../src/cli/man/pages.js';
import { commandList } from '../../../src/commands/command-list.js';

it('keeps texts from looking like requests', () => {
  const paragraphs = ["'twas", '.so /etc/passwd', { term: '-x', text: String.raw`a\b` }, { example: 'a = "b"\n.c' }];
  const page = { name: 'n', section: 5, summary: 's', parts: [{ title: 'T', paragraphs }] } as const;
  expect(renderPage(page, '1.0').split('\n')).toEqual([
    '.TH "N" 5 "" "tsban 1.0" "tsban"',
    '.SH NAME',
    String.raw`n \- s`,
    '.SH T',
    '.PP',
    String.raw`\(aqtwas`,
    '.PP',
    String.raw`\&.so /etc/passwd`,
    '.TP',
    String.raw`\fB\-x\fR`,
    String.raw`a\eb`,
    '.PP',
    '.nf',
    '.RS',
    String.raw`a = \(dqb\(dq`,
    String.raw`\&.c`,
    '.RE',
    '.fi',
    '',
  ]);
});

const canRender = await execa('groff', ['--version'], { reject: false }).then(({ exitCode }) => exitCode === 0);

describe.each(manualPages())('$name($section)', (page) => {
  it.skipIf(!canRender)('is shown by groff without a warning, and as it was meant', async () => {
    const args = ['-man', '-Tutf8', '-ww', '-P-cbou', '-rLL=300n'];
    const { stdout, stderr } = await execa('groff', args, { input: renderPage(page, '0.1.0') });
    expect(stderr).toBe('');
    const shown = stdout.replaceAll(/\s+/g, ' ');
    for (const { paragraphs } of page.parts)
      for (const paragraph of paragraphs) if (typeof paragraph === 'string') expect(shown).toContain(paragraph);
  });
});

it('tells of every command', () => {
  const client = manualPages().find(({ name }) => name === 'tsban-client');
  const terms = client?.parts.flatMap(({ paragraphs }) =>
    paragraphs.flatMap((paragraph) => (typeof paragraph === 'object' && 'term' in paragraph ? [paragraph.term] : [])),
  );
  for (const { commands } of commandList) for (const { usage } of commands) expect(terms).toContain(usage);
});
