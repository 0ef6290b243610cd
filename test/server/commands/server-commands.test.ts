import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { RefusedError } from '../../../src/cli/control-client.js';
import { ControlHome } from '../../support/control-home.js';
import { until } from '../../support/until.js';

const home = new ControlHome();
const { at, ask } = home;

const refusal = async (...words: readonly string[]) => {
  const error: unknown = await home.send(...words).catch((reason: unknown) => reason);
  if (!(error instanceof RefusedError)) throw new Error(`${words.join(' ')} is not refused`);
  return error;
};

describe('settings', () => {
  it.each([
    { words: ['get', 'loglevel'], text: "Current logging level is 'INFO'" },
    { words: ['set', 'loglevel', 'notice'], text: "Current logging level is 'NOTICE'" },
    { words: ['set', 'loglevel', '17'], text: "Current logging level is '17'" },
    { words: ['get', 'syslogsocket'], text: 'Current syslog socket is:\n`- auto' },
    { words: ['set', 'syslogsocket', '/nowhere'], text: 'Current syslog socket is:\n`- /nowhere' },
    { words: ['set', 'logtarget', 'stderr[padding=off]'], text: 'Current logging target is:\n`- stderr' },
    { words: ['get', 'dbpurgeage'], text: 'Current database purge age is:\n`- 86400seconds' },
    { words: ['set', 'dbpurgeage', '2d'], text: 'Current database purge age is:\n`- 172800seconds' },
    { words: ['get', 'dbmaxmatches'], text: '10' },
    { words: ['set', 'dbmaxmatches', '20'], text: '20' },
    { words: ['set', 'dbfile', 'None'], text: 'Database currently disabled' },
    { words: ['get', 'thread'], text: "{'stacksize': 0}" },
  ])('$words', async ({ words, text }) => {
    expect(await ask(...words)).toBe(text);
    expect(await ask('get', ...words.slice(1, 2))).toBe(text);
  });

  it.each([
    { words: ['set', 'loglevel', 'bogus'], text: "Invalid log level 'BOGUS'" },
    { words: ['set', 'loglevel', '-1'], text: "Invalid log level '-1'" },
    { words: ['set', 'loglevel'], text: 'Sorry but the command is invalid' },
    { words: ['set', 'logtarget', '/proc/nowhere/x.log'], text: 'Failed to change log target' },
    { words: ['set', 'logtarget', 'bogus'], text: 'Failed to change log target' },
    { words: ['set', 'dbpurgeage', 'bogus'], text: "name 'bogus' is not defined" },
    { words: ['set', 'dbmaxmatches', 'x'], text: "invalid literal for int() with base 10: 'x'" },
    { words: ['set', 'dbfile', '/proc/nowhere/x'], text: /^database \/proc\/nowhere\/x: / },
    { words: ['set', 'thread', '64'], text: /no threads/ },
    { words: ['set', 'allowipv6', 'no'], text: /restart tsban/ },
    { words: ['get', 'allowipv6'], text: 'Sorry but the command is invalid' },
  ])('refuses $words', async ({ words, text }) => {
    const [, option = ''] = words;
    const before = option === 'allowipv6' ? '' : await ask('get', option);
    expect((await refusal(...words)).message).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
    if (before !== '') expect(await ask('get', option)).toBe(before);
  });

  it('let the log go on elsewhere', async () => {
    await ask('set', 'logtarget', at('two.log'));
    expect(readFileSync(at('two.log'), 'utf8')).toMatch(
      /^\S+ \S+ tsban\.server +\[\d+\]: INFO {4}Changed logging target to \S+two\.log for tsban v0\.0\.0\n$/,
    );
    expect(await ask('flushlogs')).toBe('logs: rolled over');
    await ask('set', 'logtarget', 'STDERR');
    expect(await ask('flushlogs')).toBe('logs: flushed');
  });

  it('take bans and counts to another database, and to none', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(await ask('set', 'dbfile', at('other.sqlite3'))).toContain(at('other.sqlite3'));
    await ask('set', 'app', 'banip', '192.0.2.10');
    expect((await refusal('set', 'dbfile', at('db.sqlite3'))).message).toMatch(/is there already/);
    await home.end();
    await home.start({ dbfile: at('other.sqlite3') });
    expect(await ask('get', 'app', 'banned')).toBe("['192.0.2.9', '192.0.2.10']");
    expect(await ask('set', 'dbfile', 'none')).toBe('Database currently disabled');
    expect(await ask('get', 'dbmaxmatches')).toBe('None');
    expect(await ask('get', 'app', 'banned')).toBe("['192.0.2.9', '192.0.2.10']");
  });
});

describe('status', () => {
  const tree = (files: string, banned: readonly string[]) => [
    '|- Filter',
    '|  |- Currently failed:\t0',
    '|  |- Total failed:\t0',
    `|  \`- File list:\t${files}`,
    '`- Actions',
    `   |- Currently banned:\t${banned.length}`,
    `   |- Total banned:\t${banned.length}`,
    `   \`- Banned IP list:\t${banned.join(' ')}`,
  ];

  it('of all jails', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    expect(await ask('status', '--all')).toBe(
      [
        'Status',
        '|- Number of jail:\t2',
        '|- Jail list:\tapp, web',
        '`- Status for the jails:',
        '   |- Jail: app',
        ...tree(at('app.log'), ['192.0.2.9']).map((line) => `   |  ${line}`),
        '   `- Jail: web',
        ...tree('', []).map((line) => `      ${line}`),
      ].join('\n'),
    );
    await ask('stop', '--all');
    expect(await ask('status', '--all')).toBe('Status\n|- Number of jail:\t0\n`- Jail list:\t');
  });

  it('is shorter without the list, and the usual where nobody knows the flavor', async () => {
    const usual = tree(at('app.log'), []);
    const short = [...usual.slice(0, -2), '   `- Total banned:\t0'];
    const text = (lines: readonly string[]) => ['Status for the jail: app', ...lines].join('\n');
    expect(await ask('status', 'app', 'basic')).toBe(text(usual));
    expect(await ask('status', 'app', 'short')).toBe(text(short));
    const origins = ['ASN', 'Country', 'RIR'].map((what) => `Banned ${what} list:\t`);
    const list = '   |- Banned IP list:\t';
    expect(await ask('status', 'app', 'cymru')).toBe(
      text([...usual.slice(0, -1), list, ...origins.map((row, i) => `   ${i === 2 ? '`-' : '|-'} ${row}`)]),
    );
    expect(await ask('status', 'app', 'bogus')).toBe(text(usual));
    expect(home.log()).toContain(
      "WARNING Unsupported extended jail status flavor 'bogus'. Supported: ['short', 'basic', 'stats', 'cymru']\n",
    );
    expect((await refusal('status', 'app', 'basic', 'more')).message).toBe('Invalid command (no status)');
  });

  it('as counts', async () => {
    await ask('set', 'app', 'banip', '192.0.2.9');
    const app = { jail: 'app', backend: 'inotify', failed: [0, 0], banned: [1, 1] };
    expect(await home.send('stats')).toEqual([
      app,
      { jail: 'web', backend: 'inotify', failed: [0, 0], banned: [0, 0] },
    ]);
    expect(await home.send('statistics')).toEqual(await home.send('stats'));
    expect(await home.send('status', 'app', 'stats')).toEqual(app);
    expect(await ask('statistic')).toBe("{'app': ['inotify', (0, 0), (1, 1)], 'web': ['inotify', (0, 0), (0, 0)]}");
  });
});

describe('a jail that is added', () => {
  it('does nothing until it has been told everything, and is started', async () => {
    home.fail('loose.log', '192.0.2.1');
    expect(await ask('add', 'loose')).toBe('Added jail loose');
    expect(await ask('status')).toContain('app, loose, web');
    await ask('set', 'loose', 'addlogpath', at('loose.log'));
    await ask('set', 'loose', 'ignoreself', 'false');
    await ask('set', 'loose', 'addfailregex', 'login failed for \\S+ from <HOST>$');
    await ask('set', 'loose', 'maxretry', '1');
    await ask('set', 'loose', 'addaction', 'write');
    await ask('set', 'loose', 'action', 'write', 'actionban', `echo <ip> > ${at('written')}`);
    expect(await ask('status', 'loose')).toContain('Total failed:\t0');
    expect(await ask('start', 'loose')).toBe('Jail started');
    await until(() => existsSync(at('written')) && readFileSync(at('written'), 'utf8') === '192.0.2.1\n');
    expect(home.log()).toMatch(/Creating new jail 'loose'\n.*Jail 'loose' started\n/s);
    expect(await ask('start', 'loose')).toBe('Jail started');
    await ask('reload');
    expect(await ask('status')).toContain('Jail list:\tapp, web');
  });

  it('may be stopped before', async () => {
    await ask('add', 'loose', 'polling');
    await ask('set', 'loose', 'banip', '192.0.2.1');
    expect(await ask('stop', 'loose')).toBe('Jail stopped');
    expect(await ask('status')).toContain('Jail list:\tapp, web');
  });

  it.each([
    { words: ['add'], text: 'Sorry but the command is invalid' },
    { words: ['add', 'app'], text: "The jail 'app' already exists", nok: "('app',)" },
    { words: ['add', '--all'], text: "Reserved name '--all'" },
    { words: ['add', 'loose', 'bogus'], text: /^Unknown backend bogus/ },
    { words: ['start', 'loose'], text: "Sorry but the jail 'loose' does not exist", nok: "('loose',)" },
    { words: ['start'], text: 'Sorry but the command is invalid' },
    { words: ['stop', 'loose'], text: "Sorry but the jail 'loose' does not exist" },
  ])('is refused: $words', async ({ words, text, nok }) => {
    const { message, nok: told } = await refusal(...words);
    expect(message).toEqual(typeof text === 'string' ? text : expect.stringMatching(text));
    if (nok !== undefined) expect(told).toBe(nok);
    expect(await ask('status')).toContain('Jail list:\tapp, web');
  });
});

it.each([
  { words: ['server-status'], text: 'Server ready' },
  { words: ['sleep', '0.01'], text: 'None' },
  { words: ['echo'], text: '' },
  { words: ['stop', '--all'], text: 'Jail stopped' },
])('$words', async ({ words, text }) => {
  expect(await ask(...words)).toBe(text);
});

it('a command that fails stands in the log', async () => {
  await refusal('status', 'nosuch\n');
  await refusal('sleep', 'x');
  expect(home.log()).toContain(
    "ERROR   Command ['status', 'nosuch\\n'] has failed. Received UnknownJailException('nosuch\\n')\n",
  );
  expect(home.log()).toContain(`Received ValueError("could not convert string to float: 'x'")`);
});
