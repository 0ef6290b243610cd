import type { BanTicket } from '../../src/ban/ban-ticket.js';

/** A ban as a jail might hand it on, with whatever a test cares about. */
export function banTicket(given: Partial<BanTicket> = {}): BanTicket {
  return {
    jail: 'sshd',
    id: '192.0.2.1',
    time: 1_795_247_979,
    failures: 5,
    matches: [],
    fields: {},
    bantime: 600,
    bancount: 1,
    restored: false,
    ...given,
  };
}
