import { expect, it } from 'vitest';
import { jsonBehind } from '../../../src/cli/client/json-behind.js';

it.each([
  ['watch --json sshd', 'watch sshd', true],
  ['why 192.0.2.1 --json', 'why 192.0.2.1', true],
  ['watch', 'watch', undefined],
  ['echo --json', 'echo --json', undefined],
  ['set sshd addaction --json', 'set sshd addaction --json', undefined],
])('%s', (line, words, json) => {
  const given: { readonly json?: true } = {};
  const call = jsonBehind(line.split(' '), given);
  expect([call.words.join(' '), call.options.json]).toEqual([words, json]);
});
