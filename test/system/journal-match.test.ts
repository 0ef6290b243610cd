import { execaSync } from 'execa';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parseJournalEntry } from '../../src/source/journal-entry.js';
import { fitsMatch, matchWords, parseJournalMatch, unionOf } from '../../src/source/journal-match.js';
import { missingForJournal, OwnJournal, type WrittenEntry } from '../support/own-journal.js';

const values = ['', '1', '2', 'é', 'a b', 'x=y', 'two\nlines', '\u001b', '+', '\uFFFD'];
const bytes = Buffer.from([0xff, 0x31]);
const value = fc.oneof(fc.constantFrom(...values), fc.constant(bytes));
const severalValues = fc.array(fc.constantFrom(...values), { minLength: 2, maxLength: 3 });
const entry = fc.dictionary(fc.constantFrom('A', 'B', 'C', 'A_1'), fc.oneof(value, severalValues), { maxKeys: 4 });

const term = fc.tuple(fc.constantFrom('A', 'B', 'C', 'A_1', 'NONE'), fc.constantFrom(...values));
const word = fc.oneof({ weight: 4, arbitrary: term.map(([name, text]) => `${name}=${text}`) }, fc.constant('+'));
const line = fc.array(word, { maxLength: 6 }).map((words) => words.map(quoted).join(' '));
const lines = fc.array(line, { minLength: 1, maxLength: 2 });

function quoted(text: string): string {
  return `'${text}'`;
}

// What is not here is installed by `apt-get install systemd systemd-journal-remote`.
describe.skipIf(missingForJournal)(`journalmatch beside journalctl (missing: ${missingForJournal || '-'})`, () => {
  it('means the same to both', () => {
    const journal = new OwnJournal();
    const written: WrittenEntry[] = fc
      .sample(entry, { numRuns: 150, seed: 7 })
      .map((fields, at) => ({ time: 1_700_000_000 + at, fields: { MESSAGE: String(at), ...fields } }));
    journal.writeAll(written);
    const all = entriesOf(journal, []);
    expect(all).toHaveLength(150);
    let [some, none] = [0, 0];
    fc.assert(
      fc.property(lines, lines, (one, other) => {
        const match = unionOf([parseJournalMatch(one), parseJournalMatch(other)]);
        const fitting = all.filter(({ fields }) => fitsMatch(match, fields));
        expect(fitting.map(({ text }) => text)).toEqual(entriesOf(journal, matchWords(match)).map(({ text }) => text));
        if (fitting.length > 0 && fitting.length < all.length) some += 1;
        else none += 1;
      }),
      { numRuns: 150 },
    );
    expect(some).toBeGreaterThan(none / 4);
  });
});

function entriesOf({ directory }: OwnJournal, words: readonly string[]) {
  const args = ['--output=json', '--all', '--quiet', `--directory=${directory}`, '--', ...words];
  return execaSync('journalctl', args)
    .stdout.split('\n')
    .flatMap((json) => parseJournalEntry(json) ?? []);
}
