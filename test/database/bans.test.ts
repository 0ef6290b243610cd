import { describe, expect, it, onTestFinished } from 'vitest';
import { StateDatabase } from '../../src/database/state-database.js';
import { banTicket } from '../support/ban-ticket.js';

describe('the bans of a jail', () => {
  it('are there until they are forgotten, also those that have ended', () => {
    const state = new StateDatabase({ file: ':memory:', maxMatches: 10, clock: () => 0, log: () => undefined });
    onTestFinished(() => state.close());
    const { bans } = state;
    const found = () => ['sshd', 'ssh'].map((jail) => bans.hasBans(jail));
    expect(found()).toEqual([false, false]);
    for (const id of ['203.0.113.1', '203.0.113.2']) bans.saveBan(banTicket({ jail: 'sshd', id }));
    bans.endBan('sshd', '203.0.113.1', 'expired');
    bans.endBan('sshd', '203.0.113.2', 'lifted');
    expect(found()).toEqual([true, false]);
    bans.endBan('sshd', '203.0.113.1', 'lifted');
    expect(found()).toEqual([false, false]);
  });
});
