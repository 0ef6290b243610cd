import { chmodSync, chownSync, existsSync, lstatSync, mkdirSync, statSync, unlinkSync } from 'node:fs';
import { connect, type Server } from 'node:net';
import { dirname } from 'node:path';
import { reasonOf, TsbanError } from '../error.js';
import { groupId } from './group-id.js';

/** Another daemon answers on the socket, or the socket can't be made. */
export class SocketError extends TsbanError {
  readonly code = 'SOCKET';

  constructor(socket: string, problem: string, cause?: unknown) {
    super(`socket ${socket}: ${problem}`, { cause });
    this.name = 'SocketError';
  }
}

/** Who may use a socket besides its owner. */
export interface SocketAccess {
  /** Name or number of a group. */
  readonly group?: string | undefined;
  /** Whether others than the owner may go through the folder, if that has to be made; they still see nothing in it. */
  readonly isFolderOpen?: boolean;
}

/**
 * Lets a server listen on a unix socket only its owner, and a group if one is named, may use. One left behind by a daemon
 * that died is taken over; throws SocketError, saying `taken`, where one is alive on it, and where the socket can't be made.
 */
export async function claimSocket(
  server: Server,
  socket: string,
  taken: string,
  { group, isFolderOpen = false }: SocketAccess = {},
): Promise<void> {
  if (await isAlive(socket)) throw new SocketError(socket, taken);
  let before: number | undefined;
  try {
    makeFolder(dirname(socket), isFolderOpen ? 0o711 : 0o700);
    before = process.umask(0o177);
    removeStale(socket);
    await new Promise<void>((resolve, reject) => {
      server.once('error', reject);
      server.listen(socket, resolve);
    });
    chmodSync(socket, 0o600);
    if (group !== undefined) admit(group, socket);
  } catch (error) {
    server.close();
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
function makeFolder(path: string, mode: number): void {
  if (!existsSync(path)) mkdirSync(path, { mode });
}

function removeStale(socket: string): void {
  const present = lstatSync(socket, { throwIfNoEntry: false });
  if (present === undefined) return;
  if (!present.isSocket()) {
    throw new SocketError(socket, 'something that is no socket stands there; choose another place');
  }
  unlinkSync(socket);
}

function admit(group: string, socket: string): void {
  const gid = groupId(group);
  if (gid === undefined) {
    throw new SocketError(socket, `/etc/group has no group '${group}'; make it, or write its number`);
  }
  const folder = dirname(socket);
  const { mode, gid: owners } = statSync(folder);
  if ((mode & 0o001) === 0 && (owners !== gid || (mode & 0o010) === 0)) {
    const advice = `chmod 711 ${folder}, or RuntimeDirectoryMode=0711 below [Service] if systemd makes it`;
    throw new SocketError(socket, `group '${group}' can't get through ${folder}; ${advice}`);
  }
  try {
    chownSync(socket, -1, gid);
  } catch (error) {
    const advice = `if systemd runs tsban, write SupplementaryGroups=${group} below [Service] (systemctl edit tsban)`;
    throw new SocketError(socket, `can't be given to group '${group}': ${reasonOf(error)}; ${advice}`, error);
  }
  chmodSync(socket, 0o660);
}
