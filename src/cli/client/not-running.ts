import { getSystemErrorMap } from 'node:util';
import type { NotRunningError } from '../control-client.js';

/** What fail2ban-client says of a command that reached nobody (spec runtime §7.1). */
export function notRunningText({ code }: NotRunningError, socket: string, words: readonly string[]): string {
  if (words[0] === 'reload') return 'Could not find server';
  if (code === 'ENOENT') return `Failed to access socket path: ${socket}. Is tsban running?`;
  if (code === 'EACCES') return `Permission denied to socket: ${socket}, (you must be root)`;
  const reason = errnoText(code);
  return words[0] === 'ping' ? reason : `[${reason}] Unable to contact server. Is it running?`;
}

/** `[Errno 111] Connection refused`. */
function errnoText(code: string): string {
  for (const [number, [name, text]] of getSystemErrorMap()) {
    if (name === code) return `[Errno ${-number}] ${text.charAt(0).toUpperCase()}${text.slice(1)}`;
  }
  return code;
}
