import { expect, it } from 'vitest';
import { toCompare } from '../../../src/cli/import-fail2ban/choose-files.js';
import { importText } from '../../../src/cli/import-fail2ban/report.js';

const state = { running: [], inForce: [], over: [], positions: [], unknownLogs: [], journal: [] };
const places = { from: '/etc/fail2ban', to: '/etc/tsban', database: '/db', jails: [] };
const left = (why: string) =>
  ['1', '2', '3', '4'].map((number) => ({ path: `filter.d/${number}.conf`, isTaken: false, why }));

it('names all files that somebody has to look at, and of others that are left how many', () => {
  const files = [...left(toCompare), ...left('for some reason')];
  const text = importText({ ...places, files, settings: [], unreadable: [], state }, false);
  expect(text).toContain(`  left filter.d/1.conf, filter.d/2.conf, filter.d/3.conf, filter.d/4.conf (${toCompare})\n`);
  expect(text).toContain('  left 4 files, filter.d/1.conf, filter.d/2.conf among them (for some reason)\n');
});
