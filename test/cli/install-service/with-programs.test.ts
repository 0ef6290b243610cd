import { execFileSync } from 'node:child_process';
import { expect, it } from 'vitest';
import { shellWord, unitWord, withPrograms } from '../../../src/cli/install-service/with-programs.js';

const call = (name: string) => ['/opt/my node', `/lib/${name}.js`] as const;

it('has every call name its Node.js and the file of the program', () => {
  const unit =
    'ExecStart=/usr/bin/tsban\nExecReload=/usr/bin/tsban-client reload\n# not /usr/bin/tsbanana, nor tsban\n';
  expect(withPrograms(unit, call, unitWord)).toBe(
    'ExecStart="/opt/my node" /lib/tsban.js\nExecReload="/opt/my node" /lib/tsban-client.js reload\n# not /usr/bin/tsbanana, nor tsban\n',
  );
});

it.each([
  ['/usr/bin/node', '/usr/bin/node'],
  ['/home/a b/$x/50%/"q"\\', '"/home/a b/$$x/50%%/\\"q\\"\\\\"'],
])('writes %s for systemd', (word, written) => {
  expect(unitWord(word)).toBe(written);
});

it.each(['/usr/bin/node', `/home/it's/$(x)/"q"\\`, 'a\nb'])('writes %j for a shell', (word) => {
  expect(execFileSync('sh', ['-c', `printf %s ${shellWord(word)}`], { encoding: 'utf8' })).toBe(word);
});
