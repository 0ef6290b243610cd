import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What shows that a server has read its logs. */
export const ready = [
  [['status', 'app'], 'Banned IP list:\t203.0.113.1'],
  [['status', 'web'], 'Total failed:\t3'],
] as const;

/**
 * Writes what transcripts begin with, for tsban and for Fail2Ban: two jails, of which `app` bans somebody at once. `others`
 * take the place of files of the same name.
 */
export function writeScene(directory: string, others: Readonly<Record<string, string>> = {}): void {
  const at = (name: string) => join(directory, name);
  for (const folder of ['filter.d', 'action.d']) mkdirSync(at(folder), { recursive: true });
  for (const [name, text] of Object.entries({ ...files(directory), ...others })) writeFileSync(at(name), text);
}

/** For Fail2Ban's own server. */
export function serverSettings(directory: string, logtarget = 'tsban.log', dbfile = `${directory}/db.sqlite3`): string {
  return `[Definition]
loglevel = INFO
logtarget = ${directory}/${logtarget}
syslogsocket = auto
socket = ${directory}/real.sock
pidfile = ${directory}/real.pid
allowipv6 = auto
dbfile = ${dbfile}
dbpurgeage = 1d
dbmaxmatches = 10
[Thread]
stacksize = 0
`;
}

/** A failure that the jails find. */
export function failureLine(address: string): string {
  return `${Math.floor(Date.now() / 1000)} fail for root from ${address}\n`;
}

function files(directory: string): Readonly<Record<string, string>> {
  const note = (what: string) => `echo ${what} >> ${directory}/rec.log`;
  return {
    'filter.d/t.conf': `[Definition]
failregex = ^\\s*fail for <F-USER>\\S+</F-USER> from <HOST>$
            ^\\s*bad from <ADDR>$
ignoreregex = ^nothing$
datepattern = ^{EPOCH}
`,
    'action.d/rec.conf': `[Definition]
actionstart = ${note('start <name>')}
actionstop = ${note('stop <name>')}
actionflush = ${note('flush')}
actioncheck = true
actionban = ${note('ban <ip> <port>')}
actionunban = ${note('unban <ip>')}
actionreban = ${note('reban <ip>')}
actionprolong = ${note('prolong <ip>')}
[Init]
port = 22
`,
    'tsban.conf': `[Definition]\ncompatsocket = ${directory}/compat.sock\n`,
    'fail2ban.conf': serverSettings(directory),
    'jail.conf': `[DEFAULT]
backend = polling
enabled = true
filter = t
action = rec
logpath = ${directory}/%(__name__)s.log
maxretry = 3
findtime = 20m
bantime = 1h
[app]
[web]
logpath = ${directory}/app.log
          ${directory}/web.log
maxretry = 9
bantime = -1
action =
`,
    'app.log': failureLine('203.0.113.1').repeat(3),
    'web.log': '',
  };
}
