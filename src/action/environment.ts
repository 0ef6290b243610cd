import type { StartFamily } from './action-definition.js';
import { SharedUse } from './shared-use.js';

/** An action that shares firewall objects with others. */
export interface EnvironmentUser {
  /** Asks for its bans to be put back, because another user had to build the environment anew; does not wait. */
  rebanSoon(family: StartFamily): void;
  /** True if it has banned the id, or is about to ban or unban it. */
  isConcernedWith(id: string): boolean;
}

/**
 * What the actions of all jails hold in common outside: firewall objects and the bans in them. One for the whole server.
 *
 * Deliberately better than spec runtime §3.7: there the jails know nothing of each other, so that the first unban opens
 * the door another jail still keeps shut, and the first jail to stop takes the chain or set away under the rest. Here
 * jails whose actions start and stop with the same text share one start and one stop, and a ban that would be undone by
 * the same text is undone with its last holder.
 */
export class Environment {
  /** By start, stop and flush text. */
  readonly starts = new SharedUse<EnvironmentUser>();
  /** By unban text; the variant is the ban's. */
  readonly bans = new SharedUse<EnvironmentUser>();
}
