import type { ActionContext } from '../action/action-context.js';
import type { TagLookup } from '../action/render-command.js';
import { tagsIn } from '../action/render-command.js';
import type { Runner } from '../action/run-command.js';
import { ticketIp, ticketTags } from '../action/ticket-tags.js';
import type { JailConfig } from '../config/configuration.js';
import type { Failure } from '../filter/failure.js';
import { IgnoreList } from '../filter/ignore.js';
import type { Log } from '../log.js';
import type { NameCache } from '../net/name-cache.js';
import type { Clock } from '../time/clock.js';
import { IgnoreCache, readIgnoreCache } from './ignore-cache.js';
import { IgnoreCommand } from './ignore-command.js';
import { IgnoreFiles } from './ignore-files.js';

/** Whom a failure is blamed on; that is all a list needs to know. */
export type Blamed = Pick<Failure, 'id' | 'fields'>;

/** Decides whose failures a jail does not count, in the words of `Ignore ID by SOURCE` (spec runtime §2.4). */
export interface Ignoring {
  /** Resolves when the names of ignoreip have been looked up for the first time. */
  readonly ready: Promise<unknown>;
  /** By what of ignoreself and ignoreip the failure is spared, if by anything. */
  readonly listed: (failure: Blamed) => string | undefined;
  /** The same, with ignorecommand and ignorecache; undefined where the jail has neither. */
  readonly ask: ((failure: Failure) => Promise<string | undefined>) | undefined;
}

/** What ignoring needs from the outside. */
export interface IgnoringContext
  extends Required<Pick<ActionContext, 'counters' | 'bantime'>>,
    Pick<ActionContext, 'hostNames' | 'resolveHost'> {
  readonly log: Log;
  readonly clock: Clock;
  /** Runs commands that say yes with exit status 0 and no with 1. */
  readonly ask: Runner;
  /** The names of ignoreip. */
  readonly names: NameCache;
  readonly ownAddresses: () => readonly string[];
}

/** What a jail's ignoreself, ignoreip, ignorecommand and ignorecache say. Throws a ConfigError. */
export function createIgnoring(config: JailConfig, context: IgnoringContext): Ignoring {
  const { clock, names, ownAddresses } = context;
  const { name: jail, ignoreself } = config;
  const warn = (text: string): void => context.log('warning', 'filter', `[${jail}] ${text}`, { jail });
  const files = new IgnoreFiles(clock, warn);
  const list = new IgnoreList({
    ignoreip: config.ignoreip.map(({ value }) => value),
    ignoreself,
    ownAddresses,
    resolved: (name) => names.known(name),
    contentOf: (path) => files.contentOf(path),
  });
  // Also by the address that stands beside an <F-ID>.
  const listed = ({ id, fields }: Blamed) => list.find(id) ?? list.find(addressBeside(fields) ?? id);
  const ready = Promise.all(list.names.map(async (name) => names.addresses(name)));

  const command = config.ignorecommand.trim() === '' ? undefined : config.ignorecommand;
  const cached = readIgnoreCache(config);
  if (command === undefined && cached === undefined) return { ready, listed, ask: undefined };
  const ignorecommand = command === undefined ? undefined : new IgnoreCommand(command, { jail, ...context });
  const cache = cached === undefined ? undefined : new IgnoreCache(cached, clock);
  const used = tagsIn(`${command ?? ''} ${cached?.key ?? ''}`);
  const ask = async (failure: Failure): Promise<string | undefined> => {
    const tags = await tagsOf(failure, jail, used, context);
    const judge = async () =>
      listed(failure) ?? ((await ignorecommand?.ignores(tags)) === true ? 'command' : undefined);
    return cache === undefined ? judge() : cache.find(tags, judge);
  };
  return { ready, listed, ask };
}

function addressBeside(fields: Failure['fields']): string | undefined {
  const address = fields['fid'] === undefined ? undefined : (fields['ip4'] ?? fields['ip6']);
  return typeof address === 'string' ? address : undefined;
}

/** The tags of a ban, of which there is none yet: no failures, no bans. */
async function tagsOf(
  failure: Failure,
  jail: string,
  used: readonly string[],
  { bantime, counters, hostNames, resolveHost }: IgnoringContext,
): Promise<TagLookup> {
  const ticket = { ...failure, jail, failures: 0, bantime: bantime(), bancount: 0, restored: false };
  const ipHost = used.includes('ip-host') ? await resolveHost?.(ticketIp(ticket)) : undefined;
  const tags = ticketTags(ticket, { counters: counters(), ipHost });
  const own: Readonly<Record<string, string>> = { 'fq-hostname': hostNames.fq, 'sh-hostname': hostNames.sh };
  return (tag) => own[tag] ?? tags(tag);
}
