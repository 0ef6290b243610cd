import { expandParameters } from '../../action/render-command.js';
import type { ActionConfig } from '../../config/configuration.js';

/** A command that may change what a ShrinkWatch looks at. */
export const changesFirewall = (script: string): boolean => /\b(ipset|ip6?tables|ufw|firewall-cmd)\b/.test(script);

/** True for an action whose rules nft can see, whichever program makes them; those of a legacy iptables it can't. */
export function isInNetfilter(action: ActionConfig): boolean {
  return uses(action, /\b(nft|ip6?tables|ufw|firewall-cmd)\b/);
}

export function usesIpset(action: ActionConfig): boolean {
  return uses(action, /\bipset\b/);
}

/** How an action, or what it calls, may call iptables. */
export function iptablesOf(action: ActionConfig): readonly string[] {
  const named = texts(action).flatMap((text) => text.match(/\bip6?tables(-legacy)?\b/g) ?? []);
  return uses(action, /\b(ufw|firewall-cmd)\b/) ? [...named, 'iptables', 'ip6tables'] : named;
}

/** Every word of an action's commands, the names of its sets among them. */
export function wordsOf({ commands, parameters }: ActionConfig): readonly string[] {
  const scripts = (['', 'inet4', 'inet6'] as const).flatMap((family) =>
    Object.values(commands).map((command) => expandParameters(command, parameters, family)),
  );
  return scripts.flatMap((script) => script.split(/[\s'"`$;|&()<>{}=,]+/));
}

/** True for an action of which something may vanish without a word from anybody, and which can tell what it holds. */
export function isSilent(action: ActionConfig): boolean {
  const { actionlist = '', actioncheck = '' } = action.commands;
  return `${actionlist}${actioncheck}`.trim() !== '' && !isInNetfilter(action) && !usesIpset(action);
}

function uses(action: ActionConfig, program: RegExp): boolean {
  return texts(action).some((text) => program.test(text));
}

function texts({ commands, parameters }: ActionConfig): readonly string[] {
  return [...Object.values(commands), ...parameters.values()];
}
