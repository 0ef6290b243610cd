import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { afterEach, describe, expect, it } from 'vitest';
import { ownAmong } from '../../src/cli/own-connection.js';

let child: ChildProcess | undefined;
afterEach(() => child?.kill('SIGKILL'));

/** The id of a process that was started with this environment, or comes from one that was. */
async function startedWith(environment: NodeJS.ProcessEnv, script: string): Promise<number> {
  const started = spawn('sh', ['-c', script], { env: { PATH: process.env['PATH'], ...environment } });
  child = started;
  const [said] = (await once(started.stdout, 'data')) as [Buffer];
  return Number(said.toString());
}

const here = 'echo $$; read line';
const below = `env -i sh -c 'echo $$; read line'; true`;

describe('ownAmong', () => {
  it.each([
    { client: '203.0.113.7', script: here, ids: ['203.0.113.7', '203.0.113.8'], own: ['203.0.113.7'] },
    { client: '203.0.113.7', script: below, ids: ['::ffff:203.0.113.7'], own: ['::ffff:203.0.113.7'] },
    { client: '203.0.113.7', script: here, ids: ['203.0.113.0/24', '198.51.100.0/24'], own: ['203.0.113.0/24'] },
    { client: '2001:db8::7', script: below, ids: ['2001:DB8:0::7', '203.0.113.7'], own: ['2001:DB8:0::7'] },
    { client: 'nonsense', script: here, ids: ['203.0.113.7', 'nonsense'], own: [] },
  ])('of $ids from $client are $own', async ({ client, script, ids, own }) => {
    const pid = await startedWith({ SSH_CONNECTION: `${client} 51234 192.0.2.9 22` }, script);
    expect(ownAmong(ids, pid)).toEqual(own);
  });

  it('are none of a process that is there no more', () => {
    expect(ownAmong(['203.0.113.7'], 2 ** 30)).toEqual([]);
  });
});
