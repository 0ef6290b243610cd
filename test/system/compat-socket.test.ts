import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Call, type Talk, talk, timeless } from '../support/real-clients.js';
import { realFail2ban } from '../support/real-fail2ban.js';
import { type RunningDaemon, startDaemon } from '../support/running-daemon.js';
import { failureLine, serverSettings, writeScene } from '../support/transcript/scene.js';

const real = realFail2ban();

let directory: string;
let daemon: RunningDaemon | undefined;
const at = (name: string) => join(directory, name);

beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-compat-'));
  const failures = ['203.0.113.1', '203.0.113.2', '203.0.113.1', '203.0.113.1', '2001:db8::1'];
  writeScene(directory, {
    // tsban runs beside it.
    'fail2ban.conf': serverSettings(directory, 'real.log', ':memory:'),
    'app.log': failures.map(failureLine).join(''),
  });
});
afterEach(async () => {
  await daemon?.end('SIGKILL');
  rmSync(directory, { recursive: true });
});

const ready = [
  [['status', 'app'], 'Banned IP list:\t203.0.113.1'],
  [['status', 'web'], 'Total failed:\t5'],
] as const;

/** Has Debian's client, and others, talk to Fail2Ban's own server, or to tsban's second socket. */
function talkTo(who: 'real' | 'compat', requests: readonly (readonly string[])[], commands: readonly string[]): Talk {
  if (typeof real === 'string') throw new Error(real);
  const words = commands.map((command) => command.split(' '));
  return talk(real, { directory, socket: at(`${who}.sock`), serve: who === 'real', ready, requests, commands: words });
}

/** The same talk with both. */
async function talkToBoth(
  requests: readonly (readonly string[])[],
  commands: readonly string[],
): Promise<{ theirs: Talk; ours: Talk }> {
  daemon = await startDaemon({ shell: ['/bin/sh'], config: directory, state: directory });
  const theirs = talkTo('real', requests, [...commands, 'stop']);
  const ours = talkTo('compat', requests, [...commands, 'stop']);
  return { theirs, ours };
}

/** Without what no two runs have in common. */
function comparable({ words, status, stdout, stderr }: Call): unknown {
  return { words, status, stdout: timeless(stdout), stderr: timeless(stderr) };
}

describe.skipIf(typeof real === 'string')("Debian's fail2ban-client", () => {
  it('prints the same of tsban and of the real server', { timeout: 240_000 }, async () => {
    const { theirs, ours } = await talkToBoth(
      [],
      [
        'ping',
        'ping 5',
        'status',
        'status app',
        'status web',
        'status app short',
        'status app bogus',
        'status nosuch',
        'banned',
        'set app banip 203.0.113.9 2001:DB8::9 198.51.100.0/24 203.0.113.9',
        'set app banip 203.0.113.9',
        'set app banip',
        'set web banip 203.0.113.9 some<F2B_END>text',
        'set nosuch banip 203.0.113.9',
        'status app',
        'banned',
        'banned 203.0.113.9 2001:db8::9 198.51.100.1',
        'get app banip',
        'get app banip ,',
        'get app banip --with-time',
        'get web banip --with-time',
        'get app banned',
        'get app banned 203.0.113.9',
        'get app banned 203.0.113.9 198.51.100.1',
        'get app bantime',
        'get web bantime',
        'get app findtime',
        'get app maxretry',
        'get app logpath',
        'get web logpath',
        'get app bogus',
        'get app',
        'get nosuch maxretry',
        'set app unbanip 203.0.113.9 198.51.100.99',
        'set app unbanip --report-absent 2001:db8::9 198.51.100.99',
        'set app bogus',
        'set app',
        'unban',
        'unban 203.0.113.9',
        'unban --all',
        'unban --all',
        'status web',
        'echo a  b',
        'bogus',
        'stop nosuch',
        'stop web',
        'status web',
        'status',
        'flushlogs',
        'start',
      ],
    );
    expect(ours.commands.map(comparable)).toEqual(theirs.commands.map(comparable));
    await daemon?.logged('Shutdown in progress');
  });

  it('is told by tsban who reads the configuration, and its own version', { timeout: 120_000 }, async () => {
    daemon = await startDaemon({ shell: ['/bin/sh'], config: directory, state: directory });
    const { commands } = talkTo('compat', [], ['reload', 'reload app', 'restart app', 'version', 'status']);
    const refused = 'tsban reads its configuration itself: use tsban-client reload\n';
    for (const call of commands.slice(0, 3)) expect(call).toMatchObject({ status: 255, stdout: refused });
    expect(commands[3]).toMatchObject({ status: 0, stdout: expect.stringMatching(/^\d+\.\d+\.\d+\n$/) as string });
    expect(commands[4]?.stdout).toContain('Jail list:\tapp, web');
  });

  it('reads of an id that looks like the end of the message', { timeout: 120_000 }, async () => {
    daemon = await startDaemon({ shell: ['/bin/sh'], config: directory, state: directory });
    const id = '<F2B_END_COMMAND>€';
    await daemon.client('set', 'web', 'banip', id);
    const { commands } = talkTo('compat', [], ['get web banip', 'status web']);
    expect(commands[0]).toMatchObject({ status: 0, stdout: `${id}\n` });
    expect(commands[1]?.stdout).toContain(`Banned IP list:\t${id}\n`);
  });
});

/** A request as the pickle library of a widely used exporter writes it, which is written in Go. */
const exporter = (...words: readonly string[]) => [
  `](${words.map((word) => `U${String.fromCharCode(word.length)}${word}`).join('')}e.`,
];

describe.skipIf(typeof real === 'string')('other clients', () => {
  it('get the same from tsban and from the real server', { timeout: 120_000 }, async () => {
    const { theirs, ours } = await talkToBoth(
      [
        exporter('ping', '100'),
        exporter('status'),
        ...['app', 'web'].flatMap((jail) => [
          exporter('status', jail),
          exporter('get', jail, 'bantime'),
          exporter('get', jail, 'findtime'),
          exporter('get', jail, 'maxretry'),
          exporter('get', jail, 'banip', '--with-time'),
        ]),
        exporter('banned'),
        ['(lp0\nVecho\np1\naV\\u20ac\\u005c\np2\nag2\na.'],
        ['\x80\x02]q\0(X\x04\0\0\0pingq\x01', 'e.'],
        ['\x80\x04\x95\x0a\0\0\0\0\0\0\0(\x8c\x04ping\x94t.'],
        ['\x80\x03].'],
      ],
      [],
    );
    expect(ours.requests).toEqual(theirs.requests);
    expect(ours.requests.slice(0, 3)).toEqual([
      "(0, 'pong')",
      "(0, [('Number of jail', 2), ('Jail list', 'app, web')])",
      `(0, [('Filter', [('Currently failed', 2), ('Total failed', 5), ('File list', ['${at('app.log')}'])]), ('Actions', [('Currently banned', 1), ('Total banned', 1), ('Banned IP list', ['203.0.113.1'])])])`,
    ]);
  });
});
