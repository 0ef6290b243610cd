/** A firewall that tsban's own actions work with in a network namespace. */
export interface FirewallBackend {
  /** A jail's action that shuts every port of its protocol. */
  readonly action: string;
  /** Programs it takes. */
  readonly tools: readonly string[];
  /** Prints all there is of it; what changes by itself is left out. */
  readonly show: string;
  /** Takes all of it away, as somebody else might. */
  readonly wipe: string;
}

const rules = "{ iptables-save; ip6tables-save; } | sed '/^#/d; s/ \\[[0-9:]*\\]$//'";

export const firewallBackends: readonly FirewallBackend[] = [
  {
    action: 'nftables[type=allports, blocktype=drop]',
    tools: ['nft'],
    show: 'nft -s list ruleset',
    wipe: 'nft flush ruleset',
  },
  {
    action: 'iptables-allports[chain="INPUT,DOCKER-USER"]',
    tools: ['iptables', 'ip6tables', 'iptables-restore'],
    show: rules,
    wipe: 'for ipt in iptables ip6tables; do $ipt -F; $ipt -X f2b-sshd; $ipt -A FORWARD -j DOCKER-USER; done',
  },
  {
    action: 'iptables-ipset-proto6-allports[chain="INPUT,DOCKER-USER"]',
    tools: ['iptables', 'ip6tables', 'iptables-restore', 'ipset'],
    show: `${rules}; ipset list -o save | sed 's/ initval [^ ]*//; s/ hashsize [^ ]*//; s/ timeout [1-9][0-9]*$//' | sort`,
    wipe: `for ipt in iptables ip6tables; do $ipt -F; $ipt -A FORWARD -j DOCKER-USER; done
      until ipset destroy; do sleep 0.05; done`,
  },
  {
    action: 'route',
    tools: [],
    show: 'ip -4 route; ip -6 route',
    wipe: 'ip -4 route flush table main type unreachable; ip -6 route flush table main type unreachable',
  },
];

/** Chains such as Docker makes them, with a rule behind which nobody gets who has a connection. */
export const dockerChains = `
  for ipt in iptables ip6tables; do
    $ipt -N DOCKER-USER
    $ipt -A INPUT -m conntrack --ctstate ESTABLISHED -j ACCEPT
    $ipt -A FORWARD -j DOCKER-USER
    $ipt -A FORWARD -m conntrack --ctstate ESTABLISHED -j ACCEPT
  done`;
