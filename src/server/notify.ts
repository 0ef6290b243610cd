import { reasonOf } from '../error.js';
import type { Log } from '../log.js';

/**
 * Tells systemd how the service is (`READY=1`, `RELOADING=1`, `STOPPING=1`, `STATUS=…`); does nothing where systemd did not ask.
 * Node has no datagram sockets in the file system, so systemd's own messenger carries it: the unit needs NotifyAccess=all.
 */
export async function notifySystemd(log: Log, ...states: readonly string[]): Promise<void> {
  if (process.env['NOTIFY_SOCKET'] === undefined) return;
  try {
    const { execa } = await import('execa');
    await execa('systemd-notify', [`--pid=${process.pid}`, ...states], { timeout: 5000 });
  } catch (error) {
    log('warning', 'server', `systemd was not told "${states.join(' ')}": ${reasonOf(error)}`);
  }
}
