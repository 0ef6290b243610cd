import type { JailConfig } from '../config/configuration.js';
import { jailChanges } from './jail-changes.js';
import type { OptionChange } from './option-change.js';
import type { JailPlan } from './plan-jails.js';
import { type ProblemAnswer, problemAnswer } from './problem-answer.js';

/** `reload --plan`: what a reload would do. */
export interface ReloadPlan {
  /** Settings of the daemon itself. */
  readonly server: readonly OptionChange[];
  /** By name. */
  readonly jails: readonly JailChange[];
  readonly problems: readonly ProblemAnswer[];
}

/** What would become of a jail. One that is broken goes on as it was, or is left out if it does not run. */
export interface JailChange {
  readonly jail: string;
  readonly change: 'added' | 'removed' | 'changed' | 'unchanged' | 'broken';
  readonly runs: boolean;
  readonly options: readonly OptionChange[];
}

/** What there is to plan with: the jails that are meant, as they are and as they would be, each `'unchanged'` or not. */
export interface Planned {
  readonly running: readonly JailConfig[];
  readonly plan: JailPlan<unknown>;
  readonly server: readonly OptionChange[];
}

/** Tells what a reload would do from what it would make. */
export function reloadPlan({ running, plan, server }: Planned): ReloadPlan {
  const before = new Map(running.map((config) => [config.name, config]));
  const made = new Map(plan.made.map((jail) => [jail.config.name, jail]));
  const names = [...new Set([...before.keys(), ...made.keys(), ...plan.broken])].sort();
  const jails = names.map((jail): JailChange => {
    const [old, next] = [before.get(jail), made.get(jail)];
    const runs = old !== undefined;
    if (plan.broken.has(jail)) return { jail, change: 'broken', runs, options: [] };
    if (next === undefined) return { jail, change: 'removed', runs, options: [] };
    if (old === undefined) return { jail, change: 'added', runs, options: [] };
    if (next.result === 'unchanged') return { jail, change: 'unchanged', runs, options: [] };
    return { jail, change: 'changed', runs, options: jailChanges(old, next.config) };
  });
  return { server, jails, problems: plan.problems.map(problemAnswer) };
}
