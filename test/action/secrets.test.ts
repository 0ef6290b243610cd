import { describe, expect, it } from 'vitest';
import { createRunner } from '../../src/action/run-command.js';
import { secretsOf, withoutSecrets } from '../../src/action/secrets.js';
import { recordedLog } from '../support/recorded-log.js';

describe('secretsOf', () => {
  it.each([
    ['abuseipdb_apikey', 'a1b2c3', ['a1b2c3']],
    ['cftoken', ' a1b2c3 ', ['a1b2c3']],
    ['telegram_token?family=inet6', 'a1b2c3', ['a1b2c3']],
    ['password', '<half>-<half>', ['a1b2-a1b2']],
    ['apikey', '', []],
    ['apikey', 'short', []],
    ['keyword', 'a1b2c3', []],
    ['port', '0:65535', []],
  ])('of %s = %j are %j', (name, value, secrets) => {
    expect(secretsOf(new Map([[name, value]]).set('half', 'a1b2'))).toEqual(secrets);
  });

  it('are taken out whole where one holds another', () => {
    const secrets = secretsOf(new Map(Object.entries({ apikey: 'a1b2c3', cftoken: 'a1b2c3d4' })));
    expect(withoutSecrets('a1b2c3d4 a1b2c3', secrets)).toBe('**** ****');
  });

  it('are each there once', () => {
    expect(secretsOf(new Map(['apikey', 'cftoken'].map((name) => [name, 'a1b2c3'])))).toEqual(['a1b2c3']);
  });
});

describe('withoutSecrets', () => {
  it('puts stars wherever a secret stands', () => {
    expect(withoutSecrets('a1b2c3 x=a1b2c3; $& $1', ['a1b2c3', '$&'])).toBe('**** x=****; **** $1');
  });
});

describe('a command with a secret', () => {
  const command = (script: string) => ({
    script,
    variables: new Map([['f2bV_a', 'the value']]),
    secrets: ['a1b2c3'],
  });
  const run = async (script: string) => {
    const { log, lines } = recordedLog();
    return { ...(await createRunner({ log })(command(script), 10)), lines };
  };

  it('runs like any other', async () => {
    const { stdout, exitCode } = await run('printf "%s|%s|" a1b2c3 "$f2bV_a"\ncat <<END\n$#\nEND\numask\nexit 3');
    expect([stdout, exitCode]).toEqual(['a1b2c3|the value|0\n0077\n', 3]);
  });

  it('shows it neither in its arguments nor to its children', async () => {
    const { stdout } = await run(`: a1b2c3; tr '\\0' ' ' < /proc/$$/cmdline; env; ps -o args= -p $$`);
    expect(stdout).toContain('eval');
    expect(stdout).toContain('PATH=');
    expect(stdout).not.toContain('a1b2c3');
  });

  it('leaves it out of the log, also where the command repeats it', async () => {
    const { lines } = await run('echo a1b2c3; no-such-program a1b2c3');
    expect(lines.filter((line) => line.includes('****'))).toHaveLength(3);
    expect(lines.join('\n')).not.toContain('a1b2c3');
  });
});
