import { setTimeout as delay } from 'node:timers/promises';

/** Waits until `condition` holds; fails after `seconds`. Only for what a real process or kernel does in its own time. */
export async function until(condition: () => boolean | Promise<boolean>, seconds = 20): Promise<void> {
  const deadline = Date.now() + seconds * 1000;
  while (!(await condition())) {
    if (Date.now() > deadline) throw new Error(`what was waited for did not come in ${seconds} s`);
    await delay(10);
  }
}
