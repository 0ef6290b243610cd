import { describe, expect, it } from 'vitest';
import { readStockFilter, stockFilter } from '../support/stock-filter.js';

const filter = `[INCLUDES]
before = common.conf
[Definition]
_daemon = foo
failregex = ^%(__prefix_line)sbad <ADDR>$
`;

/** What stands before the message, as spec config-and-filters §4.9 lists it. */
const stamps = { file: '2026-11-21 09:00:00 ', short: 'Nov 21 09:00:00 ', rfc5424: '<34>1 2026-11-21T09:00:00Z ' };
const everywhere = ['host foo[12]: ', 'host foo: ', 'foo[12]: ', '', 'host ', 'host foo[12] '];
const matched = {
  file: [
    ...everywhere,
    'host [foo]: ',
    'host foo(pam_unix)[12]: ',
    'host [12]: foo: ',
    'host kernel: [ 12.345] ',
    'host foo[12]: [ID 8 auth.info] ',
    '<auth.info> host foo[12]: ',
    'host @vserver_x foo[12]: ',
  ],
  short: [...everywhere, 'host kernel: [ 12.345] '],
  rfc5424: ['host foo 12 ID - ', 'host foo 12 - [x@1 k="v"] ', 'host foo 12 - [x@1 k="v"][y@1 k="a] \\" b"] '],
};
const refused = {
  file: ['host bar[12]: ', 'a b foo[12]: ', 'foo[12]:'],
  short: ['host bar[12]: ', 'host [foo]: ', 'foo[12]:'],
  rfc5424: ['host bar 12 ID - ', 'host foo - ID - ', 'foo 12 ID - '],
};

describe.each(['file', 'short', 'rfc5424'] as const)('__prefix_line of common.conf, logtype %s', (logtype) => {
  const config = readStockFilter('x', `filter = x[logtype=${logtype}]\n`, { 'filter.d/x.conf': filter });
  const failuresOf = stockFilter(config);
  const found = (prefix: string) => failuresOf(`${stamps[logtype]}${prefix}bad 192.0.2.1`).map(({ id }) => id);

  it.each(matched[logtype])('takes "%s"', (prefix) => expect(found(prefix)).toEqual(['192.0.2.1']));
  it.each(refused[logtype])('refuses "%s"', (prefix) => expect(found(prefix)).toEqual([]));
});

it('is the same for the journal as for journalctl', () => {
  const regexes = ['journal', 'short'].map((logtype) =>
    readStockFilter('x', `filter = x[logtype=${logtype}]\n`, { 'filter.d/x.conf': filter }).failregex.map(
      ({ value }) => value,
    ),
  );
  expect(regexes[0]).toEqual(regexes[1]);
});
