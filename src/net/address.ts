import ipaddr from 'ipaddr.js';

/** The kernel's two families, in the words of `[Init?family=inet6]`. */
export type Family = 'inet4' | 'inet6';

/** An address or a network in canonical form: `192.0.2.1`, `2001:db8::7`, `198.51.100.0/24`. */
export interface Address {
  readonly text: string;
  readonly family: Family;
  /** Leading bits that count: 32 or 128 for a single address. */
  readonly prefix: number;
}

const fullLength = { inet4: 32, inet6: 128 } as const;

/**
 * Reads an address or network as people write it: `[2001:DB8::7]`, `192.0.2.77/24`, `10.0.0.0/255.255.0.0`.
 * Host bits are cleared; an IPv4-mapped address (`::ffff:192.0.2.1`) is the IPv4 address (spec runtime §2.3).
 * Anything else, also `256.1.1.1`, `192.0.2.050` and a scoped `fe80::1%eth0`, is undefined.
 */
export function parseAddress(text: string): Address | undefined {
  // By far the most common, and canonical as it stands.
  if (plainIp4.test(text)) return { text: detached(text), family: 'inet4', prefix: 32 };
  if (recent.has(text)) return recent.get(text);
  const address = readAddress(text);
  if (recent.size === mostRecent) recent.clear();
  if (text.length <= longestRecent) recent.set(detached(text), address);
  return address;
}

/** The same text, but not as a slice that keeps alive the log line it was cut from. */
function detached(text: string): string {
  return ` ${text}`.slice(1);
}

const octet = String.raw`(?:25[0-5]|2[0-4]\d|1\d\d|[1-9]?\d)`;
const plainIp4 = new RegExp(String.raw`^${octet}(?:\.${octet}){3}$`);

/** Texts read lately, and what they were: those who fail, fail often. */
const recent = new Map<string, Address | undefined>();
const mostRecent = 4096;
const longestRecent = 64;

function readAddress(text: string): Address | undefined {
  const [host = '', mask, ...rest] = text.split('/');
  if (rest.length > 0) return undefined;
  const bare = host.startsWith('[') && host.endsWith(']') ? host.slice(1, -1) : host;
  const parsed = parseHost(bare);
  if (parsed === undefined) return undefined;
  const family: Family = parsed.kind() === 'ipv4' ? 'inet4' : 'inet6';
  if (mask === undefined) return { text: parsed.toString(), family, prefix: fullLength[family] };
  const prefix = parsePrefix(mask, bare, family);
  return prefix === undefined ? undefined : network(parsed, family, prefix);
}

/** Canonical spelling of an id: that of the address if it is one, the text itself otherwise. */
export function canonicalId(text: string): string {
  return parseAddress(text)?.text ?? text;
}

/** True if `inner` lies wholly in `outer`; families never contain each other. */
export function contains(outer: Address, inner: Address): boolean {
  if (outer.family !== inner.family || inner.prefix < outer.prefix) return false;
  const [outerBase = '', innerBase = ''] = [outer.text.split('/')[0], inner.text.split('/')[0]];
  return ipaddr.parse(innerBase).match(ipaddr.parse(outerBase), outer.prefix);
}

function parseHost(text: string): ipaddr.IPv4 | ipaddr.IPv6 | undefined {
  if (plainIp4.test(text)) return ipaddr.IPv4.parse(text);
  if (!text.includes(':') || text.includes('%') || !ipaddr.IPv6.isValid(text)) return undefined;
  const parsed = ipaddr.IPv6.parse(text);
  return parsed.isIPv4MappedAddress() ? parsed.toIPv4Address() : parsed;
}

/** `24`, or a netmask of the same family; undefined where it is neither. */
function parsePrefix(mask: string, host: string, family: Family): number | undefined {
  if (!/^\d{1,3}$/.test(mask)) return parseHost(mask)?.prefixLengthFromSubnetMask() ?? undefined;
  // The prefix of a mapped address counts from the start of the IPv6 form.
  const mapped = family === 'inet4' && host.includes(':') ? 96 : 0;
  const prefix = Number(mask) - mapped;
  return prefix >= 0 && prefix <= fullLength[family] ? prefix : undefined;
}

function network(parsed: ipaddr.IPv4 | ipaddr.IPv6, family: Family, prefix: number): Address {
  const bytes = parsed.toByteArray();
  const masked = bytes.map((byte, i) => byte & (0xff00 >> Math.min(Math.max(prefix - i * 8, 0), 8)) & 0xff);
  const base = ipaddr.fromByteArray(masked).toString();
  return { text: prefix === fullLength[family] ? base : `${base}/${prefix}`, family, prefix };
}
