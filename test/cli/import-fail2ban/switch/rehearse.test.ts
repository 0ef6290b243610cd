import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { planImport } from '../../../../src/cli/import-fail2ban/plan.js';
import { rehearse } from '../../../../src/cli/import-fail2ban/switch/rehearse.js';
import { makeFail2banDatabase } from '../../../support/fail2ban-database.js';
import { type ConfigLayer, makeConfigTree, stockConfig } from '../../../support/config-tree.js';

const jails = `[one]
enabled = true
filter = app
logpath = /var/log/*.none
[two]
enabled = true
filter = app
logpath = /var/log/*.none
`;
const filter = { 'filter.d/app.conf': '[Definition]\nfailregex = no login from <HOST>$\n' };

/** What comes of a Fail2Ban with these jails, and a tsban with these files. */
async function rehearsed(own: ConfigLayer) {
  const from = makeConfigTree(stockConfig, { 'jail.local': jails }, filter);
  const database = join(from, 'fail2ban.sqlite3');
  makeFail2banDatabase(database, []);
  const to = makeConfigTree(stockConfig, own);
  const before = readdirSync(to);
  const rehearsal = await rehearse(planImport(from, to, database));
  expect(readdirSync(to)).toEqual(before);
  return { to, rehearsal };
}

describe('a rehearsal', () => {
  it('knows the jails that will run, and leaves everything as it was', async () => {
    const { rehearsal } = await rehearsed({});
    expect(rehearsal).toEqual({ errors: [], jails: ['one', 'two'] });
  });

  it('knows every jail that a broken file leaves out, and names the file where it is', async () => {
    const { to, rehearsal } = await rehearsed({ 'filter.d/app.conf': '[Definition]\nfailregex = ( <HOST>\n' });
    expect(rehearsal.jails).toEqual([]);
    expect(rehearsal.errors).toHaveLength(1);
    expect(rehearsal.errors[0]).toContain(`${to}/filter.d/app.conf:2`);
  });
});
