import type { ServerConfig } from '../config/configuration.js';
import { defaultPaths } from '../config/default-paths.js';

/** How the daemon runs: the command line, else tsban.conf, else the defaults. */
export interface Settings {
  readonly socket: string;
  /** For Fail2Ban's own protocol, if it is spoken. */
  readonly compatsocket: string | undefined;
  /** For those who may only look, and for those who may ban and lift bans too; for nobody but the owner without a group. */
  readonly readsocket: string | undefined;
  readonly readgroup: string | undefined;
  readonly bansocket: string | undefined;
  readonly bangroup: string | undefined;
  /** `127.0.0.1:9191`: where metrics, and nothing else, are to be had by TCP. */
  readonly metricslisten: string | undefined;
  readonly pidfile: string | undefined;
  /** `:memory:` keeps nothing. */
  readonly dbfile: string;
  readonly dbmaxmatches: number;
  /** Seconds after its end at which a ban is forgotten. */
  readonly dbpurgeage: number;
  readonly loglevel: string;
  readonly logtarget: string;
  /** Path of the socket on which syslog listens, or `auto`. */
  readonly syslogsocket: string;
  readonly logformat: 'fail2ban' | 'json';
  readonly logname: string;
  readonly allowipv6: boolean | undefined;
}

/** What the command line may say. */
export type SettingsGiven = Pick<
  ServerConfig,
  'socket' | 'pidfile' | 'dbfile' | 'loglevel' | 'logtarget' | 'syslogsocket'
>;

const fallback = {
  socket: defaultPaths.socket,
  dbfile: defaultPaths.dbfile,
  dbmaxmatches: 10,
  dbpurgeage: 86_400,
  loglevel: 'INFO',
  logtarget: defaultPaths.logtarget,
  syslogsocket: 'auto',
  logname: 'tsban',
};

/** Merges the three; `None` as dbfile means no database on disk (spec runtime §5.3). */
export function settle(given: SettingsGiven, configured: ServerConfig): Settings {
  const merged = { ...fallback, ...configured, ...given };
  return {
    socket: merged.socket,
    compatsocket: unlessEmpty(merged.compatsocket),
    readsocket: unlessEmpty(merged.readsocket),
    readgroup: unlessEmpty(merged.readgroup),
    bansocket: unlessEmpty(merged.bansocket),
    bangroup: unlessEmpty(merged.bangroup),
    metricslisten: unlessEmpty(merged.metricslisten),
    pidfile: unlessEmpty(merged.pidfile),
    dbfile: namesNoDatabase(merged.dbfile) ? ':memory:' : merged.dbfile,
    dbmaxmatches: merged.dbmaxmatches,
    dbpurgeage: merged.dbpurgeage,
    loglevel: merged.loglevel,
    logtarget: merged.logtarget,
    syslogsocket: merged.syslogsocket,
    logformat: merged.logformat?.toLowerCase() === 'json' ? 'json' : 'fail2ban',
    logname: merged.logname,
    allowipv6: /^(no|false|off|0)$/i.test(merged.allowipv6 ?? 'auto') ? false : undefined,
  };
}

/** True for `None`, which means that nothing is kept (spec runtime §5.3). */
export function namesNoDatabase(dbfile: string): boolean {
  return dbfile.toLowerCase() === 'none';
}

function unlessEmpty(text: string | undefined): string | undefined {
  return text === '' ? undefined : text;
}
