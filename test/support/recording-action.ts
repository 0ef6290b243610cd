import type { JailAction } from '../../src/jail/jail-parts.js';

/** An action that notes in `done` what it was asked for, and does nothing but what is `given`. */
export function recordingAction(done: string[], given: Partial<JailAction> = {}): JailAction {
  const note = async (what: string): Promise<true> => {
    done.push(what);
    return Promise.resolve(true);
  };
  return {
    name: 'a',
    start: async () => note('start').then(() => undefined),
    ban: async ({ id }) => note(`ban ${id}`),
    prolong: async ({ id }) => note(`prolong ${id}`),
    unban: async ({ id }) => note(`unban ${id}`),
    stop: async () => note('stop').then(() => undefined),
    ...given,
  };
}
