import { execFileSync, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { hostname, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { TrialOptions } from '../../src/cli/regex/options.js';
import { tryRegex } from '../../src/cli/regex/try-regex.js';
import { TsbanError } from '../../src/error.js';

process.env['TZ'] = 'UTC';

// The example of spec config-and-filters §6.
const filter = String.raw`[Definition]
prefregex = ^ <F-MLFID>\S+ demo\[\d+\]</F-MLFID>: <F-CONTENT>.+</F-CONTENT>$
failregex = ^bad login for <F-USER>\S*</F-USER> from <HOST>$
            ^<F-NOFAIL>connect</F-NOFAIL> from <ADDR>$
ignoreregex = ^bad login for monitor
datepattern = {^LN-BEG}
maxlines = 1
`;
const log = `# a comment
2026-03-10 11:59:50 srv demo[11]: bad login for root from 192.0.2.1
2026-03-10 11:59:51 srv demo[12]: connect from 192.0.2.2
2026-03-10 11:59:52 srv demo[13]: bad login for monitor from 192.0.2.3
2026-03-10 11:59:53 srv demo[14]: scan from 2001:db8::9

2026-03-10 11:59:54 srv other[15]: hello
2026-03-10 11:59:55 not a whole line yet`;

let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'tsban-regex-'));
  write('filter.d/demo.conf', filter);
  write('filter.d/moded.conf', '[Definition]\nfailregex = ^<mode> <HOST>\nmode = normal\n');
  write('jail.conf', '[demo]\nfilter = demo\nlogpath = /nowhere\n[moded]\nmaxretry = 3\nfilter = moded[mode=x]\n');
  write('demo.log', log);
});
afterEach(() => rmSync(directory, { recursive: true }));

function write(path: string, text: string): void {
  mkdirSync(dirname(join(directory, path)), { recursive: true });
  writeFileSync(join(directory, path), text);
}

interface Tried {
  readonly out: string;
  readonly warnings: readonly string[];
}

async function run(tried: string, regex: string, options: Partial<TrialOptions> & { ignoreregex?: string } = {}) {
  const pieces: string[] = [];
  const warnings: string[] = [];
  const { ignoreregex, ...given } = options;
  await tryRegex(
    { log: tried === 'demo.log' ? join(directory, tried) : tried, regex, ignoreregex },
    { config: directory, encoding: 'UTF-8', checkAll: true, ...given },
    {
      out: (text) => Promise.resolve(void pieces.push(text)),
      warn: (text) => warnings.push(text),
    },
  );
  const out = pieces
    .join('')
    .replace(/in \d+\.\d\d sec/, 'in 0.00 sec')
    .replaceAll(`${directory}/`, '');
  return { out, warnings } satisfies Tried;
}

const dateTemplate = String.raw`{^LN-BEG}ExYear(?P<_sep>[-/.])Month(?P=_sep)Day(?:T|  ?)24hour:Minute:Second(?:[.,]Microseconds)?(?:\s*Zone offset)?`;

it('advises on a failregex under the report, and nowhere else', async () => {
  const regex = '^bad .* from <HOST>';
  const { out, warnings } = await run('bad login from 192.0.2.1', regex);
  expect(warnings).toEqual([
    expect.stringMatching(/^failregex 1 does not say where the line ends, and '\.\*' at position 5 may/),
  ]);
  expect(out).not.toContain('position');
  for (const format of ['ip', 'json']) {
    expect((await run('bad login from 192.0.2.1', regex, { out: format })).warnings).toEqual([]);
  }
});

describe('the report on a jail', () => {
  it('is that of fail2ban-regex, byte for byte', async () => {
    const { out, warnings } = await run('demo.log', 'demo');
    expect(warnings).toEqual([]);
    expect(out).toBe(
      String.raw`
Running tests
=============

Use             jail : demo
Use         maxlines : 1
Use      datepattern : {^LN-BEG} : Default Detectors
Use         log file : demo.log
Use         encoding : UTF-8


Results
=======

Prefregex: 4 total
|  ^ (?P<mlfid>\S+ demo\[\d+\]): (?P<content>.+)$
§-

Failregex: 2 total
|-  #) [# of hits] regular expression
|   1) [1] ^bad login for <F-USER>\S*</F-USER> from <HOST>$
|   2) [1] ^<F-NOFAIL>connect</F-NOFAIL> from <ADDR>$
§-

Ignoreregex: 1 total
|-  #) [# of hits] regular expression
|   1) [1] ^bad login for monitor
§-

Date template hits:
|- [# of hits] date format
|  [5] ${dateTemplate}
§-

Lines: 5 lines, 2 ignored, 1 matched, 2 missed
[processed in 0.00 sec]

|- Ignored line(s):
|  2026-03-10 11:59:51 srv demo[12]: connect from 192.0.2.2
|  2026-03-10 11:59:52 srv demo[13]: bad login for monitor from 192.0.2.3
§-
|- Missed line(s):
|  2026-03-10 11:59:53 srv demo[14]: scan from 2001:db8::9
|  2026-03-10 11:59:54 srv other[15]: hello
§-
`.replaceAll('§', '`'),
    );
  });
});

describe('REGEX', () => {
  const headerOf = async (regex: string, options = {}) => {
    const { out } = await run('a 192.0.2.1', regex, options);
    return out.split('\n').filter((line) => line.startsWith('Use'));
  };

  it('may be a jail with options for its filter', async () => {
    expect(await headerOf('moded[mode=a]')).toEqual([
      'Use             jail : moded',
      "Use jail/flt options : {'mode': 'a'}",
      'Use      single line : a 192.0.2.1',
    ]);
    expect((await run('a 192.0.2.1', 'moded[mode=a]', { output: 'id' })).out).toBe('192.0.2.1\n');
    expect((await run('x 192.0.2.1', 'moded', { output: 'id' })).out).toBe('192.0.2.1\n');
  });

  it('may be a filter, or a file', async () => {
    const [first, second] = await headerOf('moded.conf[mode=a]');
    expect([first, second]).toEqual([
      `Use      filter file : moded, basedir: ${directory}`,
      "Use   filter options : {'mode': 'a'}",
    ]);
    write('own/x.conf', '[Definition]\nfailregex = ^a <HOST>\n');
    expect((await headerOf(`${directory}/own/x.conf`))[0]).toBe('Use      filter file : own/x.conf');
    expect((await run('a 192.0.2.1', `${directory}/own/x.conf`, { output: 'ip' })).out).toBe('192.0.2.1\n');
  });

  it('is a failregex otherwise, with an ignoreregex, a datepattern and maxlines of its own', async () => {
    const options = { ignoreregex: 'y'.repeat(60), datepattern: '%Y-%m-%d', maxlines: 2 };
    expect(await headerOf('^a <HOST>', options)).toEqual([
      'Use         maxlines : 2',
      'Use      datepattern : %Y-%m-%d : Year-Month-Day',
      'Use   failregex line : ^a <HOST>',
      `Use ignoreregex line : ${'y'.repeat(50)}...`,
      'Use      multi line : 1 line(s)',
    ]);
  });

  it('is a failregex too where there is no configuration at all', async () => {
    const { out } = await run('a 192.0.2.1', '^a <HOST>', { config: '/nonexistent', output: 'id' });
    expect(out).toBe('192.0.2.1\n');
  });

  it.each([
    ['nosuch', "there is neither a jail nor a filter 'nosuch' in "],
    ['/no/such.conf', 'there is no file /no/such.conf; '],
    ['nosuch[mode=x]', "there is neither a jail nor a filter 'nosuch' in "],
  ])('%s says that there is none of that name', async (regex, text) => {
    await expect(run('a', regex)).rejects.toThrow(text);
  });

  it.each(['(', 'none', 'demo[x]', '<HOST> <HOST>'])('%s is refused', async (regex) => {
    await expect(run('a', regex)).rejects.toThrow(TsbanError);
  });

  it('is told about a datepattern that matches only its literal text', async () => {
    const { warnings } = await run('m/H:S 192.0.2.1', '<HOST>', { datepattern: 'm/H:S' });
    expect(warnings).toEqual([expect.stringContaining("'m/H:S' has no %-code")]);
  });
});

describe('output', () => {
  it('is one JSON object a line', async () => {
    const { out } = await run('demo.log', 'demo', { output: 'json' });
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line) as unknown);
    expect(lines).toHaveLength(5);
    expect(lines[0]).toEqual({
      n: 1,
      line: '2026-03-10 11:59:50 srv demo[11]: bad login for root from 192.0.2.1',
      status: 'matched',
      failures: [
        {
          id: '192.0.2.1',
          time: 1773143990,
          attempts: 1,
          regex: 1,
          fields: { mlfid: 'srv demo[11]', user: 'root', ip4: '192.0.2.1', users: ['root'] },
        },
      ],
    });
    expect(lines[1]).toMatchObject({ n: 2, status: 'ignored', failures: [] });
    expect(lines[4]).toMatchObject({ n: 5, status: 'missed', failures: [] });
  });

  it('counts as attempts all the lines that led to a failure', async () => {
    const log = ['x 1 bad', 'x 1 bad', 'x 1 from 192.0.2.1'].join('\n');
    const { out } = await run(log, '^x <F-MLFID>\\d</F-MLFID> (?:bad|from <HOST>)$', { output: 'json' });
    expect(JSON.parse(out.split('\n')[2] ?? '')).toMatchObject({ failures: [{ id: '192.0.2.1', attempts: 3 }] });
  });

  it.each([
    ['id', '192.0.2.1\n'],
    ['ip', '192.0.2.1\n'],
    ['user', 'root\n'],
    ['nothing', 'None\n'],
    ['msg', '2026-03-10 11:59:50 srv demo[11]: bad login for root from 192.0.2.1\n'],
    [
      'row',
      "['192.0.2.1',\t1773143990.0,\t{'mlfid': 'srv demo[11]', 'user': 'root', 'ip4': '192.0.2.1', 'users': {'root'}}],\n",
    ],
    ['matches', "[('', '2026-03-10 11:59:50', ' srv demo[11]: bad login for root from 192.0.2.1')]\n"],
    ['<time> <ip> <F-USER> <F-X>|<zz>', '1773143990.0 192.0.2.1 root |<zz>\n'],
    ['<fid> <failures> <bancount> <restored> <F-MLFID> <F-USERS><br>', "192.0.2.1 0 0 0 srv demo[11] {'root'}\n\n"],
    ['<msg>', '2026-03-10 11:59:50 srv demo[11]: bad login for root from 192.0.2.1\n'],
    [
      '<F-*>',
      "{'matches': [('', '2026-03-10 11:59:50', ' srv demo[11]: bad login for root from 192.0.2.1')], 'failures': 0, 'mlfid': 'srv demo[11]', 'user': 'root', 'ip4': '192.0.2.1', 'users': {'root'}}\n",
    ],
    [
      '<raw-ticket>',
      "BanTicket: ip=192.0.2.1 time=1773143990.0 bantime=None bancount=0 #attempts=0 matches=[('', '2026-03-10 11:59:50', ' srv demo[11]: bad login for root from 192.0.2.1')]\n",
    ],
    // Only a jail could fill these.
    ['<bantime> <ipfailures> <jail.banned>', '<bantime> <ipfailures> <jail.banned>\n'],
  ])('-o %s', async (format, out) => expect((await run('demo.log', 'demo', { out: format })).out).toBe(out));

  it.each([
    ['<ADDR>', '192.0.2.1', '1.2.0.192. inet4'],
    ['<ADDR>', '2001:db8::9', `9.${'0.'.repeat(23)}8.b.d.0.1.0.0.2. inet6`],
    ['<F-ID>\\S+</F-ID>', "some'one", ' None'],
  ])('-o "<ip-rev> <family>" tells of %s %s', async (tag, id, told) => {
    expect((await run(`bad ${id}`, `^bad ${tag}$`, { out: '<ip-rev> <family>' })).out).toBe(`${told}\n`);
  });

  // Trap 50 of spec config §8.
  it.each([
    ['2026-03-10 11:59:50', '1773143990.0', '1773143990.0'],
    ['2026-03-10 11:59:50+0000', '1773143990', '1773143990'],
    ['1773143990', '1773143990.0', '1773143990.0'],
    ['2026-02-30 11:59:50', '\\d{10}\\.\\d+', 'None'],
    ['', '\\d{10}\\.\\d+', 'None'],
  ])('-o shows the time of %s', async (date, time, inRow) => {
    const line = `${date} bad 192.0.2.1`;
    expect((await run(line, 'bad <ADDR>', { out: '<time>' })).out).toMatch(new RegExp(`^${time}\n$`));
    const row = `['192.0.2.1',\t${inRow},\t{'ip4': '192.0.2.1'}],\n`;
    expect((await run(line, 'bad <ADDR>', { out: 'row' })).out).toBe(row);
  });

  it('-o fills captures whose names are not those of their tags', async () => {
    const regex = '^bad <F-ID>\\w+</F-ID> <F-PORT>\\d+</F-PORT>$';
    expect((await run('bad one 22', regex, { out: '<F-ID> <F-PORT> <F-FPORT>' })).out).toBe('one 22 22\n');
  });

  it('-o fills names of hosts', async () => {
    const names = await run('bad 192.0.2.0/24', '^bad <SUBNET>$', { out: '<sh-hostname>|<fq-hostname>|<ip-host>' });
    const [sh] = hostname().split('.');
    expect(names.out).toMatch(new RegExp(`^${sh}\\|${sh}(\\.\\S+)?\\|None\\n$`));
    const { out } = await run('bad 127.0.0.1', '^bad <ADDR>$', { out: '<ip-host>' });
    expect(out).toBe('localhost\n');
  });

  it('-i prints the lines without a failure', async () => {
    const { out } = await run('demo.log', 'demo', { out: 'id', invert: true });
    expect(out.split('\n').map((line) => line.slice(17, 19))).toEqual(['51', '52', '53', '54', '']);
  });

  it('resolves host names unless told to take them raw', async () => {
    const resolved = await run('bad localhost', '^bad <HOST>', { out: 'ip' });
    expect(resolved.out).toMatch(/^(127\.0\.0\.1|::1)\n/);
    expect((await run('bad localhost', '^bad <HOST>', { out: 'ip', raw: true })).out).toBe('localhost\n');
    const { out } = await run('bad nobody.invalid', '^bad <HOST>');
    expect(out).toContain('Lines: 1 lines, 0 ignored, 0 matched, 1 missed');
  });
});

describe('more than the plain report', () => {
  it('-v tells what the prefregex found, who is only context, and who was found again', async () => {
    const { out } = await run('demo.log', 'demo', { verbose: 1 });
    expect(out).toContain("|      {'mlfid': 'srv demo[11]', 'content': 'bad login for root from 192.0.2.1'}\n");
    expect(out).toContain(
      '|   2) [1] ^<F-NOFAIL>connect</F-NOFAIL> from <ADDR>$\n|      192.0.2.2  Tue Mar 10 11:59:51 2026\n',
    );
    write('filter.d/thrice.conf', '[Definition]\nfailregex = ^ a <HOST>\n a <HOST>\n <HOST>$\n');
    const thrice = await run('2026-03-10 11:59:50 a 192.0.2.1', 'thrice', {
      verbose: 1,
      datepattern: '%Y-%m-%d %H:%M:%S',
    });
    expect(thrice.out.match(/^.*192\.0\.2\.1 {2}.*$/gm)).toEqual([
      '|      192.0.2.1  Tue Mar 10 11:59:50 2026',
      '|      192.0.2.1  Tue Mar 10 11:59:50 2026',
      '|      192.0.2.1  Tue Mar 10 11:59:50 2026 (multiple regex matched)',
    ]);
  });

  it('-v shows no less of what the prefregex found where not all failregexes are tried', async () => {
    const { out } = await run('demo.log', 'demo', { verbose: 1, checkAll: false });
    expect(out).toContain("|      {'mlfid': 'srv demo[12]', 'content': 'connect from 192.0.2.2'}\n");
  });

  it.each<[regex: string, real: string]>([
    ['./demo.conf', "{'logtype': 'file', 'datepattern': '{^LN-BEG}'}"],
    ['moded[mode=hard,x=1]', "{'logtype': 'file', 'mode': 'hard', 'x': '1'}"],
    ['inits[b=<a>]', "{'logtype': 'file', 'b': '2', 'known/maxlines': '4', 'maxlines': 4, 'known/b': '7'}"],
  ])('-vv tells what the options of %s come to', async (regex, real) => {
    write('filter.d/inits.conf', '[Definition]\nfailregex = ^<HOST>\na = 2\n[Init]\nmaxlines = 4\nb = 7\n');
    const tried = regex.startsWith('./') ? join(directory, 'filter.d', regex) : regex;
    expect((await run('x', tried, { verbose: 2 })).out).toContain(`\nReal  filter options : ${real}\n`);
    expect((await run('x', tried, { verbose: 1 })).out).not.toContain('Real  filter options');
  });

  it('--VD tells what is behind the date templates', async () => {
    const { out } = await run('x 2026-03-10 y', '<HOST>$', { verboseDate: true, datepattern: '%Y-%m-%d' });
    expect(out).toMatch(/^\|      # weight: 0\.500 \(1\.000\), pattern: %Y-%m-%d\n\|      # regex:   .*\(\?P<Y>/m);
  });

  it('-D links each regex that was tried, with the line as it was searched', async () => {
    const { out } = await run('2026-03-10 11:59:50 a+b', String.raw`^ c \(<F-USER>~</F-USER>\) <CIDR> <F-ID/>`, {
      debuggex: true,
    });
    const link = String.raw`re=%5E+c+%5C%28%28%3FP%3Cuser%3E~%29%5C%29+%28%3FP%3Ccidr%3E%5Cd%2B%29+%28%3FP%3Cfid%3E%5CS%2B%29&str=+a%2Bb&flavor=python`;
    expect(out).toContain(
      `|  2026-03-10 11:59:50 a+b | ^ c \\(<F-USER>~</F-USER>\\) <CIDR> <F-ID/> |  https://www.debuggex.com/?${link}\n`,
    );
  });

  it('tells of context as of missed lines where not all failregexes are tried', async () => {
    const { out } = await run('demo.log', 'demo', { checkAll: false });
    expect(out).toContain('Lines: 5 lines, 1 ignored, 1 matched, 3 missed');
  });
});

describe('trap', () => {
  it('30: F-NOFAIL without a session counts as ignored here', async () => {
    const { out } = await run('x 192.0.2.1\nx 192.0.2.1\nx 192.0.2.1', '<F-NOFAIL>x</F-NOFAIL> <HOST>');
    expect(out).toContain('Lines: 3 lines, 3 ignored, 0 matched, 0 missed');
  });

  it('47: a name means the jail, a path the filter', async () => {
    expect((await run('x', 'moded')).out).toContain('\nUse             jail : moded\n');
    expect((await run('x', 'filter.d/moded')).out).toContain('\nUse      filter file : moded, basedir: ');
  });

  it('48: a last line without its end is not tried, and a misspelt file is a line', async () => {
    writeFileSync(join(directory, 'demo.log'), 'a\nb');
    expect((await run('demo.log', '<HOST>')).out).toContain('Lines: 1 lines');
    expect((await run('/nope/x.log', '^<HOST>')).out).toContain('Use      single line : /nope/x.log\n');
  });

  it('49: twenty missed lines are too many to print', async () => {
    const missed = async (count: number) => (await run('a\n'.repeat(count), '^x <HOST>')).out;
    expect(await missed(20)).toContain(
      'Missed line(s): too many to print.  Use --print-all-missed to print all 20 lines\n',
    );
    expect(await missed(19)).toContain('|- Missed line(s):\n');
  });

  it('50: times without a zone are printed as Python prints floats', async () => {
    const timeOf = async (date: string) => (await run(`${date} 192.0.2.1`, '<HOST>$', { out: '<time>' })).out;
    expect(await timeOf('2026-03-10 11:59:50')).toBe('1773143990.0\n');
    expect(await timeOf('1773143990')).toBe('1773143990.0\n');
  });

  it('51: a group of its own is all that is cut out', async () => {
    const { out } = await run('|1773143990| x 192.0.2.1', String.raw`^\|\| x <HOST>`, {
      datepattern: String.raw`\|({EPOCH})\|`,
      out: 'id',
    });
    expect(out).toBe('192.0.2.1\n');
  });
});

describe('LOG', () => {
  it('may be several lines of text', async () => {
    const { out } = await run('a 192.0.2.1\nb', '^a <HOST>');
    expect(out).toContain('Use      multi line : 2 line(s)\n|  1: a 192.0.2.1\n|  2: b\n`-\n');
    expect(out).toContain('Lines: 2 lines, 0 ignored, 1 matched, 1 missed');
  });

  it('may be a text longer than the name of any file', async () => {
    const { out, warnings } = await run(`a 192.0.2.1 ${'x'.repeat(5000)}`, '^a <HOST> x+$', { out: 'id' });
    expect({ out, warnings }).toEqual({ out: '192.0.2.1\n', warnings: [] });
  });

  it('may be a pipe', async () => {
    const pipe = join(directory, 'pipe');
    execFileSync('sh', ['-c', 'mkfifo "$0"', pipe]);
    spawn('sh', ['-c', 'echo "a 192.0.2.1" >"$0"', pipe]);
    expect((await run(pipe, '^a <HOST>$', { out: 'id' })).out).toBe('192.0.2.1\n');
  });

  it('that looks like the path of a file which is not there is warned of', async () => {
    const { out, warnings } = await run('/no/such.log', '^a <HOST>$');
    expect(out).toContain('Use      single line : /no/such.log\n');
    expect(warnings).toEqual(['there is no file /no/such.log: that text itself is tried; correct the path']);
  });

  it('is read in its encoding', async () => {
    writeFileSync(join(directory, 'demo.log'), Buffer.from('j\xfcrgen 192.0.2.1\n', 'latin1'));
    const latin = await run('demo.log', '^jürgen <HOST>', { encoding: 'latin1', out: 'id' });
    expect(latin.out).toBe('192.0.2.1\n');
    await expect(run('demo.log', '<HOST>', { encoding: 'bogus' })).rejects.toThrow('unknown encoding: bogus');
  });

  it('may be longer than what is read at once, its lines wherever they fall', async () => {
    const lines = Array.from({ length: 20_000 }, (_, at) => `line ${at} ü from 192.0.2.${at % 250}`);
    writeFileSync(join(directory, 'demo.log'), `${lines.join('\n')}\n`);
    const { out } = await run('demo.log', '^line \\d+ ü from <HOST>$', { out: 'msg' });
    expect(out).toBe(`${lines.join('\n')}\n`);
  });
});
