import { NotRunningError, sendCommand } from '../control-client.js';

/** True if a daemon is there on this socket, whatever it says. Rejects with a NotRunningError where that may not be asked. */
export async function answers(socket: string): Promise<boolean> {
  try {
    await sendCommand(socket, ['ping']);
    return true;
  } catch (error) {
    if (error instanceof NotRunningError && error.code === 'EACCES') throw error;
    return !(error instanceof NotRunningError);
  }
}
