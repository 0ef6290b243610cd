import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDateTemplates, type DateTemplates } from '../../src/date/date-patterns.js';
import { TemplateOrder } from '../../src/date/template-order.js';
import { arbitraryDateCase } from '../support/arbitrary-dates.js';
import { sunday } from './cut-date.js';

const byDefault = compileDateTemplates(undefined, 2026);

/** Finds dates by nothing but the regexes. */
const plainOrder = ({ templates }: DateTemplates) =>
  new TemplateOrder(templates.map((template) => ({ ...template, familiar: undefined })));

/** What one order finds in a log, the short ways taken where they can be, and what it learned. */
function run(order: TemplateOrder, lines: readonly string[]) {
  let short = 0;
  const cuts = lines.map((text) => {
    const isShort = order.findAgain(text, sunday);
    if (isShort) short += 1;
    const cut = isShort ? order.again : order.find(text, sunday);
    return cut && [cut.start, cut.end];
  });
  const learned = order.uses.map(({ template: { name }, hits }) => [name, hits]);
  return { found: { cuts, learned }, short };
}

/** Lines of an access log, whose dates stand at other columns from line to line, and now and then something else. */
const accessLine = fc
  .tuple(
    fc.constantFrom(
      '192.0.2.1',
      '203.0.113.200',
      '9.9.9.9',
      '2001:db8::1',
      '2001:db8:1:2:3::4',
      '-',
      '1',
      '12345678',
      '11:12:13',
    ),
    fc.constantFrom(' - - [', ' - x [', ' [', '[', ' - Mar 10 11:59:59 [', ' - @4000000065ed9d1f00000000 ['),
    fc.constantFrom(
      '10/Mar/2024:11:59:59 +0100',
      '10/Mar/2024:11:59:58 +0100',
      '09/Mar/2024:11:59:59',
      '1/Mar/2024:1:2:3',
    ),
    fc.constantFrom(
      '] "GET / HTTP/1.1"',
      '] "GET /2024-03-10 11:00:00"',
      '] x@y',
      '] @4000000065ed9d1f00000000',
      ' "',
      ']',
    ),
  )
  .map((parts) => parts.join(''));

const webLog = fc.array(accessLine, { minLength: 2, maxLength: 30 });

const leads = [
  '^[^\\[]*\\[',
  '^[^\\[]* \\[',
  '^.*\\[',
  '^\\S* (?:-|x)? ?.{1,3}',
  '{^LN-BEG}[^\\[]*.',
  '^(?:.(?!12))*?[[-]',
];

/** What is found by which templates in which logs, and how many of those are tried. */
const logs: readonly (readonly [string, DateTemplates, fc.Arbitrary<readonly string[]>, number])[] = [
  ['of all kinds', byDefault, arbitraryDateCase.map(({ lines }) => lines.map(([, text]) => text)), 400],
  ['of a web server', byDefault, webLog, 400],
  ...leads.map((lead) => [`with ${lead}`, compileDateTemplates(`${lead}({DATE})`, 2026), webLog, 200] as const),
];

describe('the short ways', () => {
  it.each(logs)('find and learn in logs %s what the regexes do', (_, { templates, endOfHint }, log, numRuns) => {
    let short = 0;
    fc.assert(
      fc.property(log, (lines) => {
        const ours = run(new TemplateOrder(templates, endOfHint), lines);
        expect(ours.found).toEqual(run(plainOrder({ templates, endOfHint }), lines).found);
        short += ours.short;
      }),
      { numRuns },
    );
    expect(short).toBeGreaterThan(numRuns / 10);
  });

  it.each([
    '^x|^y({DATE})',
    '^(?:x|y)(z)({DATE})',
    '^(?P<x>y)?({DATE})',
    '^(?s)[^[]* \\[({DATE})',
    'x({DATE})',
    '^x({DATE})y',
    '^x{DATE}',
  ])('are not taken with %s', (datepattern) => {
    const { templates } = compileDateTemplates(datepattern, 2026);
    expect(templates.filter(({ familiar }) => familiar !== undefined)).toEqual([]);
  });
});
