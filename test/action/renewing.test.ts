import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { CommandAction } from '../../src/action/action.js';
import { Environment } from '../../src/action/environment.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';
import { recordedLog } from '../support/recorded-log.js';
import { temporaryFolder } from '../support/temporary-folder.js';

const tickets = ['192.0.2.1', '192.0.2.2'].map((id) => banTicket({ id }));
const [one = banTicket({ id: '' })] = tickets;

/** Takes the first line away that is the same; fails where there is none. */
const remove = (line: string) => `grep -qx ${line} <kept> && sed -i '0,/^${line}$/{//d}' <kept>`;

const commands = {
  actionstart: 'echo chain >> <kept>',
  actionstop: remove('chain'),
  actionban: 'echo <ip> >> <kept>',
  actionunban: remove('<ip>'),
};

/** Actions whose objects are lines of a file, with other commands where they are `given`. */
function inFile(given: Partial<typeof commands> = {}) {
  const kept = join(temporaryFolder('renewing'), 'kept');
  writeFileSync(kept, '');
  const { log, lines } = recordedLog();
  const make = () =>
    new CommandAction(actionDefinition({ ...commands, ...given }, { kept }), actionContext({ log }), new Environment());
  return {
    make,
    there: () => readFileSync(kept, 'utf8').split('\n').slice(0, -1),
    onlyThere: (...what: readonly string[]) => writeFileSync(kept, what.map((line) => `${line}\n`).join('')),
    errors: () => lines.filter((line) => line.startsWith('ERROR')),
  };
}

async function banned(action: CommandAction): Promise<void> {
  await action.start();
  for (const ticket of tickets) await action.ban(ticket);
}

describe('an action that is renewed', () => {
  it('lifts twice what is there twice, and stops twice', async () => {
    const { make, there, errors } = inFile();
    const action = make();
    await banned(action);
    await action.renew();
    expect(there()).toEqual(['chain', '192.0.2.1', '192.0.2.2', 'chain', '192.0.2.1', '192.0.2.2']);
    await action.unban(one);
    expect(there()).toEqual(['chain', '192.0.2.2', 'chain', '192.0.2.2']);
    await action.stop();
    expect(there()).toEqual([]);
    expect(errors()).toEqual([]);
  });

  it('has nothing to say where somebody had taken it away in between', async () => {
    const { make, there, onlyThere, errors } = inFile();
    const action = make();
    await banned(action);
    onlyThere();
    await action.renew();
    await action.unban(one);
    expect(there()).toEqual(['chain', '192.0.2.2']);
    await action.stop();
    expect(there()).toEqual([]);
    expect(errors()).toEqual([]);
    expect(action.lastFailure).toBeUndefined();
  });

  it('says so where nothing of it can be taken away', async () => {
    const { make, onlyThere, errors } = inFile();
    const action = make();
    await banned(action);
    await action.renew();
    onlyThere();
    expect(await action.unban(one)).toBe(false);
    await action.stop();
    expect(errors().join('\n')).toMatch(/execute unban [^]*192\.0\.2\.1[^]*Failed to stop jail 'sshd'/);
  });

  it('has the next run of the daemon know', async () => {
    const { make, there } = inFile();
    const action = make();
    await banned(action);
    await action.renew();
    const left = await action.leave(5);
    const next = make();
    await next.adopt(
      left,
      left.held.map((id) => banTicket({ id })),
    );
    await next.unban(one);
    await next.stop();
    expect(there()).toEqual([]);
  });

  it('lifts once who is banned later', async () => {
    const { make, there, errors } = inFile();
    const action = make();
    await banned(action);
    await action.renew();
    await action.unban(one);
    await action.ban(one);
    await action.unban(one);
    expect(there()).toEqual(['chain', '192.0.2.2', 'chain', '192.0.2.2']);
    expect(errors()).toEqual([]);
  });
});

describe('an action that is started after a crash', () => {
  const restored = tickets.map((ticket) => ({ ...ticket, restored: true }));
  const there = ['chain', '192.0.2.1', '192.0.2.2'];
  const startIn = async (file: ReturnType<typeof inFile>) => {
    file.onlyThere(...there);
    const action = file.make();
    await action.start('afterCrash');
    for (const ticket of restored) expect(await action.ban(ticket)).toBe(true);
    return action;
  };

  it('lifts twice what can be there twice', async () => {
    const file = inFile();
    const action = await startIn(file);
    expect(file.there()).toEqual([...there, ...there]);
    await action.unban(one);
    expect(file.there()).toEqual(['chain', '192.0.2.2', 'chain', '192.0.2.2']);
    await action.stop();
    expect(file.there()).toEqual([]);
    expect(file.errors()).toEqual([]);
  });

  it('bans anew whose ban is in the way of another', async () => {
    const file = inFile({
      actionstart: 'grep -qx chain <kept> || echo chain >> <kept>',
      actionban: 'grep -qx <ip> <kept> && exit 2; echo <ip> >> <kept>',
    });
    const action = await startIn(file);
    expect(file.there()).toEqual(there);
    expect([...action.notInForce()]).toEqual([]);
    await action.unban(one);
    expect(file.there()).toEqual(['chain', '192.0.2.2']);
    await action.stop();
    expect(file.there()).toEqual([]);
    expect(file.errors()).toEqual([]);
  });

  it('asks once where it can tell what is there', async () => {
    const file = inFile({ ...commands, actionlist: 'cat <kept>' } as Partial<typeof commands>);
    const action = await startIn(file);
    await action.unban(one);
    expect(file.there().filter((line) => line === '192.0.2.1')).toEqual(['192.0.2.1']);
  });
});
