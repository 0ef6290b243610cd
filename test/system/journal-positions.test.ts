import { describe, expect, it } from 'vitest';
import { journalPositions } from '../../src/cli/import-fail2ban/journal-positions.js';
import { parseJournalMatch } from '../../src/source/journal-match.js';
import { parseJournalOptions } from '../../src/source/journal-options.js';
import { readEntries } from '../../src/source/journalctl.js';
import { jailConfig } from '../support/jail-config.js';
import { missingForJournal, OwnJournal } from '../support/own-journal.js';

const where = { file: 'jail.local', line: 1, section: 'app', option: 'journalmatch' };
const start = 1_795_312_455.450376;

/** Entries of app at these seconds after the start, and another program's at each of them. */
function written(...seconds: readonly number[]): OwnJournal {
  const journal = new OwnJournal();
  journal.writeAll(
    seconds.flatMap((second, at) =>
      ['other', 'app'].map((identifier) => ({
        time: start + second,
        fields: { SYSLOG_IDENTIFIER: identifier, MESSAGE: `entry ${at}` },
      })),
    ),
  );
  return journal;
}

function jailOf({ backend }: OwnJournal, name = 'app') {
  const { filter } = jailConfig();
  return jailConfig({
    name,
    backend,
    filter: { ...filter, journalmatch: [{ value: 'SYSLOG_IDENTIFIER=app', where }] },
  });
}

async function messageAt({ backend }: OwnJournal, cursor: string): Promise<string | undefined> {
  const range = { from: { kind: 'cursor', cursor }, follow: false } as const;
  for await (const [entry] of readEntries(parseJournalOptions(backend), parseJournalMatch([]), range))
    return entry?.text;
  return undefined;
}

describe.skipIf(missingForJournal !== '')('where reading the journal goes on', () => {
  it('is behind the last entry of the time that Fail2Ban knows, which is of the jail', async () => {
    const journal = written(0, 1, 1, 2);
    const [position] = await journalPositions([{ jail: 'app', time: start + 1 }], [jailOf(journal)]);
    expect(position?.path).toBe(`systemd-journal [journalpath=${journal.directory}] app`);
    expect(await messageAt(journal, position?.cursor ?? '')).toBe('app: entry 2');
  });

  it('is behind that time where the entry is gone', async () => {
    const journal = written(0, 2);
    const [position] = await journalPositions([{ jail: 'app', time: start + 1 }], [jailOf(journal)]);
    expect([position?.cursor, position?.time]).toEqual(['', start + 1 + 1e-6]);
  });

  it('is nowhere for jails that are not there, or read files', async () => {
    const journal = written(0);
    const places = ['app', 'web'].map((jail) => ({ jail, time: start }));
    expect(await journalPositions(places, [jailConfig({ name: 'app' }), jailOf(journal, 'other')])).toEqual([]);
  });
});
