/** One way to ban for the demonstration: which stock action, and how to look at what it did. */
export interface Firewall {
  readonly name: string;
  /** What jail.local says. */
  readonly banaction: string;
  /** Succeeds where this firewall can be used. */
  readonly probe: readonly [string, ...string[]];
  /** Prints whom the jail sshd has banned. */
  readonly show: readonly [string, ...string[]];
  /** Whether that says the address is banned. */
  bans(address: string, shown: string): boolean;
}

const bans = (address: string, shown: string) => shown.includes(address);

/** Real firewalls, the better one first. */
export const firewalls: readonly Firewall[] = [
  {
    name: 'nftables',
    banaction: 'nftables[type=multiport]',
    probe: ['nft', 'list', 'ruleset'],
    show: ['nft', 'list', 'set', 'inet', 'f2b-table', 'addr-set-sshd'],
    bans,
  },
  {
    name: 'iptables',
    banaction: 'iptables-multiport',
    probe: ['iptables', '-S'],
    show: ['iptables', '-S', 'f2b-sshd'],
    bans,
  },
];

/** Stands in where no firewall may be touched: writes down the command instead of running it. */
export function writtenDown(file: string): Firewall {
  return {
    name: 'none',
    banaction: `write-down[file="${file}"]`,
    probe: ['true'],
    show: ['cat', file],
    bans: (_, shown) => shown.lastIndexOf('add element') > shown.lastIndexOf('delete element'),
  };
}

/** The action file of `writtenDown`. */
export const writeDownAction = `[Definition]
actionban   = echo "nft add element inet f2b-table addr-set-<name> { <ip> }" >> <file>
actionunban = echo "nft delete element inet f2b-table addr-set-<name> { <ip> }" >> <file>
`;
