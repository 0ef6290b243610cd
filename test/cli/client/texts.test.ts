import { expect, it } from 'vitest';
import { isUtf8 } from '../../../src/cli/client/display.js';
import { notRunningText } from '../../../src/cli/client/not-running.js';
import { str2secText } from '../../../src/cli/client/str2sec.js';
import { NotRunningError } from '../../../src/cli/control-client.js';

it.each([
  ['ENOENT', ['status'], 'Failed to access socket path: /s. Is tsban running?'],
  ['EACCES', ['status'], 'Permission denied to socket: /s, (you must be root)'],
  ['ECONNREFUSED', ['status'], '[[Errno 111] Connection refused] Unable to contact server. Is it running?'],
  ['ECONNREFUSED', ['ping'], '[Errno 111] Connection refused'],
  ['ECONNREFUSED', ['reload'], 'Could not find server'],
  ['EACCES', ['reload', '--plan'], 'Permission denied to socket: /s, (you must be root)'],
])('says of %s and %j what fail2ban-client says', (code, words, text) => {
  expect(notRunningText(new NotRunningError(Object.assign(new Error(), { code })), '/s', words)).toBe(text);
});

it.each([
  ['1d12h', '129600'],
  ['1y 6mo', '47336400.0'],
  ['10m+5', '605'],
  ['1h/2', '1800.0'],
  ['0.5', '0.5'],
  ['-1', '-1'],
])('prints %s as Python does', (text, seconds) => {
  expect(str2secText(text)).toBe(seconds);
});

it.each([
  [{}, true],
  [{ LANG: 'C' }, true],
  [{ LANG: 'de_DE.UTF-8' }, true],
  [{ LANG: 'de_DE.ISO-8859-1' }, false],
  [{ LANG: 'de_DE.ISO-8859-1', LC_ALL: 'C.utf8' }, true],
  [{ LANG: 'C.utf8', LC_CTYPE: 'de_DE', LC_ALL: '' }, false],
])('knows of %j whether it has more than ASCII', (environment, expected) => {
  expect(isUtf8(environment)).toBe(expected);
});
