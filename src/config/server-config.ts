import { ConfigError, type Configuration, type Located, type Problem, type ServerConfig } from './configuration.js';
import { readOption } from './interpolate.js';
import type { Unit } from './merge.js';
import { readAllowipv6, readLogformat, readLoglevel, readLogtarget, readMetricslisten } from './server-words.js';
import { readInteger, readSeconds } from './values.js';

const readers = {
  loglevel: readLoglevel,
  logtarget: readLogtarget,
  syslogsocket: textOf,
  socket: textOf,
  compatsocket: textOf,
  readsocket: textOf,
  readgroup: textOf,
  bansocket: textOf,
  bangroup: textOf,
  metricslisten: readMetricslisten,
  pidfile: textOf,
  dbfile: textOf,
  dbpurgeage: readSeconds,
  dbmaxmatches: readInteger,
  allowipv6: readAllowipv6,
  logformat: readLogformat,
  logname: textOf,
} satisfies { [Option in keyof ServerConfig]-?: (written: Located<string>) => NonNullable<ServerConfig[Option]> };

/** What fail2ban.conf says of these is for Fail2Ban alone, whose database nobody else can use and who may still run. */
const ofOneProgram = ['socket', 'pidfile', 'dbfile'];

/** The daemon's own settings, as values and as text. */
export type ServerReading = Pick<Configuration, 'server' | 'serverOptions' | 'problems'>;

/** What is known where there is neither tsban.conf nor fail2ban.conf. */
export const unsetServer: ServerReading = {
  server: {},
  serverOptions: { program: 'tsban', options: new Map() },
  problems: [],
};

/** Reads the daemon's own settings (spec config §1.6); what can't be used is a problem and stays unset. */
export function readServer(unit: Unit, program: 'tsban' | 'fail2ban'): ServerReading {
  const problems: Problem[] = [...unit.problems];
  const options = new Map<string, Located<string>>();
  const read = (section: string, option: string, reader: (written: Located<string>) => string | number) => {
    try {
      const written = readOption({ unit, section, vars: new Map() }, option);
      const value = written && reader(written);
      if (written !== undefined) options.set(option, written);
      return value;
    } catch (error) {
      if (!(error instanceof ConfigError)) throw error;
      problems.push({ severity: 'error', error });
      return undefined;
    }
  };
  if (unit.sections.has('Thread')) read('Thread', 'stacksize', readInteger);
  const serverOptions = { program, options };
  if (!unit.sections.has('Definition')) {
    const problem = 'there is no [Definition]: nothing else in this file counts; put that header above the options';
    const error = new ConfigError(problem, { file: fileOf(unit) });
    return { server: {}, serverOptions, problems: [...problems, { severity: 'warning', error }] };
  }
  const server: Record<string, string | number> = {};
  for (const [option, reader] of Object.entries(readers)) {
    const value = read('Definition', option, reader);
    if (value !== undefined && !(program === 'fail2ban' && ofOneProgram.includes(option))) server[option] = value;
  }
  return { server, serverOptions, problems };
}

function fileOf({ name, sections, defaults }: Unit): string {
  const [first] = [...sections.values(), ...defaults.values()];
  return first?.where.file ?? `${name}.conf`;
}

function textOf({ value }: Located<string>): string {
  return value;
}
