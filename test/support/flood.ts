import { join } from 'node:path';
import type { SystemdBox } from './systemd-box.js';
import { until } from './until.js';

/** A guest of a box who sends it datagrams all the time. */
export interface Flood {
  /** How many of its datagrams come through until something is done, and a while longer. */
  during(something: () => unknown): Promise<number>;
}

/** So many are sent on behind what was done. */
const tail = 300;

export async function startFlood(box: SystemdBox): Promise<Flood> {
  box.take(join(import.meta.dirname, 'flood.py'));
  box.exec(`cd /run
  setsid python3 /root/flood.py count 9999 /run/received >/dev/null 2>&1 </dev/null &
  setsid ip netns exec guest python3 /root/flood.py send 203.0.113.1 9999 /run/sent >/dev/null 2>&1 </dev/null &`);
  const count = (file: string) => Number(box.exec(`cat /run/${file} || true`));
  await until(() => count('sent') > 0);
  const goesOn = async () => {
    const sent = count('sent') + tail;
    await until(() => count('sent') > sent);
  };
  return {
    async during(something) {
      const before = count('received');
      await goesOn();
      await something();
      await goesOn();
      return count('received') - before;
    },
  };
}
