import type { JailConfig, Problem } from '../../config/configuration.js';
import { doubt, placeOf } from './finding.js';

const times = ['findtime', 'bantime', 'bantime.maxtime', 'bantime.rndtime'];

/** Times and counts that can be read, but say something odd. */
export function checkTimes(config: JailConfig): Problem[] {
  const odd = (option: string, text: string) => [doubt(config, text, placeOf(config, option))];
  const { findtime, bantime, maxretry, options } = config;
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
  ];
}
