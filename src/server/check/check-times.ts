import type { JailConfig, Problem } from '../../config/configuration.js';
import { parseFormula } from '../../config/formula.js';
import { doubt, placeOf } from './finding.js';

const times = ['findtime', 'bantime', 'bantime.maxtime', 'bantime.rndtime'];

/** Times and counts that can be read, but say something odd. */
export function checkTimes(config: JailConfig): Problem[] {
  const odd = (option: string, text: string) => [doubt(config, text, placeOf(config, option))];
  const { findtime, bantime, maxretry, maxmatches, options } = config;
  const months = times.flatMap((option) => {
    const [found, number = ''] = /(\d[\d.]*)\s*M(?![a-z])/.exec(options.get(option) ?? '') ?? [];
    if (found === undefined) return [];
    return odd(option, `${found} are minutes, as ${number}m; write ${number}mo if months are meant`);
  });
  return [
    ...months,
    ...(findtime > 0 ? [] : odd('findtime', `in ${findtime} seconds no two failures meet; write a time such as 10m`)),
    ...(bantime !== 0
      ? []
      : odd('bantime', 'a ban of 0 seconds ends as it begins; write a time such as 10m, or -1 for ever')),
    ...(bantime >= -1 ? [] : odd('bantime', `${bantime} is taken for -1, for ever; write -1, or a time above 0`)),
    ...(maxretry > 0 ? [] : odd('maxretry', `${maxretry} bans at the first failure, as 1 does; write 1 or more`)),
    ...(maxmatches >= 0 ? [] : odd('maxmatches', `${maxmatches} lines can't be kept; write 0 for none, or how many`)),
  ];
}

/** Options `bantime.*` that can be read, but change nothing or hardly what was meant. */
export function checkIncrement(config: JailConfig): Problem[] {
  const { bantimeOptions, options, bantime } = config;
  const { increment, formula, factor, maxtime, multipliers } = bantimeOptions;
  const odd = (option: string, text: string) => [doubt(config, text, placeOf(config, `bantime.${option}`))];
  const idle = [...options.keys()].find((option) => option.startsWith('bantime.') && option !== 'bantime.increment');
  if (!increment && idle !== undefined) {
    return odd(
      idle.slice('bantime.'.length),
      'does nothing without bantime.increment = true; add that, or take this out',
    );
  }
  const foreign = formula === undefined ? undefined : parseFormula(formula).unknown;
  return [
    ...(foreign === undefined
      ? []
      : odd('formula', `'${foreign}' is nothing a formula knows; write ban.Time, ban.Count, banFactor or math.…`)),
    ...(factor > 0 ? [] : odd('factor', `a factor of ${factor} makes no ban longer; write a number above 0`)),
    ...(maxtime === undefined || maxtime >= bantime
      ? []
      : odd('maxtime', `${maxtime} seconds are less than bantime, ${bantime}; write a longer time`)),
    ...(multipliers === undefined || formula === undefined
      ? []
      : odd('formula', 'does nothing beside bantime.multipliers; take one of the two out')),
  ];
}
