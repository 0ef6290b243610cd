import { describe, expect, it } from 'vitest';
import type { ActionConfig } from '../../src/config/configuration.js';
import { readConfiguration } from '../../src/config/read-config.js';
import { makeConfigTree } from '../support/config-tree.js';
import { sayAction } from '../support/say-action.js';

/** The actions of jail j with this `action = …`; action.d/a.conf is `file`. */
function read(file: string, action = 'a', more: Readonly<Record<string, string>> = {}): readonly ActionConfig[] {
  const tree = makeConfigTree({
    'jail.conf': `[DEFAULT]\nenabled = on\nbackend = polling\nmaxretry = 05\nfindtime = 10m\nbantime = 1h\nport = ssh\n[j]\nfilter = f\nlogpath = /l\naction = ${action}`,
    'filter.d/f.conf': '[Definition]\nfailregex = <HOST>',
    'action.d/a.conf': file,
    ...more,
  });
  const { jails, problems } = readConfiguration(tree);
  if (jails[0] === undefined) throw new Error(problems.map(({ error }) => error.message).join('\n'));
  return jails[0].actions;
}

function actionban(file: string, action?: string): string | undefined {
  return read(file, action)[0]?.commands.actionban;
}

const full = sayAction.replace('actionban', 'actionstart =\nactionban');

describe('readAction', () => {
  it('puts static tags in, and lists parameters in Fail2Ban’s order', () => {
    const [action] = read(full, 'a[text="a, b", port=22]');
    expect(action?.commands).toEqual({
      actionstart: '',
      actionban: 'echo a, b <ip> 22 j\nlogger "% <fq-hostname>"',
      actionunban: '',
    });
    expect([...(action?.parameters ?? [])]).toEqual([
      ['text', 'a, b'],
      ['port', '22'],
      ['name', 'j'],
      ['actname', 'a'],
      ['timeout', '30'],
      ['fam', 'v4'],
      ['fam?family=inet6', 'v6'],
    ]);
  });

  it.each([
    ['<findtime> <maxretry> <logpath> %(bantime)s <backend> <enabled>', '10m 5 /l 1h polling True'],
    [
      '<bantime> <timeout> <matches> <ipmatches> <ipjailmatches> <F-USER>',
      '<bantime> <timeout> <matches> <ipmatches> <ipjailmatches> <F-USER>',
    ],
    ['<port> <protocol>', '<port> <protocol>'],
    ['cat <file >out', 'cat <file >out'],
    ['<name>-<actname>', 'j-a'],
  ])('%s', (command, expanded) => {
    expect(actionban(`[Definition]\nactionban = ${command}`)).toBe(expanded);
  });

  it('lets a parameter go before [Init], that before the jail, and that before [Definition]', () => {
    const file = (rest: string) => `[Definition]\nactionban = <logpath>\n${rest}`;
    expect(actionban(file('logpath = /def'))).toBe('/l');
    expect(actionban(file('[Init]\nlogpath = /init'))).toBe('/init');
    expect(actionban(file('[Init]\nlogpath = /init'), 'a[logpath=/par]')).toBe('/par');
  });

  it('finds the value of [Init] behind a parameter by <known/…>, and leaves parameters unexpanded', () => {
    const [action] = read(
      '[Definition]\nactionban = <chain>\n[Init]\nchain = INPUT\nb = <chain>',
      'a[chain="<known/chain>"]',
    );
    expect(action?.commands.actionban).toBe('INPUT');
    expect(action?.parameters.get('chain')).toBe('<known/chain>');
    expect(action?.parameters.get('b')).toBe('<chain>');
  });

  it('leaves conditional tags for the run, and lets a plain parameter replace both values', () => {
    const file = '[Definition]\nactionban = <bt> <x>\n[Init]\nbt = REJ4\nx = <bt>!\n[Init?family=inet6]\nbt = REJ6';
    const values = (action: string) => {
      const parameters = read(file, action)[0]?.parameters;
      return [parameters?.get('bt'), parameters?.get('bt?family=inet6')];
    };
    expect(actionban(file)).toBe('<bt> <bt>!');
    expect(values('a')).toEqual(['REJ4', 'REJ6']);
    expect(values('a[bt=DROP]')).toEqual(['DROP', 'DROP']);
    expect(values('a[bt=DROP, bt?family=inet6="D 6"]')).toEqual(['DROP', 'D 6']);
  });

  it('takes a parameter that is called like a command or a setting for one', () => {
    const [action] = read(
      '[Definition]\nactionban = x\nnorestored = 1',
      'a[w=1, actionban="hey <w> 50%% <ip>", norestored=0]',
    );
    expect(action?.commands).toEqual({ actionban: 'hey 1 50% <ip>' });
    expect(action?.norestored).toBe(false);
    expect([...(action?.parameters.keys() ?? [])]).toEqual(['w', 'name', 'actname']);
  });

  it('takes what does many addresses at once for commands that Fail2Ban does not know', () => {
    const file =
      '[Definition]\nactionbanbulk = nft -f -\nbulkban = add <set> { <ip> }\nactionlist = list <set>\n[Init]\nset = s';
    const [action] = read(file, 'a[actionunbanbulk=u, bulkunban=b]');
    expect(action?.commands).toEqual({
      actionbanbulk: 'nft -f -',
      bulkban: 'add s { <ip> }',
      actionunbanbulk: 'u',
      bulkunban: 'b',
      actionlist: 'list s',
    });
    expect([...(action?.settings.keys() ?? [])]).toEqual([]);
    expect([...(action?.parameters.keys() ?? [])]).toEqual(['name', 'actname', 'set']);
  });

  it('leaves them out where the command for one address was replaced', () => {
    const file = '[Definition]\nactionban = one\nactionbanbulk = many\nbulkban = <ip>\nactionlist = list';
    expect(read(file, 'a')[0]?.commands).toMatchObject({ actionbanbulk: 'many', bulkban: '<ip>' });
    expect(read(file, 'a[actionban=mine]')[0]?.commands).toEqual({ actionban: 'mine', actionlist: 'list' });
    const all = 'a[actionban=mine, actionbanbulk=ours, bulkban="<ip>"]';
    expect(read(file, all)[0]?.commands).toMatchObject({ actionbanbulk: 'ours', bulkban: '<ip>' });
  });

  it.each([
    ['', [false, undefined, false]],
    ['norestored = 1\nactionstart_on_demand = true\nactionrepair_on_unban = yes', [true, true, true]],
    ['norestored = no\nactionstart_on_demand = false\nactionrepair_on_unban = 0', [false, false, false]],
  ])('reads the settings of %j', (settings, expected) => {
    const [action] = read(`[Definition]\nactionban = x\n${settings}`);
    expect([action?.norestored, action?.actionstartOnDemand, action?.actionrepairOnUnban]).toEqual(expected);
  });

  it.each([
    ['a', 'a'],
    ['a[name=j]', 'a'],
    ['a[name=foo]', 'a-foo'],
    ['a[name=j-x]', 'a-x'],
    ['a[name=jx]', 'ax'],
    ['a[name=foo, actname=bar]', 'bar'],
  ])('%s is called %s', (action, actname) => {
    expect(read('[Definition]\nactionban = x', action).map((each) => each.actname)).toEqual([actname]);
  });

  it('reads several, on one line or more', () => {
    const actions = read('[Definition]\nactionban = <name>', 'a[name=one] a[name="two"]\n  a');
    expect(actions.map(({ actname, commands }) => [actname, commands.actionban])).toEqual([
      ['a-one', 'one'],
      ['a-two', 'two'],
      ['a', 'j'],
    ]);
  });

  it('has no command for what the file does not say', () => {
    expect(Object.keys(read('[Definition]\nactioncheck = true')[0]?.commands ?? {})).toEqual(['actioncheck']);
  });
});
