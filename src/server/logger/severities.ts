import type { Level } from '../../log.js';

/** Numbers of pino's scale; `notice` between `info` and `warning` as in Fail2Ban. */
export const severities: Readonly<Record<Level, number>> = {
  debug: 20,
  info: 30,
  notice: 35,
  warning: 40,
  error: 50,
  critical: 60,
};

/** Priorities of syslog. */
export const priorities: Readonly<Record<Level, number>> = {
  critical: 2,
  error: 3,
  warning: 4,
  notice: 5,
  info: 6,
  debug: 7,
};
