import { errnoText } from '../../errno-text.js';
import type { NotRunningError } from '../control-client.js';

/** What fail2ban-client says of a command that reached nobody (spec runtime §7.1), but for a reload by whoever may not: it is there. */
export function notRunningText({ code }: NotRunningError, socket: string, words: readonly string[]): string {
  if (code === 'EACCES') return `Permission denied to socket: ${socket}, (you must be root)`;
  if (words[0] === 'reload') return 'Could not find server';
  if (code === 'ENOENT') return `Failed to access socket path: ${socket}. Is tsban running?`;
  const known = errnoText(code);
  const reason = known === undefined ? code : `[Errno ${known.errno}] ${known.text}`;
  return words[0] === 'ping' ? reason : `[${reason}] Unable to contact server. Is it running?`;
}
