import { describe, expect, it } from 'vitest';
import {
  IgnoreEntries,
  ignoreFilePath,
  IgnoreList,
  type IgnoreOptions,
  readIgnoreFile,
} from '../../src/filter/ignore.js';
import { parseAddress } from '../../src/net/address.js';

function list(options: Partial<IgnoreOptions>): IgnoreList {
  const contentOf = () => new IgnoreEntries([]);
  const nothing = { ignoreip: [], ignoreself: false, ownAddresses: () => [], resolved: () => [], contentOf };
  return new IgnoreList({ ...nothing, ...options });
}

describe('IgnoreList (spec config §3.2, runtime §2.4)', () => {
  it.each([
    ['127.0.0.1/8', '127.9.9.9', 'ip'],
    ['10.0.0.0/255.255.0.0', '10.0.3.4', 'ip'],
    ['10.0.0.0/255.255.0.0', '10.1.3.4', undefined],
    ['::ffff:5.6.7.8', '5.6.7.8', 'ip'],
    ['[2001:DB8::1]', '2001:db8::1', 'ip'],
    ['2001:db8::/32', '2001:db8:1::1', 'ip'],
    ['192.0.2.0/24', '192.0.2.128/25', 'ip'],
    ['192.0.2.0/24', '192.0.0.0/16', undefined],
    ['host.example', '198.51.100.5', 'dns'],
    ['host.example', '198.51.100.6', undefined],
    ['raw-id', 'raw-id', undefined],
    ['10.1.0.0-10.1.0.9', '10.1.0.3', undefined],
  ])('%s and %s: %s', (entry, id, expected) => {
    const resolved = (name: string) => (name === 'host.example' ? ['198.51.100.5'] : []);
    expect(list({ ignoreip: [entry], resolved }).find(id)).toBe(expected);
  });

  it('looks at its own addresses first, and only with ignoreself', () => {
    const options = { ignoreip: ['192.0.2.1'], ownAddresses: () => ['192.0.2.1', '::1'] };
    expect(list({ ...options, ignoreself: true }).find('192.0.2.1')).toBe('ignoreself rule');
    expect(list(options).find('192.0.2.1')).toBe('ip');
    expect(list(options).find('::1')).toBeUndefined();
  });

  it('asks for no name as long as an address will do', () => {
    const asked: string[] = [];
    const resolved = (name: string) => {
      asked.push(name);
      return [];
    };
    const ignore = list({ ignoreip: ['host.example', '192.0.2.1'], resolved });
    expect(ignore.find('192.0.2.1')).toBe('ip');
    expect(asked).toEqual([]);
    expect(ignore.names).toEqual(['host.example']);
  });
});

describe('a file of ignoreip (spec config §3.2)', () => {
  it.each([
    ['file:/p', '/p'],
    ['file://p', '/p'],
    ['file:///p', '/p'],
    ['file:x', 'x'],
    ['file:./x', './x'],
    ['FILE:/p', undefined],
    ['host', undefined],
  ])('%s is %s', (entry, path) => expect(ignoreFilePath(entry)).toBe(path));

  it('may stand anywhere in the list, and is asked last (trap 52)', () => {
    const contentOf = (path: string) => new IgnoreEntries(path === '/x' ? ['198.51.100.0/24', '203.0.113.1'] : []);
    const ignore = list({ ignoreip: ['file:/x', '203.0.113.1', 'file:/y'], contentOf });
    expect(ignore.find('203.0.113.1')).toBe('ip');
    expect(ignore.find('198.51.100.7')).toBe('file://x');
    expect(ignore.find('198.51.101.7')).toBeUndefined();
  });

  it('has comments, and the separators of ignoreip', () => {
    const text = '# 192.0.2.1\n192.0.2.2,192.0.2.3 ; 192.0.2.4\r\n\t192.0.2.5\n;192.0.2.6\nhost#x';
    const entries = readIgnoreFile(text);
    const ignored = [1, 2, 3, 4, 5, 6].filter((last) => {
      const address = parseAddress(`192.0.2.${last}`);
      return address !== undefined && entries.find(address, () => []) !== undefined;
    });
    expect(ignored).toEqual([2, 3, 5]);
    expect(entries.names).toEqual(['host#x']);
  });

  it('may hold names', () => {
    const contentOf = () => new IgnoreEntries(['in.file']);
    const resolved = (name: string) => (name === 'in.file' ? ['192.0.2.9'] : []);
    const ignore = list({ ignoreip: ['file:names', 'in.list'], contentOf, resolved });
    expect(ignore.names).toEqual(['in.list', 'in.file']);
    expect(ignore.find('192.0.2.9')).toBe('file:/names');
  });
});
