import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { CommanderError } from 'commander';
import { describe, expect, it } from 'vitest';
import { regexCommand } from '../../src/cli/regex/command.js';
import { TsbanError } from '../../src/error.js';
import { realFail2ban } from '../support/real-fail2ban.js';

process.env['TZ'] = 'UTC';

interface Answer {
  readonly status: number;
  readonly stdout: string;
}

const real = realFail2ban();
if (typeof real === 'string') console.warn(real);

/** What is tried with every filter on its sample log. */
const combinations: readonly (readonly string[])[] = [
  ['-v'],
  ['--print-all-matched', '--print-all-missed', '--print-all-ignored'],
  ['--no-check-all', '--print-no-missed', '--print-no-ignored'],
  ['--VD', '-D', '--print-all-missed'],
  ['-o', 'row'],
  ['-o', 'msg'],
  ['-o', '<ip>|<F-USER>|<F-MLFID>|<fid>|<time>|<nothing>'],
];

describe.skipIf(typeof real === 'string')('tsban-regex and fail2ban-regex say the same of the sample logs', () => {
  if (typeof real === 'string') return;
  const { config, sampleLogs } = real;
  const filters = new Set(readdirSync(join(config, 'filter.d')));
  const names = readdirSync(sampleLogs).filter((name) => filters.has(`${name}.conf`));

  it.each(combinations.map((options) => [options.join(' '), options] as const))('with %s', async (_, options) => {
    const runs = names.map((name) => {
      const [log, filter] = [join(sampleLogs, name), join(config, 'filter.d', `${name}.conf`)];
      return ['-r', '-c', config, ...options, log, filter];
    });
    const theirs = realAnswers(runs);
    const ours: Answer[] = [];
    for (const run of runs) ours.push(await answerOf(run));
    const shown = (answers: readonly Answer[]) => names.map((name, at) => ({ name, ...normalized(answers[at]) }));
    expect(shown(ours)).toEqual(shown(theirs));
    expect(ours.length).toBeGreaterThan(80);
  });
});

function realAnswers(runs: readonly (readonly string[])[]): readonly Answer[] {
  if (typeof real === 'string') return [];
  const input = runs.map((run) => `${JSON.stringify(run)}\n`).join('');
  const answers = real.run('real-regex.py', input).split('\n');
  return answers.filter((line) => line !== '').map((line) => JSON.parse(line) as Answer);
}

async function answerOf(run: readonly string[]): Promise<Answer> {
  const pieces: string[] = [];
  const out = (text: string) => Promise.resolve(void pieces.push(text));
  const status = await regexCommand({ out, warn: () => undefined })
    .parseAsync(run, { from: 'user' })
    .then(
      () => 0,
      (error: unknown) => {
        if (error instanceof TsbanError || error instanceof CommanderError) return 255;
        throw error;
      },
    );
  return { status, stdout: pieces.join('') };
}

const asctime = /(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) \w{3} [ \d]\d [\d:]{8} \d{4}/g;

/** Newer ones leave out of a row what matched nothing. */
const sortedRow = (row: string): string[] =>
  row
    .split(/[{},\t[\]]+ ?/)
    .filter((part) => !part.endsWith(': None'))
    .sort();

const isNow = (timeMs: number): boolean => Math.abs(timeMs - Date.now()) < 3_600_000;

function normalized({ status, stdout }: Answer = { status: -1, stdout: '' }) {
  const shown = stdout
    .replace(/^\[processed in .*\]$/m, '[processed]')
    // Newer ones have one label for both.
    .replace(/^Use {3}failregex (?:filter )?file :/m, 'Use      filter file :')
    // The same shape, newly more tolerant.
    .replaceAll('(?:T|  ?)Ex24hourExMinuteExSecond', '(?:-|T|  ?)Ex24hour:?ExMinute:?ExSecond')
    .replaceAll('(?:T|  ?)%ExH%ExM%ExS', '(?:-|T|  ?)%ExH:?%ExM:?%ExS')
    // What <HOST> and its like expand to is spelled in other words, and so are the codes of dates.
    .replace(/^(\| {2}).*\(\?P<ip[46]>.*$/gm, '$1EXPANDED')
    .replace(/^(\| {6}# regex: {3}).*$/gm, '$1EXPANDED')
    .replace(/\?re=\S+&str=\S*&/g, '?re=EXPANDED&str=TEXT&')
    // A hit of a template is counted twice where a busy machine interrupts a search.
    .replace(/^\| {2}\[[1-9]\d*\] /gm, '|  [hit] ')
    .replace(/\d{10}(?:\.\d+)?/g, (time) => (isNow(Number(time) * 1000) ? 'NOW' : time))
    // Its dict and sets are in an order of their own.
    .replace(/^\[.*\],$/gm, (row) => sortedRow(row).join('|'))
    .replace(asctime, (text) => (isNow(Date.parse(`${text} UTC`)) ? 'NOW' : text));
  // Of lines searched together Fail2Ban takes the wrong one off this list, and with -D none.
  const isMultiline = /^Use {9}maxlines : (?!1$)/m.test(stdout);
  return { status, lines: (isMultiline ? shown.replace(/\|- Missed line\(s\)[^]*/, '') : shown).split('\n') };
}
