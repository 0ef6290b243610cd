import { accessSync, constants } from 'node:fs';
import type { ServerConfig } from '../../config/configuration.js';
import { defaultPaths } from '../../config/default-paths.js';

/** The control socket, or where that is not for whoever asks, the one of their group with the most rights. */
export function usableSocket({ socket = defaultPaths.socket, bansocket, readsocket }: ServerConfig): string {
  if (!isShut(socket)) return socket;
  return [bansocket, readsocket].find((other) => other !== undefined && other !== '' && !isShut(other)) ?? socket;
}

/** True if there is, or may be, a socket, which somebody else may use. */
function isShut(socket: string): boolean {
  try {
    accessSync(socket, constants.R_OK | constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
  }
}
