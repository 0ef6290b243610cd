import { chmodSync, existsSync, lstatSync, mkdirSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { reasonOf, TsbanError } from '../error.js';

/** Another daemon answers on the socket, or the socket can't be made. */
export class SocketError extends TsbanError {
  readonly code = 'SOCKET';

  constructor(socket: string, problem: string, cause?: unknown) {
    super(`socket ${socket}: ${problem}`, { cause });
    this.name = 'SocketError';
  }
}

/**
 * Lets a server listen on a unix socket only its owner may use. One left behind by a daemon that died is taken over;
 * throws SocketError, saying `taken`, where one is alive on it, and where the socket can't be made.
 */
export async function claimSocket(server: Server, socket: string, taken: string): Promise<void> {
  if (await isAlive(socket)) throw new SocketError(socket, taken);
  let before: number | undefined;
  try {
    makeFolder(dirname(socket));
    before = process.umask(0o177);
    removeStale(socket);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    chmodSync(socket, 0o600);
  } catch (error) {
    if (error instanceof SocketError) throw error;
    throw new SocketError(socket, reasonOf(error), error);
  } finally {
    if (before !== undefined) process.umask(before);
  }
}

async function isAlive(socket: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socket);
    const settle = (alive: boolean) => {
      probe.destroy();
      resolve(alive);
    };
    probe.once('connect', () => settle(true));
    probe.once('error', () => settle(false));
  });
}

/** Makes the last level only (spec runtime §6.1): Node calls a missing folder a lack of permission. */
function makeFolder(path: string): void {
  if (!existsSync(path)) mkdirSync(path, { mode: 0o700 });
}

function removeStale(socket: string): void {
  const present = lstatSync(socket, { throwIfNoEntry: false });
  if (present === undefined) return;
  if (!present.isSocket()) {
    throw new SocketError(socket, 'something that is no socket stands there; choose another place');
  }
  unlinkSync(socket);
}
