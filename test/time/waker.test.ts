import { expect, it } from 'vitest';
import { timerWaker } from '../../src/time/waker.js';

it('does not take a wait of more than 24.8 days for none at all', async () => {
  const looks: string[] = [];
  const month = timerWaker.after(30 * 86_400, () => looks.push('month'));
  const never = timerWaker.after(Infinity, () => looks.push('never'));
  const rarely = timerWaker.every(30 * 86_400, () => looks.push('rarely'));
  await new Promise<void>((soon) => timerWaker.after(0.05, soon));
  for (const cancel of [month, never, rarely]) cancel();
  expect(looks).toEqual([]);
});

it('takes a time that has passed for now', async () => {
  await new Promise<void>((soon) => timerWaker.after(-5, soon));
});
