import { expect, it } from 'vitest';
import { printStream } from '../../src/cli/print-stream.js';
import { makeConfigTree } from '../support/config-tree.js';

const long = `${'x'.repeat(600)} ${'y'.repeat(600)}`;
const filter = { 'filter.d/f.conf': `[Definition]\nfailregex = ${long}\ndatepattern = d` };
const jail = '[j]\nenabled = true\nfilter = f\n';

it('prints one command a line', () => {
  const { stdout, exitCode } = printStream(makeConfigTree({ ...filter, 'jail.conf': jail }), 'lines');
  expect(stdout.endsWith("\n['set', 'j', 'datepattern', 'd']\n['start', 'j']\n")).toBe(true);
  expect(stdout).toContain(`\n['set', 'j', 'addfailregex', '${long}']\n`);
  expect(exitCode).toBe(0);
});

it('breaks commands of more than 1000 characters when they should be pretty', () => {
  const { stdout } = printStream(makeConfigTree({ ...filter, 'jail.conf': jail }), 'pretty');
  const [x, y] = long.split(' ');
  expect(stdout).toContain(
    `\n[ 'set',\n  'j',\n  'addfailregex',\n  '${x} '\n  '${y}']\n['set', 'j', 'datepattern', 'd']\n`,
  );
});

it('gives the same as JSON', () => {
  const { stdout } = printStream(makeConfigTree({ ...filter, 'jail.conf': jail }), 'json');
  const commands = JSON.parse(stdout) as unknown[];
  expect(commands.slice(-3)).toEqual([
    ['set', 'j', 'addfailregex', long],
    ['set', 'j', 'datepattern', 'd'],
    ['start', 'j'],
  ]);
});

it('fails if no jail is left, and not if one is', () => {
  const broken = '[b]\nenabled = true\nfilter = nof\n';
  const none = printStream(makeConfigTree({ ...filter, 'jail.conf': broken }), 'lines');
  expect(none.exitCode).toBe(255);
  expect(none.stdout).toContain("['config-error', ");
  expect(none.told).toMatchObject([{ level: 'error' }]);
  expect(printStream(makeConfigTree({ ...filter, 'jail.conf': broken + jail }), 'lines').exitCode).toBe(0);
});

it('says that there is nothing to print without a directory', () => {
  const { stdout, told, exitCode } = printStream('/nonexistent/tsban', 'lines');
  expect(stdout).toBe('');
  expect(told).toEqual([
    { level: 'error', text: '/nonexistent/tsban: the configuration directory does not exist; name another with -c' },
  ]);
  expect(exitCode).toBe(255);
});
