import { closeSync, existsSync, openSync, readSync } from 'node:fs';
import { dirname } from 'node:path';
import { ConfigError, type Configuration, type Located, type Problem } from '../../config/configuration.js';
import { defaultPaths } from '../../config/default-paths.js';
import { readLogTarget } from '../../config/log-target.js';
import { groupId } from '../group-id.js';

/** What is wrong or odd in tsban.conf, besides what can't be read: places that aren't there, settings that do nothing. */
export function checkServer({ serverOptions: { program, options } }: Configuration): Problem[] {
  const check = (option: string, look: (written: Located<string>) => readonly Problem[]) => {
    const written = options.get(option);
    return written === undefined || written.value === '' ? [] : look(written);
  };
  const ofTsban = program === 'tsban' ? check : () => [];
  const socketFolder = dirname(options.get('socket')?.value ?? defaultPaths.socket);
  return [
    ...check('logtarget', checkLogtarget),
    ...ofTsban('socket', (written) => checkPlace(written, dirname(dirname(written.value)))),
    ...['compatsocket', 'readsocket', 'bansocket'].flatMap((socket) =>
      check(socket, (written) => checkPlace(written, dirname(dirname(written.value)))),
    ),
    ...['readgroup', 'bangroup'].flatMap((group) => check(group, checkGroup)),
    // Written once the socket's folder has been made.
    ...ofTsban('pidfile', (written) =>
      dirname(written.value) === socketFolder ? [] : checkPlace(written, dirname(written.value)),
    ),
    ...ofTsban('dbfile', checkDbfile),
    ...check('dbmaxmatches', checkDbmaxmatches),
  ];
}

function checkDbfile(written: Located<string>): Problem[] {
  const { value, where } = written;
  if (/^(?:none|:memory:)$/i.test(value)) return [];
  if (!isFail2bans(value)) return checkPlace(written, dirname(dirname(value)));
  const text = `${value} is Fail2Ban's database, which tsban can't use; set another dbfile, such as ${defaultPaths.dbfile}`;
  return [mistake(text, where)];
}

/** True for a database with Fail2Ban's tables: SQLite keeps their names at the start of the file. False if it can't be read. */
function isFail2bans(path: string): boolean {
  const start = Buffer.alloc(16_384);
  try {
    const file = openSync(path, 'r');
    readSync(file, start);
    closeSync(file);
  } catch {
    return false;
  }
  return start.includes('fail2banDb');
}

function checkLogtarget(written: Located<string>): Problem[] {
  const { value, where } = written;
  const { kind, name, complaints } = readLogTarget(value, where);
  const place = kind === 'file' ? checkPlace({ value: name, where }, dirname(name)) : [];
  return [...place, ...complaints.map((complaint) => warning(complaint, where))];
}

/** Where the daemon writes: the folder has to be there, or is made if that above it is. */
function checkPlace({ value, where }: Located<string>, folder: string): Problem[] {
  if (!value.startsWith('/')) {
    return [warning(`'${value}' depends on where tsban is started; write the path from / on`, where)];
  }
  if (existsSync(folder)) return [];
  const text = `the folder ${folder} is not there, so ${value} can't be written; make it, or correct the path`;
  return [mistake(text, where)];
}

function checkGroup({ value, where }: Located<string>): Problem[] {
  if (groupId(value) !== undefined) return [];
  return [mistake(`/etc/group has no group '${value}'; make it, or write its number`, where)];
}

function checkDbmaxmatches({ value, where }: Located<string>): Problem[] {
  if (Number(value) >= 0) return [];
  return [warning(`${value} lines can't be kept; write 0 for none, or how many`, where)];
}

function mistake(text: string, where: Located<string>['where']): Problem {
  return { severity: 'error', error: new ConfigError(text, where) };
}

function warning(text: string, where: Located<string>['where']): Problem {
  return { severity: 'warning', error: new ConfigError(text, where) };
}
