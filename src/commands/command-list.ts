/**
 * One form of a command. In `usage`, `<X>` stands for a value, `a|b` for a choice, `[…]` for what may be left out, and
 * `...` for more of the same.
 */
export interface CommandEntry {
  readonly usage: string;
  /** What it does, without a full stop. */
  readonly help: string;
}

/** Commands that belong together. */
export interface CommandSection {
  readonly title: string;
  readonly commands: readonly CommandEntry[];
}

/** What `bantime.` options say. */
const growth = [
  ['increment', 'whether bans of the same address grow longer'],
  ['factor', 'by what the growing time is multiplied'],
  ['formula', 'how the time of the next ban is calculated'],
  ['multipliers', 'what the time of the second, third … ban is multiplied by'],
  ['maxtime', 'how long a ban may grow'],
  ['rndtime', 'how much is added to it at random, at most'],
  ['overalljails', 'whether bans by other jails count'],
] as const;

/** Every command tsban-client takes, for --help, man pages and completion; usages are Fail2Ban's (spec runtime §7.5). */
export const commandList: readonly CommandSection[] = [
  section('BASIC', [
    ['start', 'starts the daemon in the background, or with -f in the foreground'],
    ['restart', 'stops the daemon and starts it again'],
    ['restart [--unban] [--if-exists] <JAIL>', 'the same as reload --restart for one jail'],
    [
      'reload [--restart] [--unban] [--all]',
      'reads the configuration again; bans and counts stay. With --restart jails begin anew, with --unban their bans are lifted first',
    ],
    ['reload [--restart] [--unban] [--if-exists] <JAIL>', 'the same for one jail'],
    ['reload --plan [<JAIL>]', 'shows what a reload would change, and changes nothing'],
    ['stop', 'ends the daemon; bans go on when it starts again'],
    ['unban --all', 'lifts every ban, also in the database'],
    ['unban <IP> ... <IP>', 'lifts the bans of addresses in all jails, also in the database'],
    ['banned', 'lists the banned addresses of each jail'],
    ['banned <IP> ... <IP>', 'lists for each address the jails that ban it'],
    ['status', 'lists the jails'],
    ['status --all [basic|short|stats|cymru]', 'shows the failures and bans of all jails'],
    ['stats', 'shows the counts of all jails in a table'],
    ['statistics', 'the same as stats'],
    ['ping [<SECONDS>]', 'asks whether the daemon answers, within so many seconds'],
    ['echo <WORD> ... <WORD>', 'has the daemon say something'],
    ['help', 'shows this help'],
    ['version', 'tells the version of the daemon'],
  ]),
  section('LIVE', [
    ['why <IP>', 'tells why an address is banned, or why it is not'],
    ['watch [<JAIL> ... <JAIL>]', 'follows failures, bans and unbans as they happen, until ^C'],
    ['completion bash|zsh|fish', 'prints what a shell needs to complete commands'],
    [
      'import-fail2ban [--from <DIR>] [--db <FILE>] [--dry-run]',
      'takes over files, bans and how far logs are read from Fail2Ban; the daemon must not run',
    ],
    [
      'import-fail2ban --switch [--from <DIR>] [--db <FILE>] [--dry-run] [--anyway]',
      'the same while Fail2Ban runs, then runs in its place: who is banned is held off all ports meanwhile; --anyway in spite of what it warns of',
    ],
    [
      'install-service [--remove] [--dry-run]',
      'makes a service of systemd of a tsban that npm has installed, or takes it away again; files that were changed stay',
    ],
    [
      'shadow [--from <DIR>] [--with <DIR>] [--log <FILE>] [--db <FILE>] [--tolerance <TIME>] [--for <TIME>]',
      'compares what tsban would find and ban with a Fail2Ban that runs, touching nothing; ends with 1 if they ever disagreed',
    ],
  ]),
  section('LOGGING', [
    ['set loglevel <LEVEL>', 'sets how much is logged: CRITICAL, ERROR, WARNING, NOTICE, INFO, DEBUG'],
    ['get loglevel', 'tells how much is logged'],
    ['set logtarget <TARGET>', 'logs to a file, STDOUT, STDERR, SYSOUT, SYSLOG or SYSTEMD-JOURNAL from now on'],
    ['get logtarget', 'tells where the log goes'],
    ['set syslogsocket auto|<SOCKET>', 'sets the socket of syslog, for the logtarget SYSLOG'],
    ['get syslogsocket', 'tells the socket of syslog'],
    ['flushlogs', 'opens the log file anew after a rotation'],
  ]),
  section('DATABASE', [
    ['set dbfile <FILE>', 'keeps the state in another file from now on, or with None in memory'],
    ['get dbfile', 'tells in which file the state is kept'],
    ['set dbmaxmatches <INT>', 'sets how many log lines are kept with a ban'],
    ['get dbmaxmatches', 'tells how many log lines are kept with a ban'],
    ['set dbpurgeage <SECONDS>', 'sets for how long bans that are over are remembered'],
    ['get dbpurgeage', 'tells for how long bans that are over are remembered'],
  ]),
  section('JAIL CONTROL', [
    ['add <JAIL> [<BACKEND>]', 'makes an empty jail'],
    ['start <JAIL>', 'lets a jail that was added begin'],
    ['stop <JAIL>', 'ends a jail and lifts its bans'],
    ['stop --all', 'ends all jails; the daemon stays'],
    ['status <JAIL> [basic|short|stats|cymru]', 'shows the failures and bans of a jail'],
  ]),
  section('JAIL CONFIGURATION', [
    ['set <JAIL> idle on|off', 'lets a jail rest, or go on'],
    ['set <JAIL> ignoreself true|false', "ignores the machine's own addresses, or does not"],
    ['set <JAIL> addignoreip <IP> ... <IP>', 'ignores more addresses, networks or names'],
    ['set <JAIL> delignoreip <IP>', 'no longer ignores one'],
    ['set <JAIL> ignorecommand <COMMAND>', 'sets the command that tells whether to ignore an address'],
    ['set <JAIL> ignorecache <OPTIONS>', 'sets how its answers are remembered'],
    ['set <JAIL> addlogpath <FILE> [head|tail]', 'follows another log, from its head or its tail'],
    ['set <JAIL> dellogpath <LOGFILE>', 'no longer follows a log'],
    ['set <JAIL> logencoding <ENCODING>', 'sets the encoding of the logs'],
    ['set <JAIL> addjournalmatch <MATCH> ... <MATCH>', 'reads more entries of the journal'],
    ['set <JAIL> deljournalmatch <MATCH> ... <MATCH>', 'no longer reads these entries'],
    ['set <JAIL> addfailregex <REGEX>', 'adds a regular expression that finds failures'],
    ['set <JAIL> delfailregex <INDEX>', 'removes one, by its number in the list'],
    ['set <JAIL> addignoreregex <REGEX>', 'adds a regular expression of lines to ignore'],
    ['set <JAIL> delignoreregex <INDEX>', 'removes one, by its number in the list'],
    ['set <JAIL> prefregex <REGEX>', 'sets what all lines have in common'],
    ['set <JAIL> findtime <TIME>', 'sets the time within which failures count together'],
    ['set <JAIL> bantime <TIME>', 'sets for how long is banned; below zero for ever'],
    ...growth.map(([option, what]) => [`set <JAIL> bantime.${option} <VALUE>`, `sets ${what}`] as const),
    ['set <JAIL> datepattern <PATTERN>', 'sets how dates look in the logs'],
    ['set <JAIL> logtimezone <ZONE>', 'sets the zone of dates that name none'],
    ['set <JAIL> usedns yes|warn|no|raw', 'sets what happens to host names'],
    ['set <JAIL> attempt <IP> [<LINE> ... <LINE>]', 'counts failures of an address as if they were found'],
    ['set <JAIL> banip <IP> ... <IP>', 'bans addresses or networks'],
    [
      'set <JAIL> unbanip [--report-absent] <IP> ... <IP>',
      'lifts bans; fails with --report-absent where one was not banned',
    ],
    ['set <JAIL> maxretry <RETRY>', 'sets the failures that lead to a ban'],
    ['set <JAIL> maxmatches <INT>', 'sets how many log lines are kept with an address'],
    ['set <JAIL> maxlines <LINES>', 'sets how many lines a failregex sees at once'],
    ['set <JAIL> addaction <ACT>', 'adds an action without commands'],
    ['set <JAIL> delaction <ACT>', 'removes an action'],
  ]),
  section('COMMAND ACTION CONFIGURATION', [
    ['set <JAIL> action <ACT> actionstart <CMD>', 'sets the command that begins the action'],
    ['set <JAIL> action <ACT> actionstop <CMD>', 'sets the command that ends it'],
    ['set <JAIL> action <ACT> actioncheck <CMD>', 'sets the command that tells whether all is as it should be'],
    ['set <JAIL> action <ACT> actionban <CMD>', 'sets the command that bans'],
    ['set <JAIL> action <ACT> actionunban <CMD>', 'sets the command that lifts a ban'],
    ['set <JAIL> action <ACT> timeout <TIMEOUT>', 'sets how many seconds a command may take'],
  ]),
  section('GENERAL ACTION CONFIGURATION', [
    ['set <JAIL> action <ACT> <PROPERTY> <VALUE>', 'sets any other property of an action'],
    ['set <JAIL> action <ACT> <METHOD> [<JSON>]', 'runs a step of an action: start, stop, ban, flush …'],
  ]),
  section('JAIL INFORMATION', [
    ['get <JAIL> banned', 'lists the banned addresses in the order of banning'],
    ['get <JAIL> banned <IP> ... <IP>', 'tells for each address 1 if it is banned, else 0'],
    [
      'get <JAIL> banip [--with-time|<SEP>]',
      'lists them by the end of their ban, with all times, or with a text between them',
    ],
    ['get <JAIL> logpath', 'lists the logs that are followed'],
    ['get <JAIL> logencoding', 'tells the encoding of the logs'],
    ['get <JAIL> journalmatch', 'tells which entries of the journal are read'],
    ['get <JAIL> ignoreself', "tells whether the machine's own addresses are ignored"],
    ['get <JAIL> ignoreip', 'lists what is ignored'],
    ['get <JAIL> ignorecommand', 'tells the command that decides what to ignore'],
    ['get <JAIL> ignorecache', 'tells how its answers are remembered'],
    ['get <JAIL> failregex', 'lists the regular expressions that find failures'],
    ['get <JAIL> ignoreregex', 'lists those of lines to ignore'],
    ['get <JAIL> prefregex', 'tells what all lines have in common'],
    ['get <JAIL> findtime', 'tells the seconds within which failures count together'],
    ['get <JAIL> bantime', 'tells for how many seconds is banned'],
    ...growth.map(([option, what]) => [`get <JAIL> bantime.${option}`, `tells ${what}`] as const),
    ['get <JAIL> datepattern', 'tells how dates look in the logs'],
    ['get <JAIL> logtimezone', 'tells the zone of dates that name none'],
    ['get <JAIL> usedns', 'tells what happens to host names'],
    ['get <JAIL> maxretry', 'tells the failures that lead to a ban'],
    ['get <JAIL> maxmatches', 'tells how many log lines are kept with an address'],
    ['get <JAIL> maxlines', 'tells how many lines a failregex sees at once'],
    ['get <JAIL> actions', 'lists the actions'],
  ]),
  section('ACTION INFORMATION', [
    [
      'get <JAIL> action <ACT> actionstart|actionstop|actioncheck|actionban|actionunban|timeout',
      'tells a command of an action, or how long commands may take',
    ],
    ['get <JAIL> action <ACT> <PROPERTY>', 'tells any other property'],
    ['get <JAIL> actionproperties <ACT>', 'lists the properties of an action'],
    ['get <JAIL> actionmethods <ACT>', 'lists its steps'],
  ]),
];

function section(title: string, commands: readonly (readonly [usage: string, help: string])[]): CommandSection {
  return { title, commands: commands.map(([usage, help]) => ({ usage, help })) };
}
