import { describe, expect, it } from 'vitest';
import { apart, inUse, outdated } from '../../src/jail/left-jail.js';
import { actionConfig } from '../support/action-config.js';
import { jailConfig } from '../support/jail-config.js';
import { recordingAction } from '../support/recording-action.js';

const table = (name: string, blocktype = 'drop') =>
  actionConfig('a', {
    actionstart: `create ${name}`,
    actionstop: `destroy ${name}`,
    actionban: `add <ip> to ${name} as ${blocktype}`,
    actionunban: `delete <ip> from ${name}`,
  });
const left = (definition: ReturnType<typeof table>) => ({ definition, families: [''], held: ['192.0.2.1'] }) as const;
const configured = (...actions: readonly ReturnType<typeof table>[]) => jailConfig({ actions });

describe('what a jail has left', () => {
  it.each([
    { what: 'the same', now: configured(table('t')), isOutdated: false, isApart: false },
    { what: 'the same among others', now: configured(table('u'), table('t')), isOutdated: false, isApart: false },
    { what: 'one that bans otherwise', now: configured(table('t', 'reject')), isOutdated: false, isApart: false },
    { what: 'one in another table', now: configured(table('u')), isOutdated: true, isApart: true },
    {
      what: 'one that makes the same table otherwise',
      now: configured({ ...table('t'), commands: { ...table('t').commands, actionstart: 'create t anew' } }),
      isOutdated: true,
      isApart: false,
    },
    { what: 'no action', now: configured(), isOutdated: true, isApart: true },
    { what: 'no such jail', now: undefined, isOutdated: true, isApart: true },
  ])('can not go on: $isOutdated, and has nothing in common: $isApart, with $what', ({ now, isOutdated, isApart }) => {
    const one = left(table('t'));
    expect(outdated({ jail: 'test', actions: [one] }, now)).toEqual(isOutdated ? [one] : []);
    expect(apart([one], now)).toEqual(isApart ? [one] : []);
  });

  it('is, as far as is known while it runs, what its barriers make', () => {
    const barrier = { name: 'a', definition: table('t') };
    const mail = { name: 'mail', definition: actionConfig('mail', { actionban: 'tell of <ip>' }) };
    const actions = [barrier, mail].map((given) => recordingAction(() => undefined, given));
    expect(inUse('test', actions)).toEqual({
      jail: 'test',
      actions: [{ definition: barrier.definition, families: [], held: [] }],
    });
  });
});
