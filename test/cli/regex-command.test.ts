import { describe, expect, it } from 'vitest';
import { regexCommand } from '../../src/cli/regex/command.js';
import { TsbanError } from '../../src/error.js';

async function run(...args: readonly string[]) {
  const out: string[] = [];
  const warnings: string[] = [];
  const command = regexCommand({
    out: (text) => Promise.resolve(void out.push(text)),
    warn: (text) => void warnings.push(text),
  });
  await command.parseAsync(args, { from: 'user' });
  return { out: out.join(''), warnings };
}

describe('the command line of tsban-regex', () => {
  it('has its version in two forms', async () => {
    const { out } = await run('-V');
    expect(out).toMatch(/^\d+\.\d+\.\d+\S*\n$/);
    expect((await run('--version')).out).toBe(`tsban-regex ${out}`);
  });

  it('takes -v any number of times, or as a number', async () => {
    const isVerbose = async (...args: string[]) => (await run(...args, 'a', '^x <HOST>')).out.includes('1) [0] ^x');
    expect(await isVerbose()).toBe(false);
    expect(await isVerbose('-vv')).toBe(true);
    expect(await isVerbose('--verbosity', '1')).toBe(true);
    expect(await isVerbose('-v', '--verbosity=0')).toBe(false);
  });

  it('prints messages of the level that is asked for, and else tells of warnings beside the report', async () => {
    const tried = ['--usedns', 'bogus', 'a', '^x <HOST>'];
    const text = "Incorrect value 'bogus' specified for usedns. Using safe 'no'";
    expect((await run(...tried)).warnings).toEqual([text]);
    const asked = await run('-l', 'INFO', ...tried);
    expect(asked.out).toMatch(/^\d{4}-.* tsban\.filter +\[\d+\]: WARNING Incorrect value 'bogus' specified/m);
    expect(asked.warnings).toEqual([]);
    expect(await run('-l', 'error', ...tried)).toMatchObject({ warnings: [] });
    expect((await run('-o', 'id', '-l', 'info', ...tried)).warnings).toEqual([text]);
    await expect(run('-l', 'bogus', ...tried)).rejects.toThrow(TsbanError);
  });

  it('tells with -t where a message or an error arose', async () => {
    const tried = ['--usedns', 'bogus', 'a', '('];
    const warnings: string[] = [];
    const streams = { out: () => Promise.resolve(), warn: (text: string) => void warnings.push(text) };
    await expect(regexCommand(streams).parseAsync(['-t', ...tried], { from: 'user' })).rejects.toThrow(TsbanError);
    expect(warnings).toEqual([
      expect.stringMatching(/^Incorrect value 'bogus' .* \[(?:[\w.-]+:\d+>)+[\w.-]+:\d+\]$/),
      expect.stringMatching(/^Traceback \[.*compile-regexes\.\w+:\d+>failregex\.\w+:\d+\]$/),
    ]);
  });

  it('takes -L 0 for none', async () => {
    expect((await run('-L', '0', 'a', '^x <HOST>')).out).not.toContain('maxlines');
  });
});
