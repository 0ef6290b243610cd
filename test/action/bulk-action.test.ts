import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import type { ActionDefinition } from '../../src/action/action-definition.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { HandWaker } from '../support/hand-waker.js';
import { recordedLog } from '../support/recorded-log.js';

/** A set that is a file with an address a line; refuses what ends in .66. What was run is in the file `ran`. */
const file: ActionDefinition['commands'] = {
  actionstart: ': >> <dir>/set',
  actionstop: 'rm -f <dir>/set',
  actioncheck: 'test -e <dir>/set',
  actionban:
    'echo ban "<ip>" >> <dir>/ran; test -e <dir>/set && ! echo "<ip>" | grep -q "66$" && echo "<ip>" >> <dir>/set',
  actionunban: 'echo unban "<ip>" >> <dir>/ran; test -e <dir>/set && sed -i "\\|^<ip>$|d" <dir>/set',
  actionbanbulk: `cat > <dir>/lines; echo ban $(cat <dir>/lines) >> <dir>/ran
                  test -e <dir>/set && ! grep -q '66$' <dir>/lines && cat <dir>/lines >> <dir>/set`,
  bulkban: '<ip>',
  actionunbanbulk: `cat > <dir>/lines; echo unban $(cat <dir>/lines) >> <dir>/ran
                    test -e <dir>/set && { grep -vxFf <dir>/lines <dir>/set > <dir>/rest; mv <dir>/rest <dir>/set; }`,
  bulkunban: '<ip>',
  actionlist: 'cat <dir>/set',
};

const some = (...ids: string[]) => ids.map((id) => banTicket({ id, time: 1000 }));
const [one, two, three] = ['203.0.113.1', '203.0.113.2', '2001:db8::3'] as const;
const culprit = '203.0.113.66';

describe('CommandAction with bulk commands', () => {
  let directory: string;
  let environment: Environment;
  let waker: HandWaker;
  let messages: ReturnType<typeof recordedLog>;
  let now: number;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'tsban-bulk-'));
    writeFileSync(join(directory, 'ran'), '');
    environment = new Environment();
    waker = new HandWaker();
    messages = recordedLog();
    now = 1000;
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const linesOf = (name: string) => readFileSync(join(directory, name), 'utf8').split('\n').slice(0, -1);
  const ran = () => linesOf('ran');
  const banned = () => linesOf('set').sort();
  const put = (name: string, ...lines: string[]) =>
    writeFileSync(join(directory, name), lines.map((line) => `${line}\n`).join(''));
  const problems = () => messages.lines.filter((line) => !/ utils /.test(line));

  const action = (commands: ActionDefinition['commands'] = {}, jail = 'sshd'): CommandAction => {
    const { log } = messages;
    const context = actionContext({ jail, log, clock: () => now, waker });
    const definition = actionDefinition({ ...file, ...commands }, { dir: directory });
    return new CommandAction(definition, context, environment);
  };
  const ban = async (to: CommandAction, ...ids: string[]) => Promise.all(some(...ids).map(async (t) => to.ban(t)));
  const unban = async (to: CommandAction, ...ids: string[]) => Promise.all(some(...ids).map(async (t) => to.unban(t)));
  /** Makes what waits for its time happen now. */
  const wake = async (to: CommandAction, seconds: number) => {
    now += seconds;
    waker.wake();
    await to.reload();
  };

  it('bans and unbans all that came at once with one command each', async () => {
    const bans = action();
    await bans.start();
    expect(await ban(bans, one, two, three)).toEqual([true, true, true]);
    expect(await unban(bans, one, three)).toEqual([true, true]);
    expect(ran()).toEqual([`ban ${one} ${two} ${three}`, `unban ${one} ${three}`]);
    expect(banned()).toEqual([two]);
    await bans.stop();
    expect(problems()).toEqual([]);
  });

  it('prolongs with one command all that are prolonged just as they are banned', async () => {
    const bans = action({ actionprolong: file.actionban ?? '' });
    await bans.start();
    await ban(bans, one, two);
    expect(await Promise.all(some(one, two).map(async (ticket) => bans.prolong(ticket)))).toEqual([true, true]);
    expect(ran()).toEqual([`ban ${one} ${two}`, `ban ${one} ${two}`]);
  });

  it('lets networks and names go alone', async () => {
    const bans = action();
    await bans.start();
    await ban(bans, one, '198.51.100.0/24', two, '$(reboot)');
    expect(ran()).toEqual([`ban ${one}`, 'ban 198.51.100.0/24', `ban ${two}`, 'ban $(reboot)']);
  });

  it('bans the others if one is refused', async () => {
    const bans = action();
    await bans.start();
    expect(await ban(bans, one, culprit, two)).toEqual([true, false, true]);
    expect(banned()).toEqual([one, two]);
    expect([...bans.notInForce()]).toEqual([[culprit, 'returned 1']]);
    expect(problems()).toHaveLength(1);
  });

  it('runs the stop of many with one command too', async () => {
    const bans = action();
    await bans.start();
    await ban(bans, one, two);
    await bans.stop();
    expect(ran().at(-1)).toBe(`unban ${one} ${two}`);
  });

  it('keeps what another jail bans too', async () => {
    const [sshd, web] = [action(), action({}, 'web')];
    await Promise.all([sshd.start(), web.start()]);
    await Promise.all([ban(sshd, one, two), ban(web, two, three)]);
    expect(ran()).toEqual([`ban ${one} ${two}`, `ban ${three}`]);
    await unban(sshd, one, two);
    expect(banned()).toEqual([three, two].sort());
  });

  it.each([
    ['a text from outside', '<ip> <F-USER>', /<F-USER>.*Take it out/],
    ['a parameter nobody defines', '<ip> <set>', /<set>/],
    ['nobody', 'flush', /<ip>/],
  ])('refuses a line with %s', (_what, bulkban, complaint) => {
    expect(() => action({ bulkban })).toThrow(complaint);
  });

  describe('with a ban that failed', () => {
    it('tries again, at longer and longer intervals, until it is in force', async () => {
      writeFileSync(join(directory, 'block'), '');
      const broken = action({ actionstart: 'test ! -e <dir>/block && : >> <dir>/set' });
      await broken.start();
      expect(await ban(broken, one, two)).toEqual([false, false]);
      await wake(broken, 1);
      expect([...broken.notInForce().keys()]).toEqual([one, two]);
      rmSync(join(directory, 'block'));
      await wake(broken, 2);
      expect(broken.notInForce().size).toBe(0);
      expect(banned()).toEqual([one, two]);
      const notices = problems().filter((line) => line.startsWith('NOTICE'));
      expect(notices).toEqual(
        [one, two].map((ip) => `NOTICE actions [sshd] Ban of ${ip} in force at last, action 'x'`),
      );
      expect(problems().filter((line) => line.includes('Failed to execute ban'))).toHaveLength(2);
    });

    it('forgets it when it is lifted, or over', async () => {
      const bans = action();
      await bans.start();
      await ban(bans, culprit);
      await unban(bans, culprit);
      expect(bans.notInForce().size).toBe(0);
      await ban(bans, culprit);
      await wake(bans, 10_000);
      expect(bans.notInForce().size).toBe(0);
      const before = ran().length;
      await wake(bans, 1);
      expect(ran()).toHaveLength(before);
    });

    it('prolongs it by trying it with its new times', async () => {
      const bans = action({ actionprolong: 'echo prolong >> <dir>/ran' });
      await bans.start();
      await ban(bans, culprit);
      expect(await bans.prolong(banTicket({ id: culprit, time: 1000, bantime: 1_000_000 }))).toBe(false);
      await wake(bans, 10_000);
      expect([...bans.notInForce().keys()]).toEqual([culprit]);
      expect(ran()).not.toContain('prolong');
    });

    it('does not try a message again', async () => {
      const bans = action({ actionunban: '', actionban: 'echo mail >> <dir>/ran; exit 1', actionbanbulk: '' });
      await bans.start();
      expect(await ban(bans, one)).toEqual([false]);
      await wake(bans, 1);
      expect(ran()).toEqual(['mail', 'mail']);
      expect(bans.notInForce().size).toBe(0);
    });
  });

  it('tries an unban that failed a few times, and says when it gives up', async () => {
    const bans = action({ actionunbanbulk: '', actionunban: 'echo unban >> <dir>/ran; exit 1' });
    await bans.start();
    await ban(bans, one);
    expect(await unban(bans, one)).toEqual([false]);
    for (let round = 0; round < 10; round++) await wake(bans, 600);
    expect(ran().filter((line) => line === 'unban')).toHaveLength(12);
    expect(problems().at(-1)).toMatch(/ERROR actions \[sshd\] 203\.0\.113\.1 may still be shut out/);
    expect(problems()).toHaveLength(2);
  });

  it('prolongs nobody while it stops', async () => {
    const bans = action({ actionprolong: 'echo prolong >> <dir>/ran' });
    await bans.start();
    await ban(bans, one);
    const stopped = bans.stop();
    expect(await bans.prolong(banTicket({ id: one }))).toBe(false);
    await stopped;
    expect(ran()).not.toContain('prolong');
  });

  describe('reconciling', () => {
    it('puts back what is missing and takes away what is for nobody', async () => {
      const bans = action();
      await bans.start();
      await ban(bans, one, two);
      put('set', two, '203.0.113.9', '2001:db8::9', 'no address');
      expect(await bans.reconcile()).toEqual({ missing: 1, surplus: 2 });
      expect(banned()).toEqual([one, two, 'no address']);
      expect(await bans.reconcile()).toEqual({ missing: 0, surplus: 0 });
      expect(problems()).toEqual([`NOTICE actions [sshd] Reban ${one}, action 'x'`]);
    });

    it('leaves alone what another jail bans, or is about to ban', async () => {
      const [sshd, web] = [action(), action({}, 'web')];
      await Promise.all([sshd.start(), web.start()]);
      put('set', two, three);
      await ban(web, two);
      const waiting = [web.reload(), ban(web, three)];
      expect(await sshd.reconcile()).toEqual({ missing: 0, surplus: 0 });
      await Promise.all(waiting);
      expect(new Set(banned())).toEqual(new Set([two, three]));
    });

    it('builds anew what is destroyed', async () => {
      const bans = action();
      await bans.start();
      await ban(bans, one, two);
      rmSync(join(directory, 'set'));
      expect(await bans.reconcile()).toEqual({ missing: 2, surplus: 0 });
      expect(banned()).toEqual([one, two]);
    });

    it('says nothing where nothing is started, or nobody can tell', async () => {
      expect(await action().reconcile()).toBeUndefined();
      const blind = action({ actionlist: '', actioncheck: '' });
      await blind.start();
      expect(await blind.reconcile()).toBeUndefined();
      const deaf = action({ actionlist: 'echo 203.0.113.1; exit 1' });
      await deaf.start();
      await ban(deaf, one);
      expect(await deaf.reconcile()).toBeUndefined();
      expect(banned()).toEqual([one]);
    });
  });

  it('shows bans as not in force whose environment is beyond repair, and puts them back when it can', async () => {
    const bans = action({ actionstart: 'test ! -e <dir>/block && : >> <dir>/set' });
    await bans.start();
    await ban(bans, one, two);
    rmSync(join(directory, 'set'));
    writeFileSync(join(directory, 'block'), '');
    expect(await bans.check()).toBe(false);
    expect([...bans.notInForce().keys()]).toEqual([one, two]);
    rmSync(join(directory, 'block'));
    await wake(bans, 1);
    expect(bans.notInForce().size).toBe(0);
    expect(banned()).toEqual([one, two]);
  });
});
