import { NotRunningError, sendCommand } from '../control-client.js';

/** True if a daemon is there on this socket, whatever it says. */
export async function answers(socket: string): Promise<boolean> {
  try {
    await sendCommand(socket, ['ping']);
    return true;
  } catch (error) {
    return !(error instanceof NotRunningError);
  }
}
