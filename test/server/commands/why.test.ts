import { expect, it } from 'vitest';
import type { WhyAnswer } from '../../../src/server/commands/why.js';
import { ControlHome } from '../../support/control-home.js';
import { until } from '../../support/until.js';

const home = new ControlHome();
const why = async (id: string) => (await home.send('why', id)) as WhyAnswer;

it('knows nothing of an address nobody has seen', async () => {
  expect(await why('2001:DB8::7')).toEqual({ id: '2001:db8::7', jails: [{ jail: 'app' }, { jail: 'web' }] });
});

it('tells how near a ban is, then why there is one, and for how long', async () => {
  home.fail('app.log', '198.51.100.7');
  await until(async () => (await why('198.51.100.7')).jails[0]?.failing !== undefined);
  const [before] = (await why('198.51.100.7')).jails;
  expect(before).toMatchObject({ failing: { failures: 1, maxretry: 2, findtime: 600 } });
  expect(before?.failing?.matches).toEqual([expect.stringMatching(/ login failed for root from 198\.51\.100\.7$/)]);
  expect(before).not.toHaveProperty('ban');

  home.fail('app.log', '198.51.100.7');
  await until(async () => (await why('198.51.100.7')).jails[0]?.ban !== undefined);
  const [app, web] = (await why('198.51.100.7')).jails;
  expect(app).toMatchObject({ ban: { failures: 2, bantime: 3600, bancount: 1 }, history: { count: 1 } });
  expect(app?.ban?.matches).toHaveLength(2);
  expect(app?.ban?.until).toBe((app?.ban?.time ?? 0) + 3600);
  expect(app).not.toHaveProperty('failing');
  expect(web).toEqual({ jail: 'web' });
});

it('finds the network that is banned, and the entry that spares', async () => {
  await home.send('set', 'app', 'banip', '198.51.100.128/25');
  await home.send('set', 'web', 'addignoreip', '198.51.100.0/24', '203.0.113.9');
  const { jails } = await why('198.51.100.200');
  expect(jails).toMatchObject([{ ban: { id: '198.51.100.128/25', failures: 0 } }, { ignoredBy: '198.51.100.0/24' }]);
  expect((await why('203.0.113.9')).jails).toEqual([{ jail: 'app' }, { jail: 'web', ignoredBy: '203.0.113.9' }]);
  expect((await why('198.51.100.7')).jails[0]).toEqual({ jail: 'app' });
});
