import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { beautify } from '../../src/cli/beautifier.js';
import { RefusedError, sendCommand } from '../../src/cli/control-client.js';
import { talk } from '../support/real-clients.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { ready, writeScene } from '../support/transcript/scene.js';
import { type Printed, printed, readTranscript, type Row, withoutRegexes } from '../support/transcript/transcript.js';
import { until } from '../support/until.js';

const real = realFail2ban();

let directory: string;
let daemon: RunningDaemon | undefined;
const at = (name: string) => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-transcript-'));
  writeScene(directory);
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(directory, { recursive: true });
});

async function start(): Promise<RunningDaemon> {
  const started = await startDaemon({ shell: ['/bin/sh'], config: directory, state: directory });
  for (const [words, text] of ready) await until(async () => (await started.client(...words)).stdout.includes(text));
  return started;
}

/** What Debian's client printed for each row, talking to Fail2Ban's own server or to tsban's second socket. */
function printedByFail2ban(rows: readonly Row[], server: 'real' | 'compat'): readonly Printed[] {
  if (typeof real === 'string') throw new Error(real);
  const { commands } = talk(real, {
    directory,
    socket: at(`${server}.sock`),
    serve: server === 'real',
    ready,
    commands: [...rows.map(({ words }) => words), ['stop']],
  });
  return commands.slice(0, -1).map(({ stdout, stderr }) => printed(stdout, stderr));
}

async function byProgram({ client }: RunningDaemon, words: readonly string[]): Promise<Printed> {
  const { stdout, stderr, exitCode } = await client(...words);
  const print = printed(stdout, stderr);
  expect(exitCode).toBe(print.nok === undefined ? 0 : 255);
  return print;
}

/** What the program prints, without the half second that it takes to start it. */
async function byItsCode(words: readonly string[]): Promise<Printed> {
  try {
    return printed(beautify(words, await sendCommand(at('tsban.sock'), words)), '');
  } catch (error) {
    if (!(error instanceof RefusedError)) throw error;
    return { ...printed(error.message, ''), nok: error.nok };
  }
}

/** Each row beside what came of it, for a comparison that names the command. */
function beside(rows: readonly Row[], prints: readonly Printed[]): readonly object[] {
  return rows.map(({ command }, index) => ({ command, ...prints[index] }));
}

describe.each(['jails', 'server'])('what tsban-client prints about the %s', (name) => {
  it('is what the transcript says', { timeout: 400_000 }, async () => {
    daemon = await start();
    const rows = readTranscript(name, directory);
    const prints: Printed[] = [];
    for (const [index, { words }] of rows.entries())
      prints.push(await (index % 10 === 0 ? byProgram(daemon, words) : byItsCode(words)));
    expect(beside(rows, prints)).toEqual(
      beside(
        rows,
        rows.map(({ stdout, nok }) => ({ stdout, nok })),
      ),
    );
  });

  describe.skipIf(typeof real === 'string')(typeof real === 'string' ? real : "beside Fail2Ban's own", () => {
    it('is the same, but for differences that have a reason', { timeout: 120_000 }, () => {
      const rows = readTranscript(name, directory);
      const theirs = printedByFail2ban(rows, 'real').map(withoutRegexes);
      const ours = rows.map(({ stdout, nok }) => withoutRegexes({ stdout, nok }));
      const isAlike = (index: number) => JSON.stringify(theirs[index]) === JSON.stringify(ours[index]);
      const alike = rows.filter(({ differs }) => differs === undefined);
      const pick = (prints: readonly Printed[]) => prints.filter((_, index) => rows[index]?.differs === undefined);
      expect(beside(alike, pick(theirs))).toEqual(beside(alike, pick(ours)));
      // Whoever mends a difference takes its reason out.
      expect(rows.filter(({ differs }, index) => differs !== undefined && isAlike(index))).toEqual([]);
    });

    it("is what Fail2Ban's client prints when it asks tsban", { timeout: 120_000 }, async () => {
      daemon = await start();
      // With these it sends Fail2Ban's idea of a whole configuration, which tsban refuses.
      const rows = readTranscript(name, directory).filter(({ words: [verb = ''] }) => !/^(reload|restart)$/.test(verb));
      expect(beside(rows, printedByFail2ban(rows, 'compat'))).toEqual(
        beside(
          rows,
          rows.map(({ stdout, nok }) => ({ stdout, nok })),
        ),
      );
    });
  });
});
