import { canonicalId, parseAddress } from '../net/address.js';
import { type Captures, captured, slot } from './captures.js';
import type { UseDns } from './tags.js';

/** Who failed, going by the captures of a line (spec config §4.5). */
export type Identity =
  /**
   * An id; `address` is set where the id is not itself the address found beside it. `malformed` is a text of the shape
   * of an address that is none: `256.1.1.1`.
   */
  | { readonly kind: 'id'; readonly id: string; readonly address?: string; readonly malformed?: true }
  /** A host name to be looked up. */
  | { readonly kind: 'name'; readonly id: string }
  /** Nothing that could tell: in a session the id may still come. */
  | { readonly kind: 'none' }
  /** A host name although names are not wanted. */
  | { readonly kind: 'refused' };

/** Whether captures tell who failed, be it by a name that is not wanted. */
export function isTold(captures: Captures): boolean {
  return telling.some((at) => nonEmpty(captures, at) !== undefined);
}

const telling = [slot.ip4, slot.ip6, slot.dns, slot.fid];

/** Reads the identity out of `ip4`, `ip6`, `dns`, `cidr` and `fid`. */
export function identify(captures: Captures, usedns: UseDns): Identity {
  const fid = nonEmpty(captures, slot.fid);
  const address = nonEmpty(captures, slot.ip4) ?? nonEmpty(captures, slot.ip6);
  if (address !== undefined) return identifyAddress(withCidr(address, captures), fid, usedns);
  const name = nonEmpty(captures, slot.dns);
  if (name !== undefined) return identifyName(name, fid, usedns);
  if (fid === undefined) return { kind: 'none' };
  return { kind: 'id', id: ownId(fid, usedns) };
}

function identifyAddress(text: string, fid: string | undefined, usedns: UseDns): Identity {
  const address = parseAddress(text)?.text;
  if (fid !== undefined && fid !== text) {
    return { kind: 'id', id: ownId(fid, usedns), address: address ?? text };
  }
  return address === undefined ? { kind: 'id', id: text, malformed: true } : { kind: 'id', id: address };
}

function identifyName(name: string, fid: string | undefined, usedns: UseDns): Identity {
  if (parseAddress(name) !== undefined) return identifyAddress(name, fid, usedns);
  if (usedns === 'no') return { kind: 'refused' };
  // Looked up, every address becomes a failure of its own, and an id beside the name is ignored.
  if (usedns !== 'raw') return { kind: 'name', id: name };
  return fid === undefined || fid === name ? { kind: 'id', id: name } : { kind: 'id', id: fid, address: name };
}

/** With usedns=raw an id stays as it was written. */
function ownId(fid: string, usedns: UseDns): string {
  return usedns === 'raw' ? fid : canonicalId(fid);
}

function withCidr(address: string, captures: Captures): string {
  const cidr = nonEmpty(captures, slot.cidr);
  return cidr === undefined ? address : `${address}/${cidr}`;
}

function nonEmpty(captures: Captures, at: number): string | undefined {
  const text = captured(captures, at);
  return text === '' ? undefined : text;
}
