import { ConfigError, type Located, type Problem, type ServerConfig } from './configuration.js';
import { readOption } from './interpolate.js';
import type { Unit } from './merge.js';
import { readInteger, readSeconds } from './values.js';

const readers = {
  loglevel: textOf,
  logtarget: textOf,
  socket: textOf,
  pidfile: textOf,
  dbfile: textOf,
  dbpurgeage: readSeconds,
  dbmaxmatches: readInteger,
  allowipv6: textOf,
  logformat: textOf,
  logname: textOf,
} satisfies { [Option in keyof ServerConfig]-?: (written: Located<string>) => NonNullable<ServerConfig[Option]> };

/** Reads the daemon's own settings (spec config §1.6); what can't be used is a problem and stays unset. */
export function readServer(unit: Unit): { server: ServerConfig; problems: Problem[] } {
  const problems = [...unit.problems];
  if (!unit.sections.has('Definition')) {
    const error = new ConfigError(`${unit.name}.conf has no [Definition]: nothing in it counts`);
    return { server: {}, problems: [...problems, { severity: 'warning', error }] };
  }
  const server: Record<string, string | number> = {};
  for (const [option, read] of Object.entries(readers)) {
    try {
      const written = readOption({ unit, section: 'Definition', vars: new Map() }, option);
      if (written !== undefined) server[option] = read(written);
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push({ severity: 'error', error });
    }
  }
  return { server, problems };
}

function textOf({ value }: Located<string>): string {
  return value;
}
