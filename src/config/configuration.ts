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
  /** The message without the place. */
  readonly problem: string;
  /** Why a jail is skipped in Fail2Ban's words, which `-d` shows (spec config §7); the problem itself where it has none. */
  readonly because: string;

  constructor(problem: string, where: Partial<Where> = {}, because = `wrong configuration: ${problem}`) {
    super(`${place(where)}${problem}`);
    this.name = 'ConfigError';
    this.where = where;
    this.problem = problem;
    this.because = because;
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
  readonly serverOptions: ServerOptions;
  /** Names of all jails, also of those that are not enabled. */
  readonly sections: readonly string[];
  /** Names of the jails that are enabled, in order of first appearance; what is wrong with those not in `jails` stands in `problems`. */
  readonly enabled: readonly string[];
  /** Enabled jails which could be read, in the same order. */
  readonly jails: readonly JailConfig[];
  readonly problems: readonly Problem[];
  /** False where a part of the files that say which jails there are could not be read: a jail that is in none may be in that. */
  readonly isWhole: boolean;
}

/** tsban.conf (or fail2ban.conf where there is none); undefined where the file does not say. */
export interface ServerConfig {
  readonly loglevel?: string;
  readonly logtarget?: string;
  readonly syslogsocket?: string;
  readonly socket?: string;
  readonly compatsocket?: string;
  readonly readsocket?: string;
  readonly readgroup?: string;
  readonly bansocket?: string;
  readonly bangroup?: string;
  readonly metricslisten?: string;
  readonly pidfile?: string;
  readonly dbfile?: string;
  readonly dbpurgeage?: number;
  readonly dbmaxmatches?: number;
  readonly allowipv6?: string;
  readonly logformat?: string;
  readonly logname?: string;
}

/** The daemon's settings as `-d` shows them: as written (spec config §1.6). */
export interface ServerOptions {
  /** Whose file it is: tsban.conf, or fail2ban.conf. */
  readonly program: 'tsban' | 'fail2ban';
  /** `stacksize` is that of [Thread]. */
  readonly options: ReadonlyMap<string, Located<string>>;
}

export interface LogPath {
  readonly glob: string;
  /** `tail` starts at the end of the file, `head` (the default) at now - findtime. */
  readonly from: 'head' | 'tail';
  /** `from` as written, `TAIL` for one. */
  readonly word: string;
}

/** One enabled jail with its filter and actions read and interpolated; regexes are not compiled here. */
export interface JailConfig {
  readonly name: string;
  readonly where: Where;
  /** Where each option of its section, or of [DEFAULT], is set. */
  readonly places: ReadonlyMap<string, Where>;
  /** All options the jail sets, as written. */
  readonly options: ReadonlyMap<string, string>;
  /** `auto`, `polling`, `pyinotify`, `systemd` …, with its `[options]` as written; `systemd` where the journal stands in for missing logs. */
  readonly backend: string;
  /** Set while it is to find and to ban nothing, which only a client can say (spec runtime §7.6). */
  readonly idle?: true | undefined;
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
  readonly bantimeOptions: BantimeOptions;
  readonly ignoreip: readonly Located<string>[];
  readonly ignoreself: boolean;
  readonly ignorecommand: string;
  readonly actions: readonly ActionConfig[];
  /** Actions that only Fail2Ban can run. */
  readonly pythonActions: readonly PythonAction[];
}

/** `bantime.increment` and its like: how bans grow longer (spec config §3); undefined where nobody says. */
export interface BantimeOptions {
  readonly increment: boolean;
  readonly factor: number;
  /** An expression over `ban.Time`, `ban.Count`, `banFactor` and `math.*`. */
  readonly formula: string | undefined;
  /** Goes before the formula; the last one holds for all later bans. */
  readonly multipliers: readonly number[] | undefined;
  /** Seconds. */
  readonly maxtime: number | undefined;
  /** Seconds, of which up to so many are added at random; after `maxtime` was applied. */
  readonly rndtime: number | undefined;
  readonly overalljails: boolean;
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
  readonly journalmatch: readonly Located<string>[];
  /** What the filter itself says, its parameters and [Init] included, in Fail2Ban's order. */
  readonly options: ReadonlyMap<string, string>;
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

/** Commands for many addresses at once, and for what the firewall holds; Fail2Ban ignores them (interfaces: Action files). */
export const bulkCommands = ['actionbanbulk', 'bulkban', 'actionunbanbulk', 'bulkunban', 'actionlist'] as const;

export type BulkCommand = (typeof bulkCommands)[number];

/** One action of a jail: commands with their static tags already put in where that is safe (spec config §2.4, §2.6). */
export interface ActionConfig {
  /** Unique within the jail. */
  readonly actname: string;
  /** Where the jail names it. */
  readonly where: Where;
  readonly commands: Readonly<Partial<Record<ActionCommand | BulkCommand, string>>>;
  /** Where each line of a command stands. */
  readonly places: ReadonlyMap<string, readonly Where[]>;
  readonly norestored: boolean;
  /** Undefined: on demand if the action has a conditional parameter. */
  readonly actionstartOnDemand: boolean | undefined;
  readonly actionrepairOnUnban: boolean;
  /** Commands and yes/no settings in Fail2Ban's order: those of the file in a fixed one, then those given in brackets, then those of [Init]. */
  readonly settings: ReadonlyMap<string, string | boolean>;
  /** Parameters in Fail2Ban's order: those given, `name`, `actname`, then [Init], conditional ones (`x?family=inet6`) last. */
  readonly parameters: ReadonlyMap<string, string>;
  /** The same action, called the same, with another parameter `name`: what it makes outside is its own where its file puts that in. */
  readonly named?: (name: string) => ActionConfig;
}

/** One `action = x.py[…]` of a jail. */
export interface PythonAction {
  readonly actname: string;
  /** `action.d/x.py` */
  readonly file: string;
  readonly parameters: ReadonlyMap<string, string>;
  /** How many of the jail's `actions` stand before it. */
  readonly position: number;
}
