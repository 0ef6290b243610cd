import { describe, expect, it } from 'vitest';
import { ActionCommands } from '../../src/action/action-commands.js';
import type { Runner } from '../../src/action/run-command.js';
import { lift, liftWhatIsLeft, put } from '../../src/action/put-and-lift.js';
import { actionContext } from '../support/action-context.js';
import { actionDefinition } from '../support/action-definition.js';
import { banTicket } from '../support/ban-ticket.js';

const id = '203.0.113.1';
const plain = { actionban: 'add <ip>', actionunban: 'delete <ip>' };
const bulk = { actionbanbulk: 'bulk', bulkban: 'add <ip>', actionunbanbulk: 'bulk', bulkunban: 'delete <ip>' };

interface Firewall {
  readonly rules: string[];
  readonly ran: string[];
  readonly run: Runner;
}

/** Rules as iptables has them, one after the other; one that is `strict` has none twice. */
function firewallWith(rules: string[], strict: boolean): Firewall {
  const ran: string[] = [];
  const carryOut = (verb: string | undefined, ip: string): boolean => {
    const at = rules.indexOf(ip);
    if (verb === 'add') return !(strict && at >= 0) && rules.push(ip) > 0;
    return at >= 0 && rules.splice(at, 1).length > 0;
  };
  const run: Runner = async ({ script, input }) => {
    const [verb, ip = ''] = (input ?? script).trim().split(' ');
    ran.push(`${input === undefined ? '' : 'bulk '}${verb}`);
    const ok = carryOut(verb, ip);
    const exitCode = ok ? 0 : 1;
    return Promise.resolve({ ok, exitCode, signal: undefined, timedOut: false, stdout: '', stderr: '' });
  };
  return { rules, ran, run };
}

function partsOf({ run }: Firewall, hasBulk: boolean) {
  const definition = actionDefinition({ ...plain, ...(hasBulk && bulk) });
  return { commands: new ActionCommands(definition, actionContext({ run })), family: 'inet4' } as const;
}

const certain = { isAfterCrash: false, hasFailed: () => false };

describe('put', () => {
  const fresh = { isAfterCrash: false, restored: false, hasFailed: false, there: 0, strict: false, hasBulk: false };
  const crashed = { ...fresh, isAfterCrash: true, restored: true };
  it.each([
    { what: 'a new ban', ...fresh, ran: ['add'], rules: 1, doubled: false },
    {
      what: 'a ban of before, after an end in order',
      ...fresh,
      restored: true,
      ran: ['add'],
      rules: 1,
      doubled: false,
    },
    { what: 'a new ban after a crash', ...crashed, restored: false, ran: ['add'], rules: 1, doubled: false },
    { what: 'a ban that may be there, and is not', ...crashed, ran: ['add'], rules: 1, doubled: true },
    { what: 'a ban that is there', ...crashed, there: 1, ran: ['add'], rules: 2, doubled: true },
    {
      what: 'a ban that is in its own way',
      ...crashed,
      there: 1,
      strict: true,
      ran: ['add', 'delete', 'add'],
      rules: 1,
      doubled: false,
    },
    {
      what: 'a ban that failed, and is there all the same',
      ...fresh,
      hasFailed: true,
      there: 1,
      ran: ['delete', 'add'],
      rules: 1,
      doubled: false,
    },
    {
      what: 'a ban that failed, and is not there',
      ...fresh,
      hasFailed: true,
      ran: ['delete', 'add'],
      rules: 1,
      doubled: false,
    },
    {
      what: 'by a command for many',
      ...crashed,
      hasFailed: true,
      hasBulk: true,
      ran: ['bulk add'],
      rules: 1,
      doubled: false,
    },
  ])(
    'puts in force $what',
    async ({ isAfterCrash, restored, hasFailed, there, strict, hasBulk, ran, rules, doubled }) => {
      const firewall = firewallWith(Array<string>(there).fill(id), strict);
      const ticket = banTicket({ id, restored });
      const doubts = { isAfterCrash, hasFailed: () => hasFailed };
      expect(await put([ticket], partsOf(firewall, hasBulk), doubts)).toEqual({
        failures: new Map(),
        doubled: doubled ? [ticket] : [],
      });
      expect(firewall.ran).toEqual(ran);
      expect(firewall.rules).toEqual(Array<string>(rules).fill(id));
    },
  );

  it('tells what can not be put in force', async () => {
    const ticket = banTicket({ id });
    const { failures, doubled } = await put([ticket], partsOf(firewallWith([id], true), false), certain);
    expect([[...failures.keys()], doubled]).toEqual([[ticket], []]);
  });
});

describe('a script that does its work and then fails', () => {
  it('leaves no more than one rule, however often it is tried', async () => {
    const firewall = firewallWith([], false);
    const run: Runner = async (...command) => {
      const result = await firewall.run(...command);
      return command[0].script.startsWith('add') ? { ...result, ok: false, exitCode: 1 } : result;
    };
    const parts = { ...partsOf({ ...firewall, run }, false), mend: async () => Promise.resolve(true) };
    const ticket = banTicket({ id });
    for (const hasFailed of [false, true, true]) {
      const { failures } = await put([ticket], parts, { isAfterCrash: false, hasFailed: () => hasFailed });
      expect(failures.has(ticket)).toBe(true);
      expect(firewall.rules).toEqual([id]);
    }
    await liftWhatIsLeft([ticket], parts);
    expect(firewall.rules).toEqual([]);
  });
});

describe('lift', () => {
  it.each([
    { what: 'a ban', there: 1, isDoubled: false, hasBulk: false, ran: ['delete'], failed: false },
    {
      what: 'a ban that is there twice',
      there: 2,
      isDoubled: true,
      hasBulk: false,
      ran: ['delete', 'delete'],
      failed: false,
    },
    {
      what: 'a ban that only may be',
      there: 1,
      isDoubled: true,
      hasBulk: false,
      ran: ['delete', 'delete'],
      failed: false,
    },
    {
      what: 'no ban a second time that it can not lift',
      there: 0,
      isDoubled: true,
      hasBulk: false,
      ran: ['delete'],
      failed: true,
    },
    {
      what: 'a ban once by a command for many',
      there: 1,
      isDoubled: true,
      hasBulk: true,
      ran: ['bulk delete'],
      failed: false,
    },
  ])('lifts $what', async ({ there, isDoubled, hasBulk, ran, failed }) => {
    const firewall = firewallWith(Array<string>(there).fill(id), false);
    const ticket = banTicket({ id });
    const failures = await lift([ticket], partsOf(firewall, hasBulk), new Set(isDoubled ? [ticket] : []));
    expect(failures.has(ticket)).toBe(failed);
    expect(firewall.ran).toEqual(ran);
    expect(firewall.rules).toEqual([]);
  });
});
