import { execFileSync } from 'node:child_process';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ActionTagError, expandParameters, insertValues } from '../../src/action/render-command.js';
import { shellArguments } from '../../src/action/shell-arguments.js';

const parameters = (pairs: Record<string, string>): ReadonlyMap<string, string> => new Map(Object.entries(pairs));
const values = (pairs: Record<string, string>) => (tag: string) => pairs[tag];

describe('expandParameters', () => {
  it.each([
    ['a plain parameter', 'x <port> y', { port: 'ssh' }, '', 'x ssh y'],
    ['a parameter made of others', '<iptables> -L', { iptables: 'iptables <lock>', lock: '-w' }, '', 'iptables -w -L'],
    ['the variant of the family', '<bt>', { bt: 'four', 'bt?family=inet6': 'six' }, 'inet6', 'six'],
    ['the plain value for the other family', '<bt>', { bt: 'four', 'bt?family=inet6': 'six' }, 'inet4', 'four'],
    ['the plain value without a family', '<bt>', { bt: 'four', 'bt?family=inet6': 'six' }, '', 'four'],
    ['a composed tag, from the inside', '<rule-<type>>', { type: 'all', 'rule-all': '-p tcp' }, '', '-p tcp'],
    ['a composed name nobody knows', '<rule-<type>>', { type: 'odd' }, '', '<rule-odd>'],
    ['unknown tags and redirections', 'cat <ip> <file 2>&1', { port: 'ssh' }, '', 'cat <ip> <file 2>&1'],
    ['line breaks and blanks', 'a<br>b<sp>c', {}, '', 'a\nb c'],
    ['what only a ticket knows', '<bantime> <matches>', { bantime: '600', matches: 'x' }, '', '<bantime> <matches>'],
    ['names with capitals as they are', '<Port>', { port: 'ssh' }, '', '<Port>'],
  ] as const)('puts in %s', (_what, command, given, family, expected) => {
    expect(expandParameters(command, parameters({ ...given }), family)).toBe(expected);
  });

  it.each([
    ['itself', { a: 'x<a>' }],
    ['a circle', { a: '<b>', b: '<c>', c: '<a>' }],
    ['a circle by composition', { a: '<<x>>', x: 'a' }],
  ])('refuses a parameter made of %s', (_what, given) => {
    expect(() => expandParameters('<a>', parameters(given), '')).toThrow(ActionTagError);
  });
});

describe('parameters that multiply each other', () => {
  it('fill no memory', () => {
    const doubled = Array.from({ length: 9 }, (_, i): [string, string] => [`v${i}`, `<v${i + 1}>`.repeat(20)]);
    const multiplying = new Map([...doubled, ['v9', 'xxxxxxxxxx'] as const]);
    expect(() => expandParameters('<v0>', multiplying, '')).toThrow(ActionTagError);
  });
});

describe('insertValues', () => {
  it('puts harmless values in verbatim, within single quotes also such with blanks', () => {
    expect(insertValues("say '<who>' <ip>", values({ who: 'two words', ip: '2001:db8::7' }))).toEqual({
      script: "say 'two words' 2001:db8::7",
      variables: new Map(),
    });
  });

  it.each(Array.from('\\#&;`|*?~<>^()[]{}$\'"\r\n'))('keeps a value with %j out of the script', (character) => {
    const value = `a${character}b`;
    expect(insertValues('say "<F-USER>"', values({ 'F-USER': value }))).toEqual({
      script: 'say "$f2bV_F_user"',
      variables: new Map([['f2bV_F_user', value]]),
    });
  });

  it('names variables after their tags', () => {
    const { script } = insertValues('<ip-host> <matches> <jail.name>', () => '$x');
    expect(script).toBe('$f2bV_ip_host $f2bV_matches $f2bV_jail_name');
  });

  it('keeps the name apart from what follows', () => {
    expect(insertValues('"<matches>s" "<matches><ip>"', values({ matches: '$', ip: '192.0.2.1' })).script).toBe(
      '"${f2bV_matches}s" "${f2bV_matches}192.0.2.1"',
    );
  });

  it('never expands a value again', () => {
    const { script, variables } = insertValues('<a> <b>', values({ a: '<b>', b: 'plain' }));
    expect(script).toBe('$f2bV_a plain');
    expect(variables).toEqual(new Map([['f2bV_a', '<b>']]));
  });

  it('leaves tags nobody explains', () => {
    expect(insertValues('x=<unknown>', () => undefined).script).toBe('x=<unknown>');
  });

  it('tells tags apart which no variable name could', () => {
    const { variables } = insertValues('<F-Ä> <F-Ö>', values({ 'F-Ä': '$1', 'F-Ö': '$2' }));
    expect([...variables.values()]).toEqual(['$1', '$2']);
  });
});

describe('a rendered command in a real shell', () => {
  const print = (rendered: ReturnType<typeof insertValues>): string =>
    execFileSync('/bin/sh', ['-c', ...shellArguments(rendered)], { encoding: 'utf8', cwd: '/', stdio: 'pipe' });

  const foreign = fc.oneof(
    fc.string({ unit: 'binary', maxLength: 60 }),
    fc
      .array(fc.constantFrom(...Array.from('\\#&;`|*?~<>^()[]{}$\'"\r\n \t!%=-@a0'), '$(id)', '`id`', "';id;'"), {
        maxLength: 12,
      })
      .map((parts) => parts.join('')),
  );

  it('prints exactly the value, whatever it is, and runs nothing else', () => {
    fc.assert(
      fc.property(foreign, foreign, (user, matches) => {
        const command = 'printf "%s|%s|" "<F-USER>" "<matches>"; printf "%s" "$#"';
        const printed = print(insertValues(command, values({ 'F-USER': user, matches })));
        expect(printed).toBe(`${user.replaceAll('\0', '')}|${matches.replaceAll('\0', '')}|0`);
      }),
      { numRuns: 300 },
    );
  });

  it('takes more than nine of them', () => {
    const tags = Array.from({ length: 12 }, (_, number) => `F-T${number}`);
    const command = `printf "%s " ${tags.map((tag) => `"<${tag}>"`).join(' ')}`;
    expect(print(insertValues(command, (tag) => `$${tag}`))).toBe(tags.map((tag) => `$${tag} `).join(''));
  });

  it('takes values of any length', () => {
    const long = 'é'.repeat(500_000);
    const printed = print(insertValues('printf "%s" "<a>"; printf "%s" "<b>"', () => long));
    expect(printed.length).toBeGreaterThan(20_000);
    expect(printed).toMatch(/^é+$/);
  });

  it('does not show values to children', () => {
    expect(print(insertValues('true "<a>"; env | grep -c f2bV || :', () => '$x'))).toBe('0\n');
  });
});
