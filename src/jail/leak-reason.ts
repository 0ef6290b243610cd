import { type ActionDefinition, says } from '../action/action-definition.js';
import type { ActionConfig, JailConfig } from '../config/configuration.js';
import { contains, parseAddress } from '../net/address.js';

/** Networks that nobody on the internet comes from. */
const inner = [
  '127.0.0.0/8',
  '10.0.0.0/8',
  '172.16.0.0/12',
  '192.168.0.0/16',
  '100.64.0.0/10',
  '::1',
  'fc00::/7',
  'fe80::/10',
];

/**
 * Why somebody may get through who is banned and whose ban is in force, as far as the configuration gives it away: the
 * likeliest reasons, in words.
 */
export function leakReason(id: string, config: Pick<JailConfig, 'actions' | 'logpath' | 'options'>): string {
  const barriers = config.actions.filter(isBarrier);
  const reasons = [
    isInner(id) &&
      'this is an inner address, perhaps that of a proxy or a gateway in front of the service: have it log whom it speaks for',
    isContainer(config) &&
      !barriers.some(seesForwarded) &&
      'the log is that of a container, to which packets are forwarded past INPUT: use chain="INPUT,DOCKER-USER", or nftables',
    isWeb(config) && 'behind a proxy or CDN packets come from there, whatever address the log names: ban at the proxy',
    ...barriers.map(portReason),
    'another rule may let it in ahead of the ban',
  ];
  return reasons
    .filter((reason) => reason !== false)
    .slice(0, 2)
    .join('; or ');
}

/** True for an action that takes its bans back: it keeps somebody out, as mails do not. */
export function isBarrier(definition: Pick<ActionDefinition, 'commands'>): boolean {
  return says(definition, 'actionunban');
}

function isInner(id: string): boolean {
  const address = parseAddress(id);
  return (
    address !== undefined &&
    inner.some((text) => {
      const network = parseAddress(text);
      return network !== undefined && contains(network, address);
    })
  );
}

function isContainer({ logpath }: Pick<JailConfig, 'logpath'>): boolean {
  return logpath.some(({ value }) => /docker|containers|podman|lxc/i.test(value.glob));
}

function seesForwarded({ parameters }: ActionConfig): boolean {
  return [...parameters.values()].some((value) => /forward|docker-user|prerouting/i.test(value));
}

function isWeb({ options }: Pick<JailConfig, 'options'>): boolean {
  return /\b(https?|80|443)\b/.test(options.get('port') ?? '');
}

function portReason({ actname, parameters }: ActionConfig): string | false {
  const port = parameters.get('port');
  const isEveryPort =
    port === undefined || port === '0:65535' || /allports/.test(`${actname} ${parameters.get('type') ?? ''}`);
  return !isEveryPort && `${actname} shuts no port but ${port}: the service may listen on another`;
}
