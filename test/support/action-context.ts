import type { ActionContext } from '../../src/action/action-context.js';
import { createRunner } from '../../src/action/run-command.js';
import { HandWaker } from './hand-waker.js';

/** What an action of jail sshd is given, at the second 1000; it says nothing in the log. */
export function actionContext({ log = () => undefined, ...given }: Partial<ActionContext> = {}): ActionContext {
  return {
    jail: 'sshd',
    log,
    run: createRunner({ log }),
    clock: () => 1000,
    waker: new HandWaker(),
    nextTurn: async () => Promise.resolve(),
    hostNames: { fq: 'box.example.org', sh: 'box' },
    counters: () => ({ banned: 0, bannedTotal: 0, found: 0, foundTotal: 0 }),
    ...given,
  };
}
