import { execFileSync } from 'node:child_process';
import {
  appendFileSync,
  chmodSync,
  chownSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { makeConfigTree } from '../support/config-tree.js';
import { makeMountSpace } from '../support/mount-space.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { until } from '../support/until.js';

const nobody = 65_534;

let state: string;
let daemon: RunningDaemon | undefined;

beforeEach(() => {
  state = mkdtempSync(join(tmpdir(), 'tsban-adverse-'));
  mkdirSync(join(state, 'logs'));
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  daemon = undefined;
  rmSync(state, { recursive: true });
});

const logFile = (name: string) => join(state, 'logs', name);

/** Failures of that address in a log. */
function fail(name: string, address: string, count = 1): void {
  appendFileSync(logFile(name), `${new Date().toISOString()} fail from ${address}\n`.repeat(count));
}

async function start(shell: readonly [string, ...string[]], owner = 0): Promise<RunningDaemon> {
  const config = makeConfigTree({
    'jail.conf': `[app]\nenabled = true\nfilter = app\nlogpath = ${logFile('*.log')}\nmaxretry = 1000\nignoreself = false\n`,
    'filter.d/app.conf': '[Definition]\nfailregex = ^\\s*fail from <HOST>$\n',
  });
  for (const directory of [config, state]) chownSync(directory, owner, owner);
  daemon = await startDaemon({ shell, config, state });
  return daemon;
}

/** Waits until so many failures are counted; fails if there are more. */
async function counted(failures: number): Promise<void> {
  const total = async () =>
    Number(/Total failed:\s*(\d+)/.exec((await daemon?.client('status', 'app'))?.stdout ?? '')?.[1]);
  await until(async () => (await total()) >= failures, 30);
  expect(await total()).toBe(failures);
}

it('goes on with logs it has no file descriptor for as soon as there are some, and leaves some for all else', async () => {
  const { logged } = await start(['/usr/bin/prlimit', '--nofile=2048:2048', '/bin/sh']);
  const pid = readFileSync(join(state, 'pid'), 'utf8').trim();
  const allow = (files: number) => execFileSync('/usr/bin/prlimit', [`--nofile=${files}:2048`, '--pid', pid]);
  allow(400);
  const names = Array.from({ length: 500 }, (_, n) => `${n}.log`);
  for (const name of names) fail(name, '203.0.113.1');
  await logged('EMFILE: of 400 files that may be open too few are left');
  for (const name of names) fail(name, '203.0.113.2');
  allow(2048);
  await counted(1000);
});

it('waits for a log it may not read, and has all of it as soon as it may', async () => {
  fail('app.log', '203.0.113.1');
  chmodSync(logFile('app.log'), 0);
  const nobodys = ['--reuid', nobody, '--regid', nobody, '--clear-groups'].map(String);
  const { logged } = await start(['/usr/bin/setpriv', ...nobodys, '/bin/sh'], nobody);
  await logged(`Can't read log file ${logFile('app.log')}: permission denied`);
  chmodSync(logFile('app.log'), 0o644);
  await counted(1);
  await logged('is there again');
  fail('app.log', '203.0.113.1', 2);
  renameSync(logFile('app.log'), logFile('app.log.1'));
  writeFileSync(logFile('app.log'), '', { mode: 0 });
  fail('app.log', '203.0.113.1', 4);
  await counted(3);
  chmodSync(logFile('app.log'), 0o644);
  await counted(7);
});

it('sees new lines, a rotation and a new log also where nothing can be watched, and says so', async () => {
  fail('app.log', '203.0.113.1');
  const unwatched = 'echo 0 > /proc/sys/user/max_inotify_instances && exec "$@"';
  const { log } = await start(['/usr/bin/unshare', '-Ur', '/bin/sh', '-c', unwatched, 'sh', '/bin/sh']);
  await counted(1);
  expect(log().match(/Can't watch .*, new lines may be seen some seconds later/g)).toHaveLength(1);
  fail('app.log', '203.0.113.1', 2);
  await counted(3);
  fail('app.log', '203.0.113.1', 4);
  renameSync(logFile('app.log'), logFile('app.log.1'));
  fail('app.log', '203.0.113.1', 8);
  await counted(15);
});

it('knows a file system that others write to', async () => {
  const space = await makeMountSpace();
  try {
    const isDistant = (directory: string) => {
      const module = resolve('dist/source/is-distant.js');
      const script = `import('${module}').then(async (it) => console.log(await it.isDistant('${directory}')))`;
      return `${process.execPath} -e "${script}"`;
    };
    const mounted = join(state, 'mounted');
    mkdirSync(mounted);
    // Nobody answers for it, but whoever may not use it is told all the same what it is.
    const mount = `exec 3<>/dev/fuse; mount -i -t fuse -o fd=3,rootmode=40000,user_id=1,group_id=1 none ${mounted}`;
    expect(space.exec(`${mount}; ${isDistant(mounted)}; ${isDistant(state)}; umount ${mounted}`)).toBe('true\nfalse\n');
  } finally {
    space.remove();
  }
});
