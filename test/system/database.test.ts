import {
  appendFileSync,
  closeSync,
  mkdirSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { makeConfigTree } from '../support/config-tree.js';
import { makeMountSpace, type MountSpace } from '../support/mount-space.js';
import { missing } from '../support/netns.js';
import { type DaemonPlace, type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

let state: string;
let disk: string;
let config: string;
let space: MountSpace;
let daemon: RunningDaemon | undefined;

beforeEach(async () => {
  state = mkdtempSync(join(tmpdir(), 'tsban-database-'));
  disk = join(state, 'disk');
  mkdirSync(disk);
  for (const file of ['app.log', 'firewall']) writeFileSync(join(state, file), '');
  config = makeConfigTree({
    'jail.conf': `[app]
enabled = true
filter = app
logpath = ${join(state, 'app.log')}
maxretry = 3
findtime = 1d
bantime = 1d
ignoreself = false
action = record
`,
    'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST>$\n',
    'action.d/record.conf': `[Definition]
actionban = echo ban <ip> >> ${join(state, 'firewall')}
actionunban = echo unban <ip> >> ${join(state, 'firewall')}
`,
  });
  space = await makeMountSpace();
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  daemon = undefined;
  space.remove();
  rmSync(state, { recursive: true });
});

const dbfile = () => join(disk, 'tsban.sqlite3');
const address = (n: number) => `203.0.113.${n}`;

async function start(given: Partial<DaemonPlace> = {}): Promise<RunningDaemon> {
  daemon = await startDaemon({ shell: space.shell, config, state, dbfile: dbfile(), ...given });
  return daemon;
}

/** Three failures make a ban. */
function fail(address: string, times = 3): void {
  const line = `${new Date().toISOString()} fail from ${address}\n`;
  appendFileSync(join(state, 'app.log'), line.repeat(times));
}

/** Waits until the firewall was told of an address so many times. */
async function banned(address: string, times = 1): Promise<void> {
  const told = () => readFileSync(join(state, 'firewall'), 'utf8').split('\n');
  await until(() => told().filter((line) => line === `ban ${address}`).length >= times);
  expect(told().filter((line) => line === `ban ${address}`)).toHaveLength(times);
}

const found = (running: RunningDaemon, address: string) => running.log().split(`Found ${address} `).length - 1;
const count = (running: RunningDaemon, text: string) => running.log().split(text).length - 1;

async function killed(running: RunningDaemon): Promise<void> {
  await running.end('SIGKILL');
  daemon = undefined;
}

describe.skipIf(missing() !== undefined)('a disk that is full', () => {
  const fill = () => void space.exec(`cat /dev/zero > ${disk}/filler 2>/dev/null || true`);

  it('costs no ban; when there is room again everything is written, and nothing counts twice after a kill', async () => {
    space.exec(`mount -t tmpfs -o size=512k none ${disk}`);
    const running = await start();
    fail(address(1));
    await banned(address(1));
    fill();
    for (let n = 2; n < 100; n++) fail(address(n));
    fail(address(100), 2);
    await banned(address(99));
    await running.logged("Can't write the database: database or disk is full");
    expect((await running.client('status', 'app')).stdout).toContain('Currently banned:\t99');
    space.exec(`rm ${disk}/filler`);
    await running.logged('The database can be written again; nothing was lost');
    expect(count(running, "Can't write the database")).toBe(1);
    await killed(running);
    const again = await start();
    expect(count(again, 'Restore Ban')).toBe(99);
    fail(address(100), 1);
    await banned(address(100));
    for (let n = 1; n <= 100; n++) expect(found(again, address(n))).toBe(3);
  });

  it('and a kill meanwhile: what was read since is read again, and still banned', async () => {
    space.exec(`mount -t tmpfs -o size=512k none ${disk}`);
    const running = await start();
    fail(address(1));
    await banned(address(1));
    fill();
    for (let n = 2; n < 100; n++) fail(address(n));
    await banned(address(99));
    await running.logged("Can't write the database");
    await killed(running);
    const again = await start();
    await again.logged(`Restore Ban ${address(1)}\n`);
    for (let n = 1; n < 100; n++) await banned(address(n), 2);
    space.exec(`rm ${disk}/filler`);
    await again.logged('The database can be written again; nothing was lost');
    await killed(again);
    const last = await start();
    for (let n = 1; n < 100; n++) await banned(address(n), 3);
    expect(found(last, address(1))).toBe(3);
    expect(found(last, address(99))).toBe(6);
  });
});

describe.skipIf(missing() !== undefined)('a disk that can only be read', () => {
  it('has what it says put in force, and what happens meanwhile written when it can be', async () => {
    space.exec(`mount -t tmpfs none ${disk}`);
    const running = await start();
    fail(address(1));
    fail(address(2), 2);
    await banned(address(1));
    await killed(running);
    space.exec(`mount -o remount,ro ${disk}`);
    const reading = await start();
    await banned(address(1), 2);
    fail(address(2), 1);
    fail(address(3));
    await banned(address(2));
    await banned(address(3));
    await reading.logged(`Can't open the database ${dbfile()} to write: `);
    await reading.logged("Can't write the database: ");
    space.exec(`mount -o remount,rw ${disk}`);
    await reading.logged('The database can be written again; nothing was lost');
    await killed(reading);
    const again = await start();
    for (const [n, times] of [
      [1, 3],
      [2, 2],
      [3, 2],
    ] as const) {
      await banned(address(n), times);
      expect(found(again, address(n))).toBe(3);
    }
  });
});

describe('a damaged file', () => {
  const overwrite = (at: number, length: number) => {
    const descriptor = openSync(dbfile(), 'r+');
    writeSync(descriptor, Buffer.alloc(length, 'overwritten!'), 0, length, at);
    closeSync(descriptor);
  };

  it.each([
    ['truncated', () => truncateSync(dbfile(), statSync(dbfile()).size - 8192)],
    ['overwritten at its beginning', () => overwrite(0, 4096)],
    ['overwritten at its end', () => overwrite(statSync(dbfile()).size - 8192, 8192)],
  ])(
    'that was %s is set aside with a loud error, and neither bans nor failures are forgotten',
    async (_how, damage) => {
      const running = await start({ shell: ['/bin/sh'] });
      for (let n = 1; n <= 50; n++) fail(address(n));
      for (let n = 51; n <= 100; n++) fail(address(n), 2);
      await banned(address(50));
      await running.end('SIGTERM');
      damage();
      const again = await start({ shell: ['/bin/sh'] });
      for (let n = 1; n <= 50; n++) await banned(address(n), 2);
      const [aside] = readdirSync(disk).filter((name) => /^tsban\.sqlite3\.damaged-\d{8}-\d{6}$/.test(name));
      expect(again.log()).toMatch(/CRITICAL The database .* is damaged \(/);
      expect(again.log()).toContain(`It is kept as ${join(disk, String(aside))};`);
      // Failures are there as well: those in the database, or the same ones read again.
      for (let n = 51; n <= 100; n++) fail(address(n), 1);
      for (let n = 51; n <= 100; n++) await banned(address(n));
      fail(address(120));
      await banned(address(120));
      await again.end('SIGTERM');
    },
  );

  it('that is removed while it is used is written again with everything', async () => {
    const running = await start({ shell: ['/bin/sh'] });
    fail(address(1));
    fail(address(2), 2);
    await banned(address(1));
    rmSync(disk, { recursive: true });
    fail(address(3));
    await banned(address(3));
    await running.logged('was removed while in use; it is written again, with all that was in it');
    await killed(running);
    const again = await start({ shell: ['/bin/sh'] });
    for (const n of [1, 3]) await banned(address(n), 2);
    fail(address(2), 1);
    await banned(address(2));
    for (const n of [1, 2, 3]) expect(found(again, address(n))).toBe(3);
  });
});
