import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, type Configuration, type Located, type Problem } from '../../config/configuration.js';
import { isLogStream } from '../../config/server-words.js';

/** What is wrong or odd in tsban.conf, besides what can't be read: places that aren't there, settings that do nothing. */
export function checkServer({ serverOptions: { options } }: Configuration): Problem[] {
  const check = (option: string, look: (written: Located<string>) => readonly Problem[]) => {
    const written = options.get(option);
    return written === undefined || written.value === '' ? [] : look(written);
  };
  const socketFolder = dirname(options.get('socket')?.value ?? '/');
  return [
    ...check('logtarget', checkLogtarget),
    ...check('syslogsocket', checkSyslogsocket),
    ...check('socket', (written) => checkPlace(written, dirname(dirname(written.value)))),
    // Written once the socket's folder has been made.
    ...check('pidfile', (written) =>
      dirname(written.value) === socketFolder ? [] : checkPlace(written, dirname(written.value)),
    ),
    ...check('dbfile', (written) =>
      isFile(written.value) ? checkPlace(written, dirname(dirname(written.value))) : [],
    ),
    ...check('dbmaxmatches', checkDbmaxmatches),
  ];
}

function isFile(dbfile: string): boolean {
  return !/^(?:none|:memory:)$/i.test(dbfile);
}

function checkLogtarget(written: Located<string>): Problem[] {
  const { value, where } = written;
  if (!isLogStream(value)) return checkPlace(written, dirname(value));
  const [, bracket] = /(\[.*\])/s.exec(value) ?? [];
  if (bracket === undefined) return [];
  return [warning(`${bracket} makes no difference; take it out`, where)];
}

function checkSyslogsocket({ value, where }: Located<string>): Problem[] {
  if (/^auto$/i.test(value)) return [];
  return [
    warning('tsban writes to standard output for systemd to hand on, and to no socket of syslog; take it out', where),
  ];
}

/** Where the daemon writes: the folder has to be there, or is made if that above it is. */
function checkPlace({ value, where }: Located<string>, folder: string): Problem[] {
  if (!value.startsWith('/')) {
    return [warning(`'${value}' depends on where tsban is started; write the path from / on`, where)];
  }
  if (existsSync(folder)) return [];
  const text = `the folder ${folder} is not there, so ${value} can't be written; make it, or correct the path`;
  return [{ severity: 'error', error: new ConfigError(text, where) }];
}

function checkDbmaxmatches({ value, where }: Located<string>): Problem[] {
  if (Number(value) >= 0) return [];
  return [warning(`${value} lines can't be kept; write 0 for none, or how many`, where)];
}

function warning(text: string, where: Located<string>['where']): Problem {
  return { severity: 'warning', error: new ConfigError(text, where) };
}
