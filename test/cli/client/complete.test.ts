import { expect, it } from 'vitest';
import { complete, typed } from '../../../src/cli/client/complete.js';
import type { AskQuietly } from '../../../src/cli/client/values.js';

const answers: Readonly<Record<string, unknown>> = {
  status: { jails: ['app', 'web', 'bad jail'] },
  banned: [{ app: ['192.0.2.1', '$(touch x)'] }, { web: ['192.0.2.1', '2001:db8::7'] }],
  'get web banned': ['2001:db8::7', '192.0.2.1; reboot'],
  'get web actions': ['nft', 'mail'],
};
const ask: AskQuietly = async (...words) => Promise.resolve(answers[words.join(' ')]);
const words = async (line: string) => (await complete(typed(line), ask)).map(({ word }) => word);

it.each([
  ['flush', ['flushlogs']],
  ['status ', ['--all', 'app', 'web']],
  ['status w', ['web']],
  ['unban 2', ['2001:db8::7']],
  // Ids a shell would make something of are not put on a command line.
  ['unban ', ['--all', '192.0.2.1', '2001:db8::7']],
  ['set web unbanip --report-absent ', ['2001:db8::7']],
  ['set web banip ', []],
  ['set web delaction ', ['nft', 'mail']],
  ['get nosuch actions ', []],
  ['set "web" usedns w', ['warn']],
  ['set loglevel NO', ['NOTICE']],
  ['nosuch ', []],
])('completes %j', async (line, offered) => {
  expect(await words(line)).toEqual(offered);
});

it('tells the word that is typed from those before it', () => {
  expect(typed('')).toEqual({ words: [], part: '' });
  expect(typed('set "a b" ban')).toEqual({ words: ['set', 'a b'], part: 'ban' });
  expect(typed('set x ')).toEqual({ words: ['set', 'x'], part: '' });
});
