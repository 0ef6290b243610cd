import type { ActionContext } from '../action/action-context.js';
import type { Environment } from '../action/environment.js';
import { BanManager } from '../ban/ban-manager.js';
import type { BanStore } from '../ban/ban-store.js';
import type { Increment } from '../ban/increment.js';
import { ConfigError, type JailConfig, type Where } from '../config/configuration.js';
import { parseFormula } from '../config/formula.js';
import type { SharedDateCutter, SharedDates } from '../date/shared-dates.js';
import { TsbanError } from '../error.js';
import { FailManager } from '../failure/fail-manager.js';
import type { FailureStore } from '../failure/failure-store.js';
import { RegexError, type RegexPlace } from '../filter/regex-error.js';
import { compileFilter } from '../filter/filter.js';
import { parseUseDns, type UseDns } from '../filter/tags.js';
import type { Log } from '../log.js';
import type { NextTurn } from '../time/turns.js';
import { createIgnoring, type IgnoringContext } from './ignoring.js';
import { Jail, type JailContext } from './jail.js';
import type { JailParts } from './jail-parts.js';
import { makeActions } from './make-actions.js';
import { sameMeaning } from './same-meaning.js';

/** What jails are made with. */
export interface Workshop {
  readonly jail: Omit<JailContext, 'nextTurn'>;
  readonly action: Omit<ActionContext, 'jail' | 'nextTurn' | JailKnows>;
  readonly environment: Environment;
  readonly failures: FailureStore;
  /** For hashes of what comes from outside: an integer nobody there knows. */
  readonly seed: number;
  readonly bans: BanStore;
  readonly dates: SharedDates;
  /** Lets the filters of all jails take turns. */
  readonly nextTurn: NextTurn;
  readonly ignoring: Pick<IgnoringContext, 'ask' | 'names' | 'ownAddresses'>;
}

/** What an action asks its jail for. */
type JailKnows = 'counters' | 'bantime';
type Known = Pick<Required<ActionContext>, JailKnows>;

/** A new jail, which takes up the windows it had when it last ran as it starts. Throws a ConfigError naming file, line and option. */
export function createJail(config: JailConfig, workshop: Workshop): Jail {
  const failures = new FailManager(config.name, config, workshop.failures, workshop.seed);
  const bans = new BanManager(config.name, config.bantime, workshop.bans);
  const { nextTurn } = workshop;
  return new Jail(makeParts(config, workshop, knownOf(failures, bans)), failures, bans, { ...workshop.jail, nextTurn });
}

/** New parts for a jail that runs, those kept which can go on as they are. Throws like createJail. */
export function remakeParts(config: JailConfig, workshop: Workshop, { failures, bans, parts }: Jail): JailParts {
  return makeParts(config, workshop, knownOf(failures, bans), parts);
}

function makeParts(config: JailConfig, workshop: Workshop, known: Known, before?: JailParts): JailParts {
  const { action, environment, nextTurn } = workshop;
  const { log } = workshop.jail;
  const usedns = useDns(config, log);
  /** What counts, or has lines in hand, goes on where nothing of what it is made of has changed. */
  const kept = (madeOf: (config: JailConfig) => object): JailParts | undefined =>
    before !== undefined && sameMeaning(madeOf(config), madeOf(before.config)) ? before : undefined;
  return {
    config,
    usedns,
    increment: makeIncrement(config, log),
    filter: kept(madeFilterOf)?.filter ?? makeFilter(config, usedns, workshop),
    ignoring: kept(madeIgnoringOf)?.ignoring ?? createIgnoring(config, { ...action, ...known, ...workshop.ignoring }),
    ...makeActions(config, { context: { ...action, ...known, nextTurn }, environment }, before),
  };
}

const madeFilterOf = ({ name, filter, findtime, logtimezone }: JailConfig) => ({ name, filter, findtime, logtimezone });

const madeIgnoringOf = ({ name, ignoreip, ignoreself, ignorecommand, options }: JailConfig) => ({
  ...{ name, ignoreip, ignoreself, ignorecommand },
  ignorecache: options.get('ignorecache'),
});

function makeFilter(config: JailConfig, usedns: UseDns, workshop: Workshop): JailParts['filter'] {
  const { filter, name, findtime } = config;
  const { prefregex, failregex, ignoreregex, maxlines } = filter;
  const { log } = workshop.jail;
  const dates = makeDates(config, workshop.dates);
  for (const note of dates.notes) log('warning', 'datedetector', `[${name}] ${note}`);
  try {
    return compileFilter({
      ...(prefregex === undefined ? {} : { prefregex: prefregex.value }),
      failregex: failregex.map(({ value }) => value),
      ignoreregex: ignoreregex.map(({ value }) => value),
      maxlines,
      usedns,
      findtime,
      dates,
      nextTurn: workshop.nextTurn,
      warn: (text) => log('warning', 'filter', `[${name}] ${text}`),
    });
  } catch (error) {
    if (error instanceof RegexError) throw new ConfigError(error.complaint, placeOfRegex(config, error));
    throw error;
  }
}

function makeDates({ filter: { datepattern }, logtimezone }: JailConfig, dates: SharedDates): SharedDateCutter {
  try {
    return dates.cutter({
      ...(datepattern === undefined ? {} : { datepattern: datepattern.value }),
      ...(logtimezone === undefined ? {} : { logtimezone: logtimezone.value }),
    });
  } catch (error) {
    if (error instanceof TsbanError) throw new ConfigError(error.message, (datepattern ?? logtimezone)?.where);
    throw error;
  }
}

/** Where a regex of the jail or of its filter stands. */
export function placeOfRegex({ filter, where }: JailConfig, { option, number }: RegexPlace): Where {
  const regexes = option === 'prefregex' ? [filter.prefregex] : filter[option];
  return regexes[number]?.where ?? where;
}

/** A formula that has no value leaves bans as they are, as in Fail2Ban. */
function makeIncrement({ name, bantimeOptions }: JailConfig, log: Log): Increment | undefined {
  if (!bantimeOptions.increment) return undefined;
  const formula = bantimeOptions.formula === undefined ? undefined : parseFormula(bantimeOptions.formula);
  if (formula?.unknown !== undefined) {
    const text = `bantime.formula: '${formula.unknown}' is nothing a formula knows; bans do not grow`;
    log('warning', 'jail', `[${name}] ${text}`, { jail: name });
  }
  return { ...bantimeOptions, formula: formula?.evaluate, random: Math.random };
}

function useDns({ name, filter }: JailConfig, log: Log): UseDns {
  const wanted = parseUseDns(filter.usedns);
  if (wanted !== undefined) return wanted;
  log('error', 'filter', `[${name}] Incorrect value '${filter.usedns}' specified for usedns. Using safe 'no'`);
  return 'no';
}

function knownOf(failures: FailManager, bans: BanManager): Known {
  return {
    bantime: () => bans.bantime,
    counters: () => ({
      banned: bans.currentlyBanned,
      bannedTotal: bans.totalBanned,
      found: failures.currentlyFailed,
      foundTotal: failures.totalFailed,
    }),
  };
}
