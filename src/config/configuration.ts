import { TsbanError } from '../error.js';

/** Where in the configuration something stands; `line` counts from 1, 0 where there is no single line; no `option`: the section. */
export interface Where {
  readonly file: string;
  readonly line: number;
  readonly section: string;
  readonly option: string;
}

/** A value and the place it comes from, so that a later error can name it. */
export interface Located<T> {
  readonly value: T;
  readonly where: Where;
  /** Where the value is a text of several lines: the line of the file for each of them. */
  readonly lines?: readonly number[];
}

/** Something in the configuration that can't be used; the message says what, where, and what to do. */
export class ConfigError extends TsbanError {
  readonly code = 'CONFIG';
  readonly where: Partial<Where>;

  constructor(problem: string, where: Partial<Where> = {}) {
    super(`${place(where)}${problem}`);
    this.name = 'ConfigError';
    this.where = where;
  }
}

function place({ file, line, section, option }: Partial<Where>): string {
  const at = !file ? '' : line === undefined || line === 0 ? `${file}: ` : `${file}:${line}: `;
  const what = section === undefined ? '' : option ? `[${section}] ${option}: ` : `[${section}] `;
  return at + what;
}

/** One finding of a read. An error with a jail leaves that jail out; a warning leaves nothing out. */
export interface Problem {
  readonly severity: 'error' | 'warning';
  readonly jail?: string;
  readonly error: ConfigError;
}

/** Everything one configuration directory says. */
export interface Configuration {
  readonly directory: string;
  readonly server: ServerConfig;
  /** Enabled jails which could be read, in order of first appearance. */
  readonly jails: readonly JailConfig[];
  readonly problems: readonly Problem[];
}

/** tsban.conf (or fail2ban.conf where there is none); undefined where the file does not say. */
export interface ServerConfig {
  readonly loglevel?: string;
  readonly logtarget?: string;
  readonly socket?: string;
  readonly pidfile?: string;
  readonly dbfile?: string;
  readonly dbpurgeage?: number;
  readonly dbmaxmatches?: number;
  readonly allowipv6?: string;
  readonly logformat?: string;
  readonly logname?: string;
}

export interface LogPath {
  readonly glob: string;
  /** `tail` starts at the end of the file, `head` (the default) at now - findtime. */
  readonly from: 'head' | 'tail';
}

/** One enabled jail with its filter and actions read and interpolated; regexes are not compiled here. */
export interface JailConfig {
  readonly name: string;
  readonly where: Where;
  /** `auto`, `polling`, `pyinotify`, `systemd` …, with its `[options]` as written. */
  readonly backend: string;
  readonly filter: FilterConfig;
  readonly logpath: readonly Located<LogPath>[];
  readonly logencoding: string;
  readonly logtimezone: Located<string> | undefined;
  readonly maxretry: number;
  readonly maxmatches: number;
  /** Seconds. */
  readonly findtime: number;
  /** Seconds; -1 for ever. */
  readonly bantime: number;
  /** `bantime.increment`, `bantime.factor` … as written, by the part after the dot. */
  readonly bantimeOptions: Readonly<Record<string, string>>;
  readonly ignoreip: readonly string[];
  readonly ignoreself: boolean;
  readonly ignorecommand: string;
  readonly actions: readonly ActionConfig[];
}

/** What filter and jail together say about matching (spec config §2.3, §3). */
export interface FilterConfig {
  readonly name: string;
  readonly prefregex: Located<string> | undefined;
  readonly failregex: readonly Located<string>[];
  readonly ignoreregex: readonly Located<string>[];
  readonly datepattern: Located<string> | undefined;
  readonly maxlines: number;
  /** As written; checked where it is used. */
  readonly usedns: string;
  readonly journalmatch: readonly string[];
}

export const actionCommands = [
  'actionstart',
  'actionstop',
  'actionflush',
  'actionreload',
  'actioncheck',
  'actionrepair',
  'actionban',
  'actionprolong',
  'actionreban',
  'actionunban',
] as const;

export type ActionCommand = (typeof actionCommands)[number];

/** One action of a jail: commands with their static tags already put in where that is safe (spec config §2.4, §2.6). */
export interface ActionConfig {
  /** Unique within the jail. */
  readonly actname: string;
  readonly where: Where;
  readonly commands: Readonly<Partial<Record<ActionCommand, string>>>;
  readonly norestored: boolean;
  /** Undefined: on demand if the action has a conditional parameter. */
  readonly actionstartOnDemand: boolean | undefined;
  readonly actionrepairOnUnban: boolean;
  /** Parameters in Fail2Ban's order: those given, `name`, `actname`, then [Init], conditional ones (`x?family=inet6`) last. */
  readonly parameters: ReadonlyMap<string, string>;
}
