import { appendFileSync, chmodSync, existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { makeConfigTree } from '../support/config-tree.js';
import { missing } from '../support/netns.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const reason = missing('unshare', 'ip', 'mount');

/** No DNS server ever answers in here; the hosts file does. */
const box = `#!/bin/sh
set -e
ip link set lo up
ip link add here type veth peer name nowhere
ip addr add 198.51.100.1/24 dev here
ip link set here up
ip link set nowhere up
ip neigh add 198.51.100.53 lladdr 02:00:00:00:00:53 dev here
printf 'nameserver 198.51.100.53\\noptions timeout:1 attempts:1\\n' > FOLDER/resolv.conf
mount --bind FOLDER/resolv.conf /etc/resolv.conf
exec /bin/sh "$@"
`;

const jails = `[DEFAULT]
backend = polling
maxretry = 1
ignoreself = false
filter = f
action = rec
logpath = FOLDER/%(__name__)s.log
enabled = true
[names]
usedns = warn
[zone]
logtimezone = UTC-0300
[latin]
logencoding = latin-1
failregex = ^ fail jürgen <HOST>$
[auto]
failregex = ^ fail \\S+ <HOST>$
[asks]
ignoreip = file:FOLDER/friends
ignorecommand = echo <ip> >> FOLDER/asked; test <ip> = 203.0.113.8
ignorecache = key="<ip>", max-count=10, max-time=1m
`;

describe.skipIf(reason !== undefined)(
  `a daemon whose name server is dead (${reason ?? 'in a network namespace'})`,
  () => {
    let folder: string;
    let daemon: RunningDaemon;
    const path = (name: string) => join(folder, name);
    const banned = () => (existsSync(path('banned')) ? readFileSync(path('banned'), 'utf8').trim().split('\n') : []);
    const write = (jail: string, ...texts: readonly (string | Buffer)[]) => {
      const stamp = Buffer.from(`${new Date().toISOString()} fail `);
      const lines = texts.map((text) => Buffer.concat([stamp, Buffer.from(text), Buffer.from('\n')]));
      appendFileSync(path(`${jail}.log`), Buffer.concat(lines));
    };

    beforeAll(async () => {
      folder = mkdtempSync(join(tmpdir(), 'tsban-live-'));
      const config = makeConfigTree({
        'jail.local': jails.replaceAll('FOLDER', folder),
        'filter.d/f.conf': '[Definition]\nfailregex = ^ fail <HOST>$\n',
        'action.d/rec.conf': `[Definition]\nactionban = echo <name> <ip> >> ${folder}/banned\n`,
      });
      writeFileSync(path('box'), box.replaceAll('FOLDER', folder));
      chmodSync(path('box'), 0o755);
      for (const name of ['names', 'latin', 'auto', 'asks']) writeFileSync(path(`${name}.log`), '');
      const threeHoursAgo = new Date(Date.now() - 3 * 3_600_000).toISOString().slice(0, 19);
      writeFileSync(path('zone.log'), `${threeHoursAgo} fail 203.0.113.1\n`);
      writeFileSync(path('friends'), '203.0.113.9 # at the office\n');
      daemon = await startDaemon({ shell: ['unshare', '-n', '-m', path('box')], config, state: folder });
    });
    afterAll(async () => {
      await daemon.end('SIGKILL');
      rmSync(folder, { recursive: true });
    });

    it('reads dates in logtimezone', async () => {
      await until(() => banned().includes('zone 203.0.113.1'));
    });

    it('is held up by a flood of names no more than a few seconds, and counts each line once', async () => {
      const names = Array.from({ length: 300 }, (_, number) => `nobody${number}.example.com`);
      write('names', ...names, '203.0.113.2');
      const answered = await daemon.client('ping');
      expect(answered.stdout).toBe('Server replied: pong');
      await until(() => banned().includes('names 203.0.113.2'), 20);
      await daemon.logged('Unable to find a corresponding IP address for nobody299.example.com');
      expect(daemon.log().split('Unable to find a corresponding').length - 1).toBe(names.length);
      write('names', '203.0.113.3');
      await until(() => banned().includes('names 203.0.113.3'), 20);
      expect(daemon.log().split('Found 203.0.113.2 ')).toHaveLength(2);
    });

    it('looks names up that the hosts file knows', async () => {
      write('names', 'localhost');
      await daemon.logged('Determined IP using DNS Lookup: localhost = {');
      await until(() => banned().some((text) => ['names 127.0.0.1', 'names ::1'].includes(text)), 20);
    });

    it('decodes what logencoding says, and goes on where a byte is no text', async () => {
      write('latin', Buffer.from('jürgen 203.0.113.4', 'latin1'));
      write('auto', Buffer.from('jürgen 203.0.113.5', 'latin1'));
      await until(() => banned().includes('latin 203.0.113.4') && banned().includes('auto 203.0.113.5'));
      await daemon.logged("Can't decode a line of");
    });

    it('asks the ignorecommand, but for those in a file of ignoreip', async () => {
      write('asks', '203.0.113.8', '203.0.113.8', '203.0.113.9', '203.0.113.10');
      await until(() => banned().includes('asks 203.0.113.10'));
      await daemon.logged('[asks] Ignore 203.0.113.8 by command');
      await daemon.logged(`[asks] Ignore 203.0.113.9 by file:/${folder}/friends`);
      expect(readFileSync(path('asked'), 'utf8').trim().split('\n').sort()).toEqual(['203.0.113.10', '203.0.113.8']);
      expect(banned().filter((text) => text.startsWith('asks'))).toEqual(['asks 203.0.113.10']);
    });
  },
);
