import { describe, expect, it } from 'vitest';
import type { ActionDefinition } from '../../src/action/action-definition.js';
import { areApart, mayGoOnAs, objectsOf, undoEachOther } from '../../src/action/same-objects.js';
import { actionDefinition } from '../support/action-definition.js';
import { shippedAction } from '../support/shipped-action.js';

const commands = {
  actionstart: 'make <set> <port>',
  actionstop: 'destroy <set>',
  actionban: 'add <set> <ip> <how>',
  actionunban: 'del <set> <ip>',
};
const parameters = { set: 'one', port: '22', how: 'drop' };

function action(changed: Readonly<Record<string, string>> = {}, given: Partial<ActionDefinition> = {}) {
  return actionDefinition({ ...commands, ...changed }, { ...parameters, ...changed }, given);
}

describe('an action may go on as', () => {
  it.each([
    ['one that bans in another way', action({ how: 'reject' }), true],
    ['one that checks', action({ actioncheck: 'has <set>' }), true],
    ['one that leaves out what is restored', action({}, { norestored: true }), true],
    ['one with another parameter that no command takes in', action({ bantime: '60' }), true],
    ['one that starts otherwise', action({ port: '23' }), false],
    ['one with another set', action({ set: 'two' }), false],
    ['one that unbans in another way', action({ actionunban: 'remove <set> <ip>' }), false],
    ['one that flushes', action({ actionflush: 'flush <set>' }), false],
    ['one with another set for one family', action({ 'set?family=inet6': 'six' }), false],
    ['one that depends on the family', action({ 'how?family=inet6': 'drop' }), false],
    ['one of another name', action({}, { actname: 'y' }), false],
  ])('%s: %o', (_, other, may) => {
    expect(mayGoOnAs(action(), other)).toBe(may);
  });
});

describe('actions', () => {
  it.each([
    ['with sets of their own', action({ set: 'two' }), true],
    ['with one set', action({ port: '23', how: 'reject' }), false],
    ['with sets of their own, but for one family', action({ set: 'two', 'set?family=inet6': 'one' }), false],
    ['of which one makes nothing', action({ set: 'two', actionstart: '' }), false],
  ])('%s are apart or not', (_, other, apart) => {
    expect([areApart(other, action()), areApart(action(), other)]).toEqual([apart, apart]);
  });

  it.each([
    ['nftables', 'nftables[name=other]', false],
    ['nftables', 'nftables', false],
    ['nftables[port=ssh]', 'nftables[port=http]', true],
    ['nftables', 'nftables[blocktype=drop]', true],
    ['nftables', 'nftables[table=other]', false],
    ['iptables[port=ssh]', 'iptables[port=http]', true],
    ['iptables-multiport', 'iptables-allports', true],
    ['iptables-allports', 'iptables-ipset', false],
    ['iptables-ipset', 'iptables-ipset[blocktype=DROP]', true],
    ['ufw', 'ufw[blocktype=deny]', false],
    ['hostsdeny', 'hostsdeny', false],
    ['mail', 'mail[dest=other]', false],
  ])('%s and %s undo each other: %o', (one, other, undo) => {
    const [mine, others] = [one, other].map((text) => objectsOf(shippedAction(text)));
    expect(mine && others && undoEachOther(mine, others)).toBe(undo);
  });
});
