/** How host names found in the log are treated (spec config §4.5). */
export type UseDns = 'yes' | 'warn' | 'no' | 'raw';

/** Reads the option usedns in any case; undefined if it has no such value, for which `no` is the safe choice. */
export function parseUseDns(text: string): UseDns | undefined {
  return (['yes', 'warn', 'no', 'raw'] as const).find((value) => value === text.toLowerCase());
}

// The loose shapes of spec config §4.2: whether a text is an address is decided once it has been found.
const ip4 = String.raw`(?:::f{4,6}:)?(?P<ip4>\d{1,3}(?:\.\d{1,3}){3})`;
const ip6 = '(?P<ip6>(?:[0-9A-Fa-f]{1,4}::?|:){1,7}(?:[0-9A-Fa-f]{1,4}|(?<=:):))';
const address = String.raw`\[?(?:${ip4}|${ip6})\]?`;
const dns = String.raw`(?P<dns>[-.^\w]*\w)`;
const cidr = String.raw`(?P<cidr>\d+)`;
const subnet = String.raw`\[?(?:${ip4}|${ip6})(?:/${cidr})?\]?`;

const fixed = new Map([
  ['IP4', ip4],
  ['F-IP4/', ip4],
  ['IP6', ip6],
  ['F-IP6/', ip6],
  ['ADDR', address],
  ['F-ADDR/', address],
  ['DNS', dns],
  ['F-DNS/', dns],
  ['CIDR', cidr],
  ['F-CIDR/', cidr],
  ['SUBNET', subnet],
  ['F-SUBNET/', subnet],
  ['F-ID/', String.raw`(?P<fid>\S+)`],
  ['F-PORT/', String.raw`(?P<fport>\w+)`],
]);

/**
 * Puts groups in place of the tags of a failregex, prefregex or ignoreregex: `<HOST>`, `<F-USER>…</F-USER>`,
 * `<SKIPLINES>` (spec config §4.2). What is no tag stays as it is.
 */
export function expandTags(regex: string, usedns: UseDns): string {
  const open: string[] = [];
  let skipped = 0;
  return regex.replace(/<(\/?[\w-]+\/?)>/g, (tag, name: string) => {
    if (name === 'HOST') return usedns === 'no' ? address : `(?:${address}|${dns})`;
    if (name === 'SKIPLINES') return String.raw`\n(?P<skiplines${skipped++}>(?:.*\n)*?)`;
    const text = fixed.get(name);
    if (text !== undefined) return text;
    const opening = /^F-([A-Z0-9_-]+)$/.exec(name)?.[1];
    if (opening !== undefined) {
      open.push(name);
      return `(?P<${groupName(opening)}>`;
    }
    const opened = open.lastIndexOf(name.slice(1));
    if (!name.startsWith('/') || opened === -1) return tag;
    open.splice(opened, 1);
    return ')';
  });
}

function groupName(tag: string): string {
  if (tag === 'ID') return 'fid';
  return tag === 'PORT' ? 'fport' : tag.toLowerCase();
}

/** `((?i)…)` and `(?:(?i)…)` mean their own group: Python takes such flags only as `(?i:…)` (spec config §4.1). */
export function scopeFlags(regex: string): string {
  return regex.replace(/(?<!\\)((?:\\\\)*)\((?:\?:)?\(\?([a-z]+)\)/g, '$1(?$2:');
}
