import { statSync } from 'node:fs';
import { connect } from 'node:net';
import type { Writable } from 'node:stream';
import { formatLine } from './format-line.js';
import { KeptStream } from './kept-stream.js';
import type { LogOutput, OutputOptions } from './log-output.js';
import { LogTargetError } from './log-sink.js';
import { priorities } from './severities.js';

/** Where journald takes what systemd-cat and services write on standard output. */
const journal = '/run/systemd/journal/stdout';

/**
 * Messages to the systemd journal: PRIORITY by level, SYSLOG_IDENTIFIER the program, MESSAGE `NOTICE [sshd] Ban 192.0.2.10`
 * (the level in it is what the filter recidive looks for). Throws a LogTargetError.
 */
export function journalOutput({ target, name }: OutputOptions): LogOutput {
  if (statSync(journal, { throwIfNoEntry: false })?.isSocket() !== true)
    throw new LogTargetError(`logtarget ${target.name}: no journal listens on ${journal}; choose another`);
  const stream = new KeptStream(() => connectTo(name));
  return {
    write(message) {
      stream.write(`<${priorities[message.level]}>${formatLine(message, process.pid, target.format)}`);
    },
    flushNext: () => undefined,
    reopen: () => false,
    close: () => stream.close(),
  };
}

/** Its head says who writes, the unit if that is not the cgroup's, the priority of lines without one, and that others have one. */
function connectTo(name: string): Writable {
  // Half open, since journald closes its side at once.
  const stream = connect({ path: journal, allowHalfOpen: true }).unref();
  stream.write(`${name}\n\n6\n1\n0\n0\n0\n`);
  return stream;
}
