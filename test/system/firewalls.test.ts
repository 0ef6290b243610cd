import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { banTicket } from '../support/ban-ticket.js';
import { dockerChains, firewallBackends } from '../support/firewall-backends.js';
import { makeNamespace, missing, type Namespace } from '../support/netns.js';
import { actionIn, commandText, shippedAction } from '../support/shipped-action.js';

const some = ['192.0.2.1', '198.51.100.0/24', '2001:db8::1', '2001:db8:1::/64'];
const many = Array.from({ length: 500 }, (_, n) =>
  n % 2 === 0 ? `203.0.113.${n / 2}` : `2001:db8:2::${((n + 1) / 2).toString(16)}`,
);

const reason = missing('iptables', 'ip6tables', ...firewallBackends.flatMap(({ tools }) => tools));

describe.skipIf(reason !== undefined).each(firewallBackends)(`$action (${reason ?? 'in a namespace'})`, (backend) => {
  const { action: text, show, wipe } = backend;
  let ns: Namespace;
  beforeEach(() => {
    ns = makeNamespace();
    ns.exec(dockerChains);
  });
  afterEach(() => ns.remove());

  const shown = () => ns.exec(show);
  const tickets = (ids: readonly string[]) => ids.map((id) => banTicket({ id }));
  const errors = (lines: readonly string[]) => lines.filter((line) => !line.startsWith('DEBUG'));
  /** What the firewall holds, by the action's own listing. */
  const listed = () =>
    (['inet4', 'inet6'] as const)
      .flatMap((family) => ns.exec(commandText(shippedAction(text), 'actionlist', family)).split('\n'))
      .filter((id) => id !== '')
      .sort();
  const sorted = (ids: readonly string[]) => [...ids].sort();

  it('holds what is banned, whether it comes alone or with hundreds, and leaves nothing behind', async () => {
    const before = shown();
    const { action, lines } = actionIn(ns.shell, shippedAction(text));
    await action.start();
    for (const ticket of tickets(some)) expect(await action.ban(ticket)).toBe(true);
    expect(listed()).toEqual(sorted(some));
    const once = shown();
    for (const ticket of tickets(some)) await action.ban(ticket);
    expect(shown()).toBe(once);

    expect(await Promise.all(tickets(many).map((ticket) => action.ban(ticket)))).not.toContain(false);
    expect(listed()).toEqual(sorted([...some, ...many]));
    expect(await Promise.all(tickets(many).map((ticket) => action.unban(ticket)))).not.toContain(false);
    expect(shown()).toBe(once);
    await Promise.all(tickets(many).map((ticket) => action.unban(ticket)));
    expect(shown()).toBe(once);

    await action.stop();
    expect(shown()).toBe(before);
    expect(errors(lines)).toEqual([]);
  });

  it('keeps what a killed run has banned until it is compared with what should be', async () => {
    const before = shown();
    const killed = actionIn(ns.shell, shippedAction(text)).action;
    for (const ticket of tickets([...some, '192.0.2.9', '2001:db8::9'])) await killed.ban(ticket);
    const { action, lines } = actionIn(ns.shell, shippedAction(text));
    await action.ban(banTicket({ id: '192.0.2.1' }));
    await action.ban(banTicket({ id: '2001:db8::1' }));
    expect(listed()).toEqual(sorted([...some, '192.0.2.9', '2001:db8::9']));
    expect(await action.reconcile()).toEqual({ missing: 0, surplus: 4 });
    expect(listed()).toEqual(['192.0.2.1', '2001:db8::1']);
    await action.stop();
    expect(shown()).toBe(before);
    expect(errors(lines)).toEqual([]);
  });

  it('puts back what somebody has taken away', async () => {
    const { action } = actionIn(ns.shell, shippedAction(text));
    for (const ticket of tickets(some)) await action.ban(ticket);
    await Promise.all(tickets(many).map((ticket) => action.ban(ticket)));
    const whole = listed();
    ns.exec(wipe);
    expect(await action.reconcile()).toEqual({ missing: whole.length, surplus: 0 });
    expect(listed()).toEqual(whole);
    expect(await action.reconcile()).toEqual({ missing: 0, surplus: 0 });
  });
});
