import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compileDateTemplates } from '../../src/date/date-patterns.js';
import { TemplateOrder } from '../../src/date/template-order.js';
import { arbitraryDateCase } from '../support/arbitrary-dates.js';
import { sunday } from './cut-date.js';

const { templates, endOfHint } = compileDateTemplates(undefined, 2026);

/** Finds dates by nothing but the regexes. */
const plainOrder = () => new TemplateOrder(templates.map((template) => ({ ...template, familiar: undefined })));

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

describe('the short ways', () => {
  it.each([
    ['of all kinds', arbitraryDateCase.map(({ lines }) => lines.map(([, text]) => text)), 400],
    ['of a web server', fc.array(accessLine, { minLength: 2, maxLength: 30 }), 400],
  ])('find and learn in logs %s what the regexes do', (_, log, numRuns) => {
    let short = 0;
    fc.assert(
      fc.property(log, (lines) => {
        const ours = run(new TemplateOrder(templates, endOfHint), lines);
        expect(ours.found).toEqual(run(plainOrder(), lines).found);
        short += ours.short;
      }),
      { numRuns },
    );
    expect(short).toBeGreaterThan(numRuns / 10);
  });
});
