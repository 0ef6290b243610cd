import { describe, expect, it } from 'vitest';
import { settle } from '../../src/server/settings.js';

describe('settle', () => {
  it.each([
    ['None', ':memory:'],
    ['none', ':memory:'],
    ['NONE', ':memory:'],
    [':memory:', ':memory:'],
    ['/var/lib/tsban/none', '/var/lib/tsban/none'],
  ])('takes dbfile = %s as %s', (dbfile, meant) => {
    expect(settle({}, { dbfile }).dbfile).toBe(meant);
    expect(settle({ dbfile }, { dbfile: '/configured' }).dbfile).toBe(meant);
  });

  it('speaks to nobody but its own client unless it is told where', () => {
    expect(settle({}, {}).compatsocket).toBeUndefined();
    expect(settle({}, { compatsocket: '' }).compatsocket).toBeUndefined();
    expect(settle({}, { compatsocket: '/s' }).compatsocket).toBe('/s');
  });

  it.each(['readsocket', 'readgroup', 'bansocket', 'bangroup', 'metricslisten'] as const)(
    'takes %s for nothing where nothing is written',
    (option) => {
      expect([settle({}, {})[option], settle({}, { [option]: '' })[option]]).toEqual([undefined, undefined]);
      expect(settle({}, { [option]: 'x' })[option]).toBe('x');
    },
  );

  it('prefers the command line to the configuration, and that to the defaults', () => {
    const configured = { dbfile: '/configured', dbpurgeage: 7, dbmaxmatches: 3, loglevel: 'DEBUG' };
    expect(settle({ dbfile: '/given' }, configured)).toMatchObject({
      dbfile: '/given',
      dbpurgeage: 7,
      dbmaxmatches: 3,
      loglevel: 'DEBUG',
      logname: 'tsban',
    });
    expect(settle({}, {})).toMatchObject({ dbpurgeage: 86_400, dbmaxmatches: 10 });
  });
});
