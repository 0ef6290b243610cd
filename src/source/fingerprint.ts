import { createHash } from 'node:crypto';

/** SHA-1 of a file's first bytes, in hex. */
export function fingerprint(head: Buffer): string {
  return createHash('sha1').update(head).digest('hex');
}
