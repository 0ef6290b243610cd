import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { recordedLog } from '../support/recorded-log.js';
import { HandWaker } from '../support/hand-waker.js';
import { until } from '../support/until.js';

const v4 = banTicket({ id: '192.0.2.1' });
const other4 = banTicket({ id: '192.0.2.2' });
const v6 = banTicket({ id: '2001:db8::1' });

/** Says what was run, in the file `ran`. */
const recording = {
  actionstart: 'echo start <family> <name> >> <ran>',
  actionstop: 'echo stop <family> <name> >> <ran>',
  actionban: 'echo ban <ip> >> <ran>',
  actionunban: 'echo unban <ip> >> <ran>',
};
const conditional = { bt: 'four', 'bt?family=inet6': 'six' };

describe('CommandAction', () => {
  let directory: string;
  let environment: Environment;
  let waker: HandWaker;
  let messages: ReturnType<typeof recordedLog>;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-action-'));
    writeFileSync(join(directory, 'ran'), '');
    environment = new Environment();
    waker = new HandWaker();
    messages = recordedLog();
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const ran = () => readFileSync(join(directory, 'ran'), 'utf8').split('\n').slice(0, -1);
  const problems = () => messages.lines.filter((line) => !/ utils /.test(line));

  const action = (
    commands: Record<string, string> = {},
    { jail = 'sshd', parameters = {}, ...rest }: ActionOptions = {},
  ): CommandAction => {
    const given = { ran: join(directory, 'ran'), dir: directory, name: 'x', ...parameters };
    const definition = actionDefinition({ ...recording, ...commands }, given, rest);
    return new CommandAction(definition, actionContext({ jail, log: messages.log, waker }), environment);
  };

  describe('with one way for all families', () => {
    it('starts at once, bans, unbans and stops', async () => {
      const one = action();
      await one.start();
      expect(ran()).toEqual(['start x']);
      expect(await one.ban(v4)).toBe(true);
      expect(await one.ban(v6)).toBe(true);
      expect(await one.unban(v4)).toBe(true);
      await one.stop();
      expect(ran().slice(1)).toEqual([
        'ban 192.0.2.1',
        'ban 2001:db8::1',
        'unban 192.0.2.1',
        'unban 2001:db8::1',
        'stop x',
        'stop inet4 x',
        'stop inet6 x',
      ]);
    });

    it('waits for the first ban if told so', async () => {
      const one = action({}, { actionstartOnDemand: true });
      await one.start();
      expect(ran()).toEqual([]);
      await one.ban(v6);
      expect(ran()).toEqual(['start x', 'ban 2001:db8::1']);
    });

    it('leaves nothing to stop where nothing was started', async () => {
      const one = action({}, { actionstartOnDemand: true });
      await one.start();
      await one.stop();
      expect(ran()).toEqual([]);
    });

    it('can be started again', async () => {
      const one = action({ actionstop: 'echo stop >> <ran>' });
      await one.start();
      await one.stop();
      await one.start();
      await one.ban(v4);
      expect(ran()).toEqual(['start x', 'stop', 'start x', 'ban 192.0.2.1']);
    });
  });

  describe('with families', () => {
    it('starts each before its first ban and stops those it started', async () => {
      const one = action({ actionban: 'echo ban <ip> <bt> >> <ran>' }, { parameters: conditional });
      await one.start();
      await one.ban(v6);
      await one.ban(banTicket({ id: '2001:db8::2' }));
      await one.ban(v4);
      await one.stop();
      expect(ran()).toEqual([
        'start inet6 x',
        'ban 2001:db8::1 six',
        'ban 2001:db8::2 six',
        'start inet4 x',
        'ban 192.0.2.1 four',
        'unban 2001:db8::1',
        'unban 2001:db8::2',
        'unban 192.0.2.1',
        'stop inet6 x',
        'stop inet4 x',
      ]);
    });

    it('starts all ahead of time if told so', async () => {
      const one = action({}, { parameters: conditional, actionstartOnDemand: false });
      await one.start();
      expect(ran()).toEqual(['start inet4 x', 'start inet6 x']);
    });

    describe('and one way to start them', () => {
      const oneStart = {
        actionstart: 'echo start >> <ran>; : > <dir>/set',
        actionstop: 'echo stop >> <ran>; rm -f <dir>/set',
        actionban: 'echo <ip> <bt> >> <dir>/set',
        actioncheck: 'test -e <dir>/set',
      };
      const set = () => readFileSync(join(directory, 'set'), 'utf8').split('\n').slice(0, -1);

      it('starts and stops once', async () => {
        const one = action({ ...oneStart, actionflush: 'echo flush <bt> >> <ran>' }, { parameters: conditional });
        for (const ticket of [v4, v6]) await one.ban(ticket);
        expect(set()).toEqual(['192.0.2.1 four', '2001:db8::1 six']);
        await one.stop();
        expect(ran()).toEqual(['start', 'flush four', 'flush six', 'stop']);
        await one.start();
        await one.ban(v6);
        expect(ran().slice(4)).toEqual(['start']);
        const other = action({ ...oneStart, actionflush: 'echo flush <bt> >> <ran>' }, { parameters: conditional });
        await one.stop();
        await other.ban(v6);
        expect(ran().slice(5)).toEqual(['flush six', 'stop', 'start']);
      });

      it('starts both before the first ban again after a crash, once', async () => {
        const one = action(oneStart, { parameters: conditional });
        await one.start('afterCrash');
        await one.stop();
        expect(ran()).toEqual(['start', 'stop', 'stop']);
      });

      it('puts the bans of both back when what they share is gone', async () => {
        const one = action(oneStart, { parameters: conditional });
        for (const ticket of [v4, v6]) await one.ban(ticket);
        rmSync(join(directory, 'set'));
        expect(await one.check()).toBe(true);
        expect(set()).toEqual(['192.0.2.1 four', '2001:db8::1 six']);
        await one.renew();
        expect(ran()).toEqual(['start', 'stop', 'start', 'start']);
        expect(set()).toEqual(['192.0.2.1 four', '2001:db8::1 six']);
      });

      it('takes those for two that name their family', async () => {
        const named = { ...oneStart, actionstart: 'echo start <family> >> <ran>', actionstop: 'true' };
        const [one, two] = ['one', 'two'].map((jail) => action(named, { jail, parameters: conditional }));
        await one?.ban(v4);
        await two?.ban(v6);
        expect(ran()).toEqual(['start inet4', 'start inet6']);
      });
    });

    it('has base values for an id without a family', async () => {
      const one = action({ actionban: 'echo ban <fid> <family> <bt> >> <ran>' }, { parameters: conditional });
      await one.ban(banTicket({ id: 'somebody' }));
      expect(ran()).toEqual(['start x', 'ban somebody None four']);
    });
  });

  it('knows the machine, and the reverse name it can find out', async () => {
    const one = action({ actionban: 'echo <fq-hostname> <sh-hostname> <ip-host> >> <ran>', actionstart: '' });
    await one.ban(v4);
    expect(ran()).toEqual(['box.example.org box None']);
  });

  it('succeeds with commands that are empty', async () => {
    const one = action({ actionban: ' \n', actionstart: '', actionstop: '', actionunban: '' });
    await one.start();
    expect(await one.ban(v4)).toBe(true);
    expect(await one.unban(v4)).toBe(true);
    await one.stop();
    expect(messages.lines).toEqual([]);
  });

  describe('when a command fails', () => {
    it('tries twice and says so', async () => {
      const one = action({ actionban: 'echo try >> <ran>; exit 1', actionstart: '' });
      expect(await one.ban(v4)).toBe(false);
      expect(ran()).toEqual(['try', 'unban 192.0.2.1', 'try']);
      expect(problems()).toEqual([
        "ERROR actions Failed to execute ban jail 'sshd' action 'x' info " +
          `'ActionInfo({'ip': '192.0.2.1', 'fid': '192.0.2.1', 'family': 'inet4'})': Error banning 192.0.2.1`,
      ]);
    });

    it('is content if it works the second time', async () => {
      const one = action({ actionban: 'test -e <dir>/seen || { : > <dir>/seen; exit 1; }', actionstart: '' });
      expect(await one.ban(v4)).toBe(true);
      expect(problems()).toEqual([]);
    });

    it('does not unban who was never to be banned', async () => {
      const one = action({ actionban: 'exit 1', actionstart: '' });
      await one.ban(v4);
      expect(await one.unban(other4)).toBe(true);
      expect(ran()).toEqual(['unban 192.0.2.1']);
    });

    it.each(['unbanned', 'stopped'])(
      'leaves nothing of a script that did its work all the same, once it is %s',
      async (end) => {
        const file = '<dir>/rules';
        const one = action({
          actionstart: '',
          actionban: `echo <ip> >> ${file}; false`,
          actionunban: `grep -qx '<ip>' ${file} && sed -i '0,/^<ip>$/{//d}' ${file}`,
        });
        const rules = () => readFileSync(join(directory, 'rules'), 'utf8');
        for (let times = 0; times < 3; times++) expect(await one.ban(v4)).toBe(false);
        expect(rules()).toBe('192.0.2.1\n');
        await (end === 'unbanned' ? one.unban(v4) : one.stop());
        expect(rules()).toBe('');
      },
    );

    it('unbans a ban that failed if another one of its family did not', async () => {
      const one = action({ actionban: 'test <ip> = 192.0.2.1', actionstart: '', actionstop: '' });
      await one.ban(other4);
      await one.ban(v4);
      await one.unban(other4);
      expect(ran()).toEqual(['unban 192.0.2.2', 'unban 192.0.2.2']);
    });

    it('bans though the start failed, and tries to start again next time', async () => {
      const one = action({ actionstart: 'echo start >> <ran>; exit 1' });
      await one.start();
      expect(problems()).toEqual([
        "ERROR actions Failed to start jail 'sshd' action 'x': Error starting action Jail('sshd')/x: 'Script error'",
      ]);
      expect(await one.ban(v4)).toBe(true);
      await one.stop();
      expect(ran()).toEqual(['start', 'start', 'ban 192.0.2.1', 'unban 192.0.2.1', 'stop x', 'stop inet4 x']);
    });
  });

  it('leaves restored bans out where norestored says so, but lifts them', async () => {
    const one = action({ actionstop: 'echo stop >> <ran>' }, { norestored: true, actionstartOnDemand: true });
    expect(await one.ban(banTicket({ restored: true }))).toBe(true);
    expect(ran()).toEqual([]);
    await one.unban(banTicket({ restored: true }));
    expect(ran()).toEqual(['unban 192.0.2.1']);
  });

  it('unbans with what was known when it banned', async () => {
    const one = action({ actionstart: '', actionunban: 'echo unban <failures> "<F-USER>" >> <ran>' });
    await one.ban(banTicket({ failures: 7, fields: { user: '$HOME;' } }));
    await one.unban(banTicket({ failures: 0 }));
    expect(ran()).toEqual(['ban 192.0.2.1', 'unban 7 $HOME;']);
  });

  it('prolongs where there is a command for it', async () => {
    const one = action({ actionstart: '', actionprolong: 'echo prolong <ip> <bantime> >> <ran>' });
    await one.ban(v4);
    expect(await one.prolong(banTicket({ bantime: 1200 }))).toBe(true);
    expect(ran()).toEqual(['ban 192.0.2.1', 'prolong 192.0.2.1 1200']);
  });

  describe('on stop', () => {
    it('flushes in one go if there is a command for it', async () => {
      const one = action({ actionflush: 'echo flush >> <ran>', actionstop: 'echo stop >> <ran>' });
      await one.start();
      await one.ban(v4);
      await one.ban(other4);
      await one.stop();
      expect(ran().slice(3)).toEqual(['flush', 'stop']);
    });

    it('unbans one by one if the flush fails', async () => {
      const one = action({ actionflush: 'exit 1', actionstop: '', actionstart: 'true' });
      await one.start();
      await one.ban(v4);
      await one.ban(other4);
      await one.stop();
      expect(ran().slice(2)).toEqual(['unban 192.0.2.1', 'unban 192.0.2.2']);
    });

    it('drops the bans that still wait', async () => {
      const one = action({ actionstop: '' });
      await one.start();
      const bans = Promise.all([v4, other4].map(async (ticket) => one.ban(ticket)));
      await one.stop();
      expect((await bans).at(-1)).toBe(false);
      expect(ran()).not.toContain('ban 192.0.2.2');
    });
  });

  describe('checking and repairing', () => {
    /** An environment that is a file, in which each ban is a line. */
    const file = {
      actionstart: 'echo start >> <ran>; : > <dir>/set',
      actionstop: 'echo stop >> <ran>; rm -f <dir>/set',
      actioncheck: 'test -e <dir>/set',
      actionban: 'test -e <dir>/set && echo <ip> >> <dir>/set',
      actionunban: 'test -e <dir>/set && sed -i "/^<ip>$/d" <dir>/set',
    };
    const banned = () => readFileSync(join(directory, 'set'), 'utf8').split('\n').slice(0, -1);
    const destroy = () => rmSync(join(directory, 'set'));

    it.each([
      ['with one way for all families', {}],
      ['with families', conditional],
    ])('builds it anew and puts every ban back, %s', async (_what, parameters) => {
      const one = action(file, { parameters });
      await one.start();
      await one.ban(v4);
      await one.ban(other4);
      destroy();
      expect(await one.ban(banTicket({ id: '192.0.2.3' }))).toBe(true);
      expect(banned()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
      expect(ran()).toEqual(['start', 'stop', 'start']);
      expect(problems()).toEqual([
        'ERROR actions Invariant check failed. Trying to restore a sane environment',
        "NOTICE actions [sshd] Reban 192.0.2.1, action 'x'",
        "NOTICE actions [sshd] Reban 192.0.2.2, action 'x'",
      ]);
    });

    it('repairs with actionrepair and bans with actionreban where there are such', async () => {
      const one = action({
        ...file,
        actionrepair: 'echo repair >> <ran>; : > <dir>/set',
        actionreban: 'echo again-<ip> >> <dir>/set',
      });
      await one.start();
      await one.ban(v4);
      destroy();
      expect(await one.check()).toBe(true);
      expect(banned()).toEqual(['again-192.0.2.1']);
      expect(ran()).toEqual(['start', 'repair']);
    });

    it('gives up on what stays broken', async () => {
      const one = action({ ...file, actionstart: 'exit 1', actionban: 'exit 1' });
      await one.start();
      expect(await one.ban(v4)).toBe(false);
      expect(problems()).toContain('CRITICAL actions Unable to restore environment');
    });

    it('goes on without a check that looks for something else, and asks it ever more rarely', async () => {
      const one = action({ ...file, actioncheck: 'test -e <dir>/else' });
      await one.start();
      await one.ban(v4);
      for (let time = 0; time < 9; time++) expect(await one.reconcile()).toBeDefined();
      expect(banned()).toEqual(['192.0.2.1']);
      expect(one.notInForce().size).toBe(0);
      expect(ran()).toEqual(['start', ...Array<string[]>(4).fill(['stop', 'start']).flat()]);
      const why = "actioncheck of 'x' fails right after actionstart has worked: is it about something else?";
      expect(problems()).toContain(`WARNING actions [sshd] ${why} Bans go on without it`);
      writeFileSync(join(directory, 'else'), '');
      await one.reconcile();
      rmSync(join(directory, 'else'));
      await one.reconcile();
      expect(ran().slice(9)).toEqual(['stop', 'start']);
    });

    it('does not repair for an unban', async () => {
      const one = action(file);
      await one.start();
      await one.ban(v4);
      destroy();
      expect(await one.unban(v4)).toBe(false);
      expect(ran()).toEqual(['start']);
      expect(problems()).toContain('ERROR actions Invariant check failed. Unban is impossible.');
    });

    it('does if told so', async () => {
      const one = action(file, { actionrepairOnUnban: true });
      await one.start();
      await one.ban(v4);
      destroy();
      expect(await one.unban(v4)).toBe(true);
      expect(banned()).toEqual([]);
    });

    it('is told the family by the check, and nothing else', async () => {
      const one = action(
        { actionstart: '', actioncheck: "echo '<family>' '<ip>' >> <ran>" },
        { parameters: conditional },
      );
      await one.ban(v6);
      await one.check();
      expect(ran().slice(1)).toEqual(['inet6 <ip>']);
    });

    it('puts back the bans of the other jails that lost them too', async () => {
      const [one, two] = [action(file, { jail: 'one' }), action(file, { jail: 'two' })];
      await one.start();
      await two.start();
      await one.ban(v4);
      await two.ban(other4);
      destroy();
      await one.ban(banTicket({ id: '192.0.2.3' }));
      await two.reload();
      expect(banned().sort()).toEqual(['192.0.2.1', '192.0.2.2', '192.0.2.3']);
    });
  });

  it('remembers which command failed last, and that no check did', async () => {
    const one = action({ actionban: 'echo no >&2; false', actioncheck: 'false', actionstop: '', actionstart: '' });
    expect(one.lastFailure).toBeUndefined();
    await one.check();
    expect(one.lastFailure).toBeUndefined();
    await one.ban(v4);
    expect(one.lastFailure).toEqual({ time: 1000, command: 'actionban', why: 'returned 1: no' });
  });

  describe('that hangs as it stops', () => {
    const hangs = { actionban: 'echo ban <ip> >> <ran>; exec sleep 600', actionunban: '' };

    it('is killed when nobody waits any longer, and runs nothing more', async () => {
      const one = action({ ...hangs, actionstop: 'exec sleep 600' });
      void one.ban(v4);
      void one.ban(other4);
      await until(() => ran().includes('ban 192.0.2.1'));
      const stopped = one.stop(5);
      waker.wake();
      await stopped;
      expect(ran()).toEqual(['start x', 'ban 192.0.2.1']);
      expect(problems()[0]).toBe(
        "WARNING actions [sshd] action 'x' is not done 5 seconds after the stop: what it runs is killed",
      );
      expect(messages.lines.some((line) => line.includes('killed with SIGTERM'))).toBe(true);
      await one.start();
      expect(ran().at(-1)).toBe('start x');
    });

    it('is not killed if it gets done', async () => {
      const one = action({ actionunban: '' });
      await one.ban(v4);
      await one.stop(5);
      waker.wake();
      expect(ran()).toEqual(['start x', 'ban 192.0.2.1', 'stop x', 'stop inet4 x']);
      expect(problems()).toEqual([]);
    });

    it('waits for one unban that never ends, then only takes away what it has made', async () => {
      const unban = { actionunban: 'echo unban <ip> >> <ran>; exec sleep 600' };
      const one = action(unban, { parameters: { timeout: '0.05' } });
      await one.ban(v4);
      await one.ban(other4);
      await one.stop();
      expect(ran().slice(3)).toEqual(['unban 192.0.2.1', 'stop x', 'stop inet4 x']);
    });
  });

  describe('of several jails with the same firewall object', () => {
    it('starts with the first and stops with the last', async () => {
      const stop = { actionstop: 'echo stop >> <ran>' };
      const [one, two] = [action(stop, { jail: 'one' }), action(stop, { jail: 'two' })];
      await Promise.all([one.start(), two.start()]);
      await one.stop();
      expect(ran()).toEqual(['start x']);
      await two.stop();
      expect(ran()).toEqual(['start x', 'stop']);
    });

    it('keeps a ban as long as one of them wants it', async () => {
      const [one, two] = [action({}, { jail: 'one' }), action({}, { jail: 'two' })];
      await one.ban(v4);
      expect(await two.ban(v4)).toBe(true);
      expect(await one.unban(v4)).toBe(true);
      expect(ran()).toEqual(['start x', 'ban 192.0.2.1']);
      await two.unban(v4);
      expect(ran().at(-1)).toBe('unban 192.0.2.1');
    });

    it('runs bans that differ, but one unban for all of them', async () => {
      const timed = { actionban: 'echo ban <ip> <bantime> >> <ran>' };
      const [one, two] = [action(timed, { jail: 'one' }), action(timed, { jail: 'two' })];
      await one.ban(banTicket({ bantime: 60 }));
      await two.ban(banTicket({ bantime: 600 }));
      await two.unban(v4);
      expect(ran()).toEqual(['start x', 'ban 192.0.2.1 60', 'ban 192.0.2.1 600']);
      await one.unban(v4);
      expect(ran().at(-1)).toBe('unban 192.0.2.1');
    });

    it('takes only its own bans back while another jail goes on', async () => {
      const flushing = { actionflush: 'echo flush >> <ran>', actionstop: 'echo stop >> <ran>' };
      const [one, two] = [action(flushing, { jail: 'one' }), action(flushing, { jail: 'two' })];
      await one.ban(v4);
      await two.ban(v4);
      await one.ban(other4);
      await one.stop();
      expect(ran().slice(-1)).toEqual(['unban 192.0.2.2']);
      await two.stop();
      expect(ran().slice(-2)).toEqual(['flush', 'stop']);
    });

    it('bans for the second if it failed for the first', async () => {
      const once = { actionban: 'test -e <dir>/ready && echo ban >> <ran>', actionstart: '' };
      const [one, two] = [action(once, { jail: 'one' }), action(once, { jail: 'two' })];
      expect(await one.ban(v4)).toBe(false);
      writeFileSync(join(directory, 'ready'), '');
      expect(await two.ban(v4)).toBe(true);
      expect(ran()).toEqual(['unban 192.0.2.1', 'ban']);
    });

    it('leaves apart what only looks alike', async () => {
      const named = { actionstart: 'echo start <jail.name> >> <ran>', actionunban: '' };
      const [one, two] = [action(named, { jail: 'one' }), action(named, { jail: 'two' })];
      for (const each of [one, two]) {
        await each.start();
        await each.ban(v4);
      }
      expect(ran()).toEqual(['start one', 'ban 192.0.2.1', 'start two', 'ban 192.0.2.1']);
    });
  });

  it('keeps its commands in order, and no other action waiting', async () => {
    const slow = action({
      actionstart: '',
      actionban: 'while ! test -e <dir>/go; do sleep 0.02; done; echo slow <ip> >> <ran>',
    });
    const quick = action({ actionstart: '', actionban: 'echo quick <ip> >> <ran>', actionunban: '' });
    const waiting = Promise.all([slow.ban(v4), slow.ban(other4)]);
    await quick.ban(v4);
    writeFileSync(join(directory, 'go'), '');
    await waiting;
    expect(ran()).toEqual(['quick 192.0.2.1', 'slow 192.0.2.1', 'slow 192.0.2.2']);
  });

  it('refuses parameters that make no sense', () => {
    expect(() => action({}, { parameters: { timeout: 'soon' } })).toThrow(/'soon'/);
    expect(() => action({ actionban: '<loop>' }, { parameters: { loop: '<loop>' } })).toThrow(/made of itself/);
  });
});

interface ActionOptions {
  readonly jail?: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly norestored?: boolean;
  readonly actionstartOnDemand?: boolean;
  readonly actionrepairOnUnban?: boolean;
}
