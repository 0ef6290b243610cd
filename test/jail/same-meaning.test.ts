import { expect, it } from 'vitest';
import { sameMeaning } from '../../src/jail/same-meaning.js';
import { jailConfig } from '../support/jail-config.js';

const at = (line: number) => ({ file: 'jail.conf', line, section: 'test', option: 'logpath' });
const config = (line: number, glob = '/log') =>
  jailConfig({ where: at(line), logpath: [{ value: { glob, from: 'head', word: 'head' }, where: at(line) }] });

it('does not care where a thing is written', () => {
  expect(sameMeaning(config(1), config(99))).toBe(true);
});

it('cares for every value, also inside of maps', () => {
  expect(sameMeaning(config(1), config(1, '/other'))).toBe(false);
  const parameters = (port: string) => ({ parameters: new Map([['port', port]]) });
  expect(sameMeaning(parameters('22'), parameters('22'))).toBe(true);
  expect(sameMeaning(parameters('22'), parameters('80'))).toBe(false);
});
