import { spawn } from 'node:child_process';
import { statSync } from 'node:fs';
import type { Writable } from 'node:stream';
import { isInPath } from '../check/in-path.js';
import { formatLine } from './format-line.js';
import { KeptStream } from './kept-stream.js';
import type { LogOutput, OutputOptions } from './log-output.js';
import { LogTargetError } from './log-sink.js';
import { priorities } from './severities.js';

/** What is longer is cut by logger(1). */
const longest = '8KiB';

/**
 * Messages to syslog as Fail2Ban's are: `tsban.actions[18242]: NOTICE [sshd] Ban 192.0.2.10` (spec runtime §6.2). Its socket
 * takes datagrams, which Node can't send; logger(1) does, one that is kept for each of the names. Throws a LogTargetError.
 */
export function syslogOutput({ target, syslogsocket }: OutputOptions): LogOutput {
  const socket = /^auto$/i.test(syslogsocket) ? '/dev/log' : syslogsocket;
  if (statSync(socket, { throwIfNoEntry: false })?.isSocket() !== true)
    throw new LogTargetError(`Syslog socket file: ${socket} does not exists or is not a socket`);
  if (!isInPath('logger'))
    throw new LogTargetError('logtarget SYSLOG: the program logger is missing; install bsdutils');
  const streams = new Map<string, KeptStream>();
  const streamOf = (name: string) => {
    const stream = streams.get(name) ?? new KeptStream(() => startLogger(socket, name));
    streams.set(name, stream);
    return stream;
  };
  return {
    write(message) {
      const priority = target.facility * 8 + priorities[message.level];
      streamOf(message.logger).write(`<${priority}>${formatLine(message, process.pid, target.format)}`);
    },
    flushNext: () => undefined,
    reopen: () => false,
    close() {
      for (const stream of streams.values()) stream.close();
    },
  };
}

/** Ends with its standard input, and so with the daemon, however that ends. */
function startLogger(socket: string, name: string): Writable {
  const tag = `${name}[${process.pid}]`;
  const options = ['--prio-prefix', '--socket', socket, '--socket-errors=off', '--size', longest, '--tag', tag];
  // Not in the terminal's group: a ^C is for the daemon, which has something to say yet.
  const child = spawn('logger', options, { stdio: ['pipe', 'ignore', 'ignore'], detached: true });
  child.on('error', () => undefined);
  child.unref();
  return child.stdin;
}
