import type { JailConfig } from '../config/configuration.js';
import { createDateDetector, type DateDetector } from '../date/date-detector.js';
import { runInSlice } from '../python-regex/time-slice.js';
import type { DateReader } from '../source/start-by-date.js';
import type { EpochSeconds } from '../time/clock.js';

/** Milliseconds for the dates of some lines, whatever a datepattern makes of them. */
const slice = { soft: 15, hard: 15, fair: 0 };

/** How jails read the dates of a log at `now`: those whose settings for dates are the same share a reader. */
export function dateReaders(jails: readonly JailConfig[], now: EpochSeconds): readonly DateReader[] {
  const longest = new Map<string, JailConfig>();
  for (const jail of jails) {
    const settings = JSON.stringify(settingsOf(jail));
    if (jail.findtime > (longest.get(settings)?.findtime ?? 0)) longest.set(settings, jail);
  }
  return [...longest.values()].map((jail) => dateReader(jail, now));
}

function settingsOf({ filter: { datepattern }, logtimezone }: JailConfig) {
  return {
    ...(datepattern && { datepattern: datepattern.value }),
    ...(logtimezone && { logtimezone: logtimezone.value }),
  };
}

/** With a detector of its own: that of the jail's filter learns from the lines it is given, in their order. */
function dateReader(jail: JailConfig, now: EpochSeconds): DateReader {
  const dates = createDateDetector(settingsOf(jail));
  return {
    since: now - jail.findtime,
    datesOf(lines) {
      const found: EpochSeconds[] = [];
      runInSlice(() => {
        for (const line of lines) {
          const time = timeIn(line, dates, now);
          if (time !== undefined) found.push(time);
        }
      }, slice);
      return found;
    },
  };
}

/** A line of which nobody can tell when it was written is as good as one without a date: no filter uses it. */
function timeIn(line: string, dates: DateDetector, now: EpochSeconds): EpochSeconds | undefined {
  try {
    return dates.cut(line, now) ? dates.time(now) : undefined;
  } catch {
    return undefined;
  }
}
