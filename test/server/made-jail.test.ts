import { describe, expect, it } from 'vitest';
import type { Jail } from '../../src/jail/jail.js';
import type { JailParts } from '../../src/jail/jail-parts.js';
import { isJail, toBeUsed } from '../../src/server/made-jail.js';
import { actionConfig } from '../support/action-config.js';
import { jailConfig } from '../support/jail-config.js';
import { recordingAction } from '../support/recording-action.js';

const actionOf = (name: string, commands = { actionunban: 'lift <ip>' }) =>
  recordingAction(() => undefined, { name, definition: actionConfig(name, commands) });
const [old, fresh, standIn] = ['old', 'fresh', 'stand-in'].map((name) => actionOf(name));
const mail = actionOf('mail', { actionunban: '' });
type Action = typeof mail;

const partsWith = (actions: readonly (Action | undefined)[], standIns?: JailParts['standIns']) =>
  ({ actions, ...(standIns && { standIns }) }) as unknown as JailParts;
const jailWith = (...actions: readonly (Action | undefined)[]) =>
  ({ bans: {}, parts: partsWith(actions) }) as unknown as Jail;

describe('what is made for a jail', () => {
  it('is told apart: a jail of its own, or parts for one that runs', () => {
    expect([isJail(jailWith(old)), isJail(partsWith([old]))]).toEqual([true, false]);
  });

  it.each([
    { what: 'all of a new jail', result: jailWith(old, fresh), before: undefined, used: [['old', 'fresh']] },
    { what: 'all of a jail that begins anew', result: jailWith(old), before: jailWith(old), used: [['old']] },
    { what: 'what is added to one', result: partsWith([old, fresh]), before: jailWith(old), used: [['fresh'], []] },
    { what: 'nothing if nothing is', result: partsWith([old]), before: jailWith(old), used: [[], []] },
    {
      what: 'stand-ins, apart',
      result: partsWith([old], new Map([[old, standIn]]) as JailParts['standIns']),
      before: jailWith(old),
      used: [[], ['stand-in']],
    },
    { what: 'no action that takes nothing back', result: jailWith(mail, old), before: undefined, used: [['old']] },
  ])('is about to use outside $what', ({ result, before, used }) => {
    const told = toBeUsed({ config: jailConfig(), result }, before);
    expect(told.map(({ actions }) => actions.map(({ definition }) => definition.actname))).toEqual(used);
    for (const { jail } of told) expect(jail).toBe('test');
  });
});
