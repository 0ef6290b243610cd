import { canonicalId } from '../../net/address.js';

/** An element that left a set; what stands behind the address (`timeout 10m`, `. 22`) is of no interest. */
const deletedElement = /^delete element .*?\{ (\S+)/;

/**
 * True if a line of `nft monitor destroy` tells of something whose loss may open the door again. Elements of sets leave
 * by the thousand when bans end: only one that is still banned is a loss. Of rules the line says nothing but a number.
 */
export function tellsOfLoss(line: string, isBanned: (id: string) => boolean): boolean {
  const element = deletedElement.exec(line)?.[1];
  if (element !== undefined) return isBanned(canonicalId(element));
  // "# ERROR: We lost some netlink events!" may be about anything.
  return line.startsWith('delete ') || line.startsWith('# ERROR');
}
