import { contains, type Address, type Family } from '../../../net/address.js';
import type { EpochSeconds } from '../../../time/clock.js';

/** What the holder's table, or its chains, are called. */
export const holdName = 'tsban-switch';

const families = [
  { family: 'inet4', number: '4', type: 'ipv4_addr', keyword: 'ip' },
  { family: 'inet6', number: '6', type: 'ipv6_addr', keyword: 'ip6' },
] as const;

/** Ahead of everything else that looks at what comes in or is passed on. */
const hooks = ['input', 'forward'].map((hook) => [hook, `type filter hook ${hook} priority -1000`] as const);

/** What nft has to be told so that nobody is held. */
export const nftRelease = `add table inet ${holdName}\ndelete table inet ${holdName}\n`;

/**
 * What nft has to be told so that these, and nobody else, are kept off all ports for so many seconds: one transaction, in
 * which nobody gets through.
 */
export function nftHold(held: readonly Address[], seconds: number): string {
  const sets = families.flatMap(({ family, number, type }) => {
    const [single, networks] = ofFamily(held, family);
    return [
      nftSet(`addresses${number}`, `type ${type}; timeout ${seconds}s`, single),
      nftSet(`networks${number}`, `type ${type}; flags interval, timeout; timeout ${seconds}s`, networks),
    ];
  });
  const rules = families.flatMap(({ number, keyword }) =>
    ['addresses', 'networks'].map((set) => `    ${keyword} saddr @${set}${number} drop`),
  );
  const chains = hooks.map(
    ([name, hook]) => `  chain ${name} {\n    ${hook}; policy accept;\n${rules.join('\n')}\n  }`,
  );
  return `${nftRelease}table inet ${holdName} {\n${[...sets, ...chains].join('\n')}\n}\n`;
}

function nftSet(name: string, properties: string, elements: readonly Address[]): string {
  const listed = elements.map(({ text }) => text).join(', ');
  return `  set ${name} { ${properties};${listed === '' ? '' : ` elements = { ${listed} };`} }`;
}

/** Single addresses, and networks of which none lies in another. */
function ofFamily(held: readonly Address[], family: Family): readonly [Address[], Address[]] {
  const length = { inet4: 32, inet6: 128 }[family];
  const own = held.filter((address) => address.family === family);
  const networks: Address[] = [];
  for (const network of own.filter(({ prefix }) => prefix < length).sort((one, other) => one.prefix - other.prefix))
    if (!networks.some((larger) => contains(larger, network))) networks.push(network);
  return [own.filter(({ prefix }) => prefix === length), networks];
}

/** What there is of the holder in iptables, from this run or one that was killed. */
export interface IptablesHolder {
  readonly hasChain: boolean;
  /** Chains that lead to it. */
  readonly jumps: readonly ('INPUT' | 'FORWARD')[];
}

/** The same for iptables-restore or ip6tables-restore, with --noflush; nobody is held after `until`. */
export function iptablesHold(
  held: readonly Address[],
  family: Family,
  until: EpochSeconds,
  { jumps }: IptablesHolder,
): string {
  const end = new Date(until * 1000).toISOString().slice(0, 19);
  return restore([
    `:${holdName} - [0:0]`,
    `-A ${holdName} -m time --datestart ${end} -j RETURN`,
    ...ofFamily(held, family).flatMap((some) => some.map(({ text }) => `-A ${holdName} -s ${text} -j DROP`)),
    ...jumps.map((chain) => `-D ${chain} -j ${holdName}`),
    ...['INPUT', 'FORWARD'].map((chain) => `-I ${chain} 1 -j ${holdName}`),
  ]);
}

/** What takes it away again. */
export function iptablesRelease({ hasChain, jumps }: IptablesHolder): string {
  const chain = hasChain ? [`-F ${holdName}`, `-X ${holdName}`] : [];
  return restore([...jumps.map((from) => `-D ${from} -j ${holdName}`), ...chain]);
}

function restore(lines: readonly string[]): string {
  return `${['*filter', ...lines, 'COMMIT'].join('\n')}\n`;
}
